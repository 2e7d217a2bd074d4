import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isLive } from '../core/journal/state';
import { printable } from '../core/text/printable';
import { formatSpan } from '../core/text/span';
import type { AttemptResults } from '../lab/lab';
import { attemptLabel, attemptParts, shortAttemptLabel, type Subject } from '../platform/attempts';
import { attemptIcons, brokenIcon, brokenWords, stateWords } from './attemptStates';
import type { Heard } from './quietFollower';

/** An attempt in the view of runs. */
export interface AttemptItem {
  readonly kind: 'attempt';
  readonly folder: string;
  /** null: it cannot be read. */
  readonly read: AttemptResults | null;
  /** By the pace so far; null when that is not known, or when it does not run. */
  readonly secondsLeft: number | null;
  readonly heard: Heard | null;
  readonly subject: Subject;
}

/** What tells attempts apart comes first, since a side bar is narrow: when, how it stands, how far it is. */
export function attemptItem({ folder, read, secondsLeft, heard }: AttemptItem, locale: string): TreeItem {
  const state = read === null ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(shortAttemptLabel(folder, locale, new Date()), state);
  item.id = folder;
  item.command = { command: 'vmPartitionLab.openResults', title: '', arguments: [folder] };
  item.contextValue = 'attempt';
  const name = `${attemptLabel(folder, locale)}\n${folder}`;
  item.tooltip = name;
  if (read === null) {
    item.iconPath = new ThemeIcon('question');
    item.description = l10n.t('cannot be read');
    return item;
  }
  const broken = heard?.kind === 'broken';
  item.iconPath = broken ? brokenIcon : attemptIcons[read.state.state];
  const host = attemptParts(folder)?.host;
  item.description = [describe(read, secondsLeft, heard), ...(host === undefined ? [] : [host])].join(' · ');
  if (isLive(read.state) && !broken) item.contextValue = 'attempt.running';
  if (heard !== null && heard.kind !== 'following') item.tooltip = `${name}\n${printable(heard.why)}`;
  return item;
}

function describe(
  { state, results }: AttemptResults,
  secondsLeft: number | null,
  heard: Heard | null,
): string {
  const { ended, planned } = results.runs;
  const broken = heard?.kind === 'broken';
  const left = secondsLeft === null || broken ? '' : l10n.t('about {0} left', formatSpan(secondsLeft));
  const parts = [
    broken ? brokenWords() : stateWords()[state.state],
    l10n.t('{0} of {1} runs', ended, planned),
    left,
    results.origin === 'measured' ? '' : results.origin,
    heard?.kind === 'unreached' ? l10n.t('as last seen: its host was not reached') : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
