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
import type { Subject } from '../platform/attempts';
import type { Context } from '../platform/context';
import { attemptItem, type AttemptItem } from './attemptItem';
import { attemptRows, type AttemptRow, type AttemptRows } from './attemptRows';
import { blocksOf, partItem, partsOf, type PartItem } from './attemptTree';
import { hintItem, type Hint } from './hint';
import type { QuietFollower } from './quietFollower';

export type RunsItem = ExperimentItem | AttemptItem | PartItem | Hint;

interface ExperimentItem {
  readonly kind: 'experiment';
  readonly uri: Uri;
  readonly subject: Subject;
  /** Those below it, newest first, by folder; null while it is folded. */
  attempts: ReadonlyMap<string, AttemptItem> | null;
}

export interface RunsView extends TreeDataProvider<RunsItem>, Disposable {
  refresh(): void;
}

/** Journals may grow a thousand times a second; a row is drawn anew this often at most. */
const pauseMilliseconds = 250;

/**
 * The workspace's experiments and the attempts beside them, from files; what runs is followed while it is shown. An
 * item stays itself while what it shows moves on: the editor forgets items that are drawn anew from above, and a menu
 * that is open on one would act on nothing.
 */
export function runsView(context: Context, quiet: QuietFollower, locale: string): RunsView {
  const changed = new EventEmitter<RunsItem | undefined>();
  const rows = attemptRows(context, quiet);
  const experiments = new Map<string, ExperimentItem>();
  const moved = gathered(pauseMilliseconds, (path) => {
    const item = experiments.get(path);
    if (item !== undefined) void redraw(context, rows, item, (one) => changed.fire(one));
  });
  const all = (): void => {
    rows.forgetAll();
    changed.fire(undefined);
  };
  const listening = [context.attemptsChanged.event(moved.add), workspace.onDidGrantWorkspaceTrust(all)];
  return {
    onDidChangeTreeData: changed.event,
    refresh() {
      quiet.askAgain();
      all();
    },
    async getChildren(item) {
      if (item === undefined) return await experimentsOf(experiments);
      if (item.kind === 'experiment') return await attemptsOf(context, item);
      if (item.kind === 'hint') return [];
      if (item.kind !== 'attempt') return partsOf(item);
      return blocks(item, await rows.of(item.folder));
    },
    async getTreeItem(item) {
      if (item.kind === 'hint') return hintItem(item);
      if (item.kind === 'experiment') return experimentItem(item.uri);
      return item.kind === 'attempt' ? attemptItem(item, await rows.of(item.folder), locale) : partItem(item);
    },
    dispose() {
      moved.dispose();
      for (const one of listening) one.dispose();
      changed.dispose();
    },
  };
}

/** Calls for the same word within a while become one call at its end. */
function gathered(
  milliseconds: number,
  act: (word: string) => void,
): Disposable & { readonly add: (word: string) => void } {
  const words = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    timer = undefined;
    const due = [...words];
    words.clear();
    due.forEach(act);
  };
  return {
    add(word) {
      words.add(word);
      timer ??= setTimeout(end, milliseconds);
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The rows that may have moved, or all below an experiment when there are others than before. */
async function redraw(
  context: Context,
  rows: AttemptRows,
  item: ExperimentItem,
  draw: (item: RunsItem) => void,
): Promise<void> {
  const { attempts } = item;
  if (attempts === null) return;
  const folders = await context.lab().attempts(item.uri.fsPath);
  const [newest] = folders;
  const moving = folders.filter((folder) => folder === newest || rows.mayMove(folder));
  moving.forEach(rows.forget);
  if (folders.join('\n') !== [...attempts.keys()].join('\n')) draw(item);
  else moving.flatMap((folder) => attempts.get(folder) ?? []).forEach(draw);
}

async function experimentsOf(known: Map<string, ExperimentItem>): Promise<RunsItem[]> {
  const found = await workspace.findFiles('**/*.vmexperiment.json', '**/node_modules/**', 500);
  const items = found
    .sort((a, b) => a.fsPath.localeCompare(b.fsPath))
    .map((uri): ExperimentItem => {
      const path = uri.fsPath;
      return known.get(path) ?? { kind: 'experiment', uri, subject: { experiment: path }, attempts: null };
    });
  known.clear();
  for (const item of items) known.set(item.uri.fsPath, item);
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

async function attemptsOf(context: Context, item: ExperimentItem): Promise<RunsItem[]> {
  const experiment = item.uri.fsPath;
  const folders = await context.lab().attempts(experiment);
  const before = item.attempts;
  const attempts = folders.map((folder): [string, AttemptItem] => [
    folder,
    before?.get(folder) ?? { kind: 'attempt', folder, subject: { experiment, attempt: folder } },
  ]);
  item.attempts = new Map(attempts);
  return attempts.length === 0 ? [nothingRun(item.uri)] : attempts.map(([, attempt]) => attempt);
}

function blocks({ folder, subject }: AttemptItem, { read }: AttemptRow): RunsItem[] {
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
