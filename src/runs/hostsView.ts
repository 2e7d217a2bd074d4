import {
  EventEmitter,
  l10n,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type Disposable,
  type TreeDataProvider,
} from 'vscode';
import type { HostEntry, RemoteAttempt } from '../lab/lab';
import { formatSpan } from '../core/text/span';
import { attemptLabel } from '../platform/attempts';
import type { Context } from '../platform/context';
import type { Subject } from '../platform/attempts';
import { attemptIcons, brokenIcon, brokenWords, stateWords } from './attemptStates';
import { hintItem, type Hint } from './hint';

export type HostsItem =
  | { readonly kind: 'host'; readonly entry: HostEntry; readonly subject: Subject }
  | {
      readonly kind: 'attempt';
      readonly attempt: RemoteAttempt;
      readonly host: string;
      readonly subject: Subject;
    }
  | Hint;

export interface HostsView extends TreeDataProvider<HostsItem>, Disposable {
  refresh(): void;
  /** Shows what a host answered below its item. */
  show(host: string, attempts: readonly RemoteAttempt[]): void;
}

/** The known hosts, and below each its attempts once a person has asked for them: the view contacts no host. */
export function hostsView(context: Context, locale: string): HostsView {
  const changed = new EventEmitter<void>();
  const answers = new Map<string, readonly RemoteAttempt[]>();
  const picked = context.host.onDidChange(() => changed.fire());
  return {
    onDidChangeTreeData: changed.event,
    refresh: () => changed.fire(),
    show(host, attempts) {
      answers.set(host, attempts);
      changed.fire();
    },
    async getChildren(item) {
      if (item === undefined) return itemsOf(await context.lab().hosts());
      return item.kind === 'host' ? attemptsOf(item.entry.name, answers) : [];
    },
    getTreeItem(item) {
      if (item.kind === 'hint') return hintItem(item);
      return item.kind === 'host'
        ? hostItem(item.entry, context.host.name, answers.get(item.entry.name))
        : attemptItem(item.attempt, locale);
    },
    dispose() {
      picked.dispose();
      changed.dispose();
    },
  };
}

/** This machine and the emulated one are always there: what is missing then is a host of one's own. */
function itemsOf(hosts: readonly HostEntry[]): HostsItem[] {
  const items = hosts.map(hostOf);
  return hosts.some(({ kind }) => kind === 'ssh') ? items : [...items, noHostYet()];
}

function noHostYet(): Hint {
  return {
    kind: 'hint',
    label: l10n.t('No KVM host of your own yet. Add one…'),
    icon: 'add',
    command: { command: 'vmPartitionLab.editHosts' },
  };
}

function hostOf(entry: HostEntry): HostsItem {
  return { kind: 'host', entry, subject: { host: entry.name } };
}

function attemptsOf(host: string, answers: ReadonlyMap<string, readonly RemoteAttempt[]>): HostsItem[] {
  return (answers.get(host) ?? []).map((attempt) => ({ kind: 'attempt', attempt, host, subject: { host } }));
}

function hostItem(
  entry: HostEntry,
  picked: string | null,
  answer: readonly RemoteAttempt[] | undefined,
): TreeItem {
  const state = answer === undefined ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(entry.name, state);
  const icon = { local: 'device-desktop', ssh: 'remote', rehearsal: 'beaker', model: 'graph-line' }[
    entry.kind
  ];
  item.iconPath = new ThemeIcon(entry.name === picked ? 'pass-filled' : icon);
  const notes = [
    entry.detail,
    entry.name === picked ? l10n.t('picked') : '',
    answer?.length === 0 ? l10n.t('no attempts') : '',
  ];
  item.description = notes.filter((note) => note !== '').join(' · ');
  item.tooltip = `${entry.name}\n${entry.detail}`;
  item.contextValue = `host.${entry.kind}`;
  return item;
}

function attemptItem(attempt: RemoteAttempt, locale: string): TreeItem {
  const item = new TreeItem(attemptLabel(attempt.attempt, locale));
  item.iconPath = attempt.state === 'broken' ? brokenIcon : attemptIcons[attempt.state];
  item.description = describe(attempt);
  item.tooltip = `${attempt.attempt}\n${item.description}`;
  return item;
}

function describe({ state, runs, blocks, secondsLeft }: RemoteAttempt): string {
  const parts = [
    state === 'broken' ? brokenWords() : stateWords()[state],
    blocks.least === null
      ? l10n.t('block {0} of {1}', blocks.ended, blocks.planned)
      : l10n.t('block {0} of {1} to {2}', blocks.ended, blocks.least, blocks.planned),
    l10n.t('{0} of {1} runs', runs.ended, runs.planned),
    runs.failed === 0 ? '' : l10n.t('{0} failed', runs.failed),
    secondsLeft === null ? '' : l10n.t('about {0} left', formatSpan(secondsLeft)),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
