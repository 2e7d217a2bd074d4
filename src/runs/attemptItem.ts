import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { runsOf } from '../core/journal/progress';
import { isLive } from '../core/journal/state';
import { printable } from '../core/text/printable';
import { formatSpan } from '../core/text/span';
import { attemptLabel, attemptParts, shortAttemptLabel, type Subject } from '../platform/attempts';
import { attemptIcons, brokenIcon, brokenWords, stateWords } from './attemptStates';
import type { AttemptRow } from './attemptRows';

/** An attempt in the view of runs; how it stands is read when its row is drawn. */
export interface AttemptItem {
  readonly kind: 'attempt';
  readonly folder: string;
  readonly subject: Subject;
}

/** What tells attempts apart comes first, since a side bar is narrow: when, how it stands, how far it is. */
export function attemptItem(
  { folder }: AttemptItem,
  { read, secondsLeft, heard }: AttemptRow,
  locale: string,
): TreeItem {
  const fold = read === null ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(shortAttemptLabel(folder, locale, new Date()), fold);
  item.id = folder;
  item.command = { command: 'vmPartitionLab.openResults', title: '', arguments: [folder] };
  item.contextValue = 'attempt';
  item.tooltip = folder;
  if (read === null) {
    item.iconPath = new ThemeIcon('question');
    item.description = l10n.t('cannot be read');
    return item;
  }
  const broken = heard?.kind === 'broken';
  item.iconPath = broken ? brokenIcon : attemptIcons[read.state.state];
  if (isLive(read.state) && !broken) item.contextValue = 'attempt.running';
  const { ended, planned } = runsOf(read.state, read.plan.schedule);
  const state = broken ? brokenWords() : stateWords()[read.state.state];
  const host = attemptParts(folder)?.host ?? '';
  const left = secondsLeft === null || broken ? null : formatSpan(secondsLeft);
  item.description = joined([
    l10n.t('{0} {1}/{2}', state, ended, planned),
    heard?.kind === 'unreached' ? l10n.t('host not reached') : '',
    left === null ? '' : l10n.t('~{0} left', left),
    ...(read.state.origin === 'measured' ? [] : [read.state.origin]),
    host,
  ]);
  // The row in full, for readers of the screen as well.
  const whole = joined([
    l10n.t('{0}: {1} of {2} runs', state, ended, planned),
    left === null ? '' : l10n.t('about {0} left', left),
  ]);
  const why = heard === null || heard.kind === 'following' ? '' : printable(heard.why);
  item.tooltip = [attemptLabel(folder, locale), whole, why, folder].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: `${attemptLabel(folder, locale)}, ${whole}` };
  return item;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
