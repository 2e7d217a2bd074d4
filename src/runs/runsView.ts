import {
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
  type Disposable,
  type TreeDataProvider,
} from 'vscode';
import type { AttemptState } from '../core/journal/state';
import type { AttemptResults } from '../lab/lab';
import { attemptLabel, type Subject } from '../platform/attempts';
import type { Context } from '../platform/context';
import { hintItem, type Hint } from './hint';

export type RunsItem =
  | { readonly kind: 'experiment'; readonly uri: Uri; readonly subject: Subject }
  | {
      readonly kind: 'attempt';
      readonly folder: string;
      readonly read: AttemptResults | null;
      readonly subject: Subject;
    }
  | Hint;

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
      return item.kind === 'experiment' ? await attempts(context, item.uri) : [];
    },
    getTreeItem(item) {
      if (item.kind === 'hint') return hintItem(item);
      return item.kind === 'experiment'
        ? experimentItem(item.uri)
        : attemptItem(item.folder, item.read, locale);
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
      const read = await lab.results(folder).catch(() => null);
      return { kind: 'attempt', folder, read, subject: { experiment: experiment.fsPath, attempt: folder } };
    }),
  );
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

const icons: Readonly<Record<AttemptState['state'], ThemeIcon>> = {
  running: new ThemeIcon('sync'),
  finished: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  failed: new ThemeIcon('error', new ThemeColor('testing.iconFailed')),
  cancelled: new ThemeIcon('circle-slash'),
  partial: new ThemeIcon('circle-large-outline'),
};

function attemptItem(folder: string, read: AttemptResults | null, locale: string): TreeItem {
  const item = new TreeItem(attemptLabel(folder, locale));
  item.iconPath = read === null ? new ThemeIcon('question') : icons[read.state.state];
  item.description = read === null ? l10n.t('cannot be read') : describe(read);
  item.tooltip = folder;
  item.contextValue = read?.state.state === 'running' ? 'attempt.running' : 'attempt';
  item.command = { command: 'vmPartitionLab.openResults', title: '', arguments: [folder] };
  return item;
}

function describe({ state, results }: AttemptResults): string {
  const { ended, planned } = results.runs;
  const origin = results.origin === 'measured' ? '' : ` · ${results.origin}`;
  return l10n.t('{0}, {1} of {2} runs{3}', state.state, ended, planned, origin);
}
