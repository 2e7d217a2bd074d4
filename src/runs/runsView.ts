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
import { progressOf } from '../core/journal/progress';
import { isLive } from '../core/journal/state';
import type { AttemptResults, Lab } from '../lab/lab';
import type { Subject } from '../platform/attempts';
import type { Context } from '../platform/context';
import { attemptItem, type AttemptItem } from './attemptItem';
import { blocksOf, partItem, partsOf, type PartItem } from './attemptTree';
import { hintItem, type Hint } from './hint';
import type { QuietFollower } from './quietFollower';

export type RunsItem =
  | { readonly kind: 'experiment'; readonly uri: Uri; readonly subject: Subject }
  | AttemptItem
  | PartItem
  | Hint;

export interface RunsView extends TreeDataProvider<RunsItem>, Disposable {
  refresh(): void;
}

/** Journals may grow a thousand times a second; the view is drawn anew this often at most. */
const pauseMilliseconds = 250;

/** The workspace's experiments and the attempts beside them, from files; what runs is followed while it is shown. */
export function runsView(context: Context, quiet: QuietFollower, locale: string): RunsView {
  const changed = new EventEmitter<void>();
  let drawing: NodeJS.Timeout | undefined;
  const moved = context.attemptsChanged.event(() => {
    drawing ??= setTimeout(() => {
      drawing = undefined;
      changed.fire();
    }, pauseMilliseconds);
  });
  const trusted = workspace.onDidGrantWorkspaceTrust(() => changed.fire());
  return {
    onDidChangeTreeData: changed.event,
    refresh() {
      quiet.askAgain();
      changed.fire();
    },
    async getChildren(item) {
      if (item === undefined) return await experiments();
      if (item.kind === 'experiment') return await attempts(context, quiet, item.uri);
      if (item.kind === 'hint') return [];
      return item.kind === 'attempt' ? await blocks(context, item) : partsOf(item);
    },
    getTreeItem(item) {
      if (item.kind === 'hint') return hintItem(item);
      if (item.kind === 'experiment') return experimentItem(item.uri);
      return item.kind === 'attempt' ? attemptItem(item, locale) : partItem(item);
    },
    dispose() {
      clearTimeout(drawing);
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

async function attempts(context: Context, quiet: QuietFollower, experiment: Uri): Promise<RunsItem[]> {
  const lab = context.lab();
  const folders = await lab.attempts(experiment.fsPath);
  if (folders.length === 0) return [nothingRun(experiment)];
  return await Promise.all(
    folders.map(async (folder): Promise<RunsItem> => {
      const read = await lab.results(folder).catch(() => null);
      const secondsLeft = await leftOf(lab, folder, read);
      if (read !== null && isLive(read.state)) quiet.look(folder);
      const subject = { experiment: experiment.fsPath, attempt: folder };
      return { kind: 'attempt', folder, read, secondsLeft, heard: quiet.heard(folder), subject };
    }),
  );
}

/** Only for what runs is the plan read. */
async function leftOf(lab: Lab, folder: string, read: AttemptResults | null): Promise<number | null> {
  if (read?.state.state !== 'running') return null;
  return progressOf(read.state, (await lab.planned(folder)).schedule).secondsLeft;
}

async function blocks(context: Context, { folder, read, subject }: AttemptItem): Promise<RunsItem[]> {
  return read === null ? [] : blocksOf(folder, subject, read.state, await context.lab().planned(folder));
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
