import {
  EventEmitter,
  l10n,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
  type Disposable,
  type TreeDataProvider,
} from 'vscode';
import { progressOf, runsOf } from '../core/journal/progress';
import { isLive } from '../core/journal/state';
import { formatSpan } from '../core/text/span';
import type { AttemptStanding } from '../lab/lab';
import { attemptLabel, type Subject } from '../platform/attempts';
import type { Context } from '../platform/context';
import { attemptIcons, stateWords } from './attemptStates';
import { blocksOf, partItem, partsOf, type PartItem } from './attemptTree';
import { hintItem, type Hint } from './hint';

export type RunsItem =
  | { readonly kind: 'experiment'; readonly uri: Uri; readonly subject: Subject }
  | {
      readonly kind: 'attempt';
      readonly folder: string;
      /** null for one that cannot be read. */
      readonly read: AttemptStanding | null;
      readonly subject: Subject;
    }
  | PartItem
  | Hint;

type AttemptItem = Extract<RunsItem, { kind: 'attempt' }>;

export interface RunsView extends TreeDataProvider<RunsItem>, Disposable {
  refresh(): void;
}

/** The workspace's experiments and the attempts beside them, from files alone. */
export function runsView(context: Context, locale: string): RunsView {
  const changed = new EventEmitter<void>();
  const moved = context.attemptsChanged.event(() => changed.fire());
  const trusted = workspace.onDidGrantWorkspaceTrust(() => changed.fire());
  return {
    onDidChangeTreeData: changed.event,
    refresh: () => changed.fire(),
    async getChildren(item) {
      if (item === undefined) return await experiments();
      if (item.kind === 'experiment') return await attempts(context, item.uri);
      if (item.kind === 'hint') return [];
      return item.kind === 'attempt' ? blocks(item) : partsOf(item);
    },
    getTreeItem(item) {
      if (item.kind === 'hint') return hintItem(item);
      if (item.kind === 'experiment') return experimentItem(item.uri);
      return item.kind === 'attempt' ? attemptItem(item, locale) : partItem(item);
    },
    dispose() {
      moved.dispose();
      trusted.dispose();
      changed.dispose();
    },
  };
}

async function experiments(): Promise<RunsItem[]> {
  const found = await workspace.findFiles('**/*.vmexperiment.json', '**/node_modules/**', 500);
  const items = found
    .sort((a, b) => a.fsPath.localeCompare(b.fsPath))
    .map((uri): RunsItem => ({ kind: 'experiment', uri, subject: { experiment: uri.fsPath } }));
  return items.length === 0 || workspace.isTrusted ? items : [restricted(), ...items];
}

function restricted(): Hint {
  return {
    kind: 'hint',
    label: l10n.t('Restricted Mode: nothing is started here'),
    icon: 'workspace-untrusted',
    command: { command: 'workbench.trust.manage' },
  };
}

function nothingRun(experiment: Uri): Hint {
  return {
    kind: 'hint',
    label: l10n.t('Nothing has run yet. Run it…'),
    icon: 'play',
    command: { command: 'vmPartitionLab.run', arguments: [experiment] },
  };
}

async function attempts(context: Context, experiment: Uri): Promise<RunsItem[]> {
  const lab = context.lab();
  const folders = await lab.attempts(experiment.fsPath);
  if (folders.length === 0) return [nothingRun(experiment)];
  return await Promise.all(
    folders.map(async (folder): Promise<RunsItem> => {
      const read = await lab.standing(folder).catch(() => null);
      const subject = { experiment: experiment.fsPath, attempt: folder };
      return { kind: 'attempt', folder, read, subject };
    }),
  );
}

function blocks({ folder, read, subject }: AttemptItem): RunsItem[] {
  return read === null ? [] : blocksOf(folder, subject, read.state, read.plan);
}

function experimentItem(uri: Uri): TreeItem {
  const item = new TreeItem(uri, TreeItemCollapsibleState.Collapsed);
  item.label = uri.path.replace(/^.*\//, '').replace(/\.vmexperiment\.json$/, '');
  // Its folder below the workspace, nothing for one at the top.
  item.description = workspace
    .asRelativePath(uri)
    .replace(/[^/]*$/, '')
    .replace(/\/$/, '');
  item.iconPath = new ThemeIcon('beaker');
  item.contextValue = 'experiment';
  item.command = { command: 'vscode.open', title: '', arguments: [uri] };
  return item;
}

function attemptItem({ folder, read }: AttemptItem, locale: string): TreeItem {
  const state = read === null ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(attemptLabel(folder, locale), state);
  item.id = folder;
  item.iconPath = read === null ? new ThemeIcon('question') : attemptIcons[read.state.state];
  item.description = read === null ? l10n.t('cannot be read') : describe(read);
  item.tooltip = folder;
  item.contextValue = read !== null && isLive(read.state) ? 'attempt.running' : 'attempt';
  item.command = { command: 'vmPartitionLab.openResults', title: '', arguments: [folder] };
  return item;
}

function describe({ state, plan: { schedule } }: AttemptStanding): string {
  const { ended, planned } = runsOf(state, schedule);
  const secondsLeft = state.state === 'running' ? progressOf(state, schedule).secondsLeft : null;
  const left = secondsLeft === null ? '' : ` · ${l10n.t('about {0} left', formatSpan(secondsLeft))}`;
  const origin = state.origin === 'measured' ? '' : ` · ${state.origin}`;
  return l10n.t('{0}, {1} of {2} runs{3}', stateWords()[state.state], ended, planned, left + origin);
}
