import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Uri } from 'vscode';
import { outlineOf, type BlockOutline, type RunOutline, type SessionOutline } from '../core/journal/outline';
import { wantedBlocks, wantedBlocksInWords } from '../core/journal/progress';
import type { AttemptState, EarlierTry, RunState } from '../core/journal/state';
import { printable } from '../core/text/printable';
import type { PlanDocument } from '../core/plan/planDocument';
import type { Subject } from '../platform/attempts';
import { outputUri } from '../platform/outputUri';
import { formatTime } from './transcript';

/** What lies below an attempt in the view of runs. `attempt` is its folder. */
export type PartItem = { readonly subject: Subject; readonly attempt: string } & (
  | { readonly kind: 'block'; readonly outline: BlockOutline; readonly of: string; readonly title: TitleOf }
  | { readonly kind: 'session'; readonly outline: SessionOutline; readonly title: TitleOf }
  | { readonly kind: 'run'; readonly outline: RunOutline; readonly title: TitleOf }
  | { readonly kind: 'try'; readonly outline: EarlierTry; readonly run: string; readonly number: number }
);

type TitleOf = (workload: string) => string;

export function blocksOf(
  attempt: string,
  subject: Subject,
  state: AttemptState,
  plan: PlanDocument,
): PartItem[] {
  const titles = new Map(plan.workloads.map(({ id, title }) => [id, title]));
  const title: TitleOf = (id) => titles.get(id) ?? id;
  const of = wantedBlocksInWords(state, plan.schedule);
  return outlineOf(state, plan.schedule)
    .filter(({ block }) => block < wantedBlocks(state, plan.schedule))
    .map((outline) => ({ ...{ kind: 'block', outline, of, title, subject, attempt } }));
}

export function partsOf(item: PartItem): PartItem[] {
  const { subject, attempt } = item;
  const own = { subject, attempt };
  if (item.kind === 'block') {
    const { title } = item;
    return item.outline.sessions.map((outline) => ({ ...own, kind: 'session', outline, title }));
  }
  if (item.kind === 'session') {
    const { title } = item;
    return item.outline.runs.map((outline) => ({ ...own, kind: 'run', outline, title }));
  }
  if (item.kind === 'try') return [];
  const { run, earlierTries } = item.outline;
  return earlierTries.map((outline, index) => ({ ...own, kind: 'try', outline, run, number: index + 1 }));
}

export function partItem(item: PartItem): TreeItem {
  switch (item.kind) {
    case 'block':
      return blockItem(item.attempt, item.outline, item.of);
    case 'session':
      return sessionItem(item.attempt, item.outline);
    case 'run':
      return runItem(item.attempt, item.outline, item.title);
    case 'try':
      return tryItem(item.attempt, item.outline, item.run, item.number);
  }
}

const passed = new ThemeColor('testing.iconPassed');
const bad = new ThemeColor('testing.iconFailed');
const icons: Readonly<Record<SessionOutline['state'] | RunState['state'], ThemeIcon>> = {
  planned: new ThemeIcon('circle-outline'),
  running: new ThemeIcon('sync'),
  ok: new ThemeIcon('pass', passed),
  failed: new ThemeIcon('error', bad),
  timeout: new ThemeIcon('clock', bad),
  cancelled: new ThemeIcon('circle-slash'),
};

function blockItem(attempt: string, { block, ended, runs, sessions }: BlockOutline, of: string): TreeItem {
  const item = branch(l10n.t('Block {0} of {1}', block + 1, of), `${attempt}#b${block}`);
  item.iconPath = icons[standingOf(ended, runs.failed, sessions)];
  const failed = runs.failed === 0 ? '' : ` · ${l10n.t('{0} failed', runs.failed)}`;
  item.description = l10n.t('{0} of {1} runs', runs.ended, runs.planned) + failed;
  return item;
}

function standingOf(
  ended: boolean,
  failed: number,
  sessions: readonly SessionOutline[],
): SessionOutline['state'] {
  if (failed > 0 || sessions.some(({ state }) => state === 'failed')) return 'failed';
  if (ended) return 'ok';
  return sessions.some(({ state }) => state === 'running') ? 'running' : 'planned';
}

function sessionItem(attempt: string, { session, layout, state, why, runs }: SessionOutline): TreeItem {
  const label = `${session} ${layout}`;
  const item = branch(label, `${attempt}#${session}`);
  const failed = runs.filter((run) => run.state?.state === 'failed' || run.state?.state === 'timeout').length;
  item.iconPath = icons[failed > 0 ? 'failed' : state];
  item.description = printable(why ?? (failed === 0 ? '' : l10n.t('{0} failed', failed)));
  if (why !== null) item.tooltip = `${label}\n${item.description}`;
  // Also what a run printed that was broken off with its session, of which the journal knows no end.
  if (state !== 'planned') {
    open(item, outputUri(attempt, { file: `raw/${session}.txt`, range: null }, session));
  }
  return item;
}

function runItem(attempt: string, outline: RunOutline, title: TitleOf): TreeItem {
  const { run, workload, phase, state, earlierTries } = outline;
  const label = `${run} ${title(workload)} ${phase}`;
  const item = earlierTries.length > 0 ? branch(label, `${attempt}#${run}`) : new TreeItem(label);
  item.id = `${attempt}#${run}`;
  item.iconPath = icons[state?.state ?? 'planned'];
  item.description = runWords(outline);
  if (state !== null && state.marks.length > 0)
    item.tooltip = [label, ...state.marks.map(printable)].join('\n');
  if (state?.raw) open(item, outputUri(attempt, { file: state.raw.file, range: state.raw }, run));
  return item;
}

function runWords({ state, earlierTries }: RunOutline): string {
  const tries = earlierTries.length + (state === null ? 0 : 1);
  const parts = [
    state === null ? '' : endWords(state),
    state === null || state.marks.length === 0 ? '' : l10n.t('does not count'),
    state?.raw?.cut === true ? l10n.t('output cut') : '',
    earlierTries.length === 0 ? '' : l10n.t('tried {0} times', tries),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function tryItem(attempt: string, outline: EarlierTry, run: string, number: number): TreeItem {
  const item = new TreeItem(l10n.t('try {0}', number));
  item.id = `${attempt}#${run}#${number}`;
  item.iconPath = icons[outline.state];
  item.description = endWords(outline);
  open(item, outputUri(attempt, { file: outline.raw.file, range: outline.raw }, `${run} ${number}`));
  return item;
}

function endWords({ state, exit, wallSeconds }: Pick<RunState, 'state' | 'exit' | 'wallSeconds'>): string {
  const time = wallSeconds === null ? '' : formatTime(wallSeconds);
  const end = {
    running: '',
    ok: '',
    failed: l10n.t('exit code {0}', exit ?? '?'),
    timeout: l10n.t('took longer than its time limit'),
  }[state];
  return [end, time].filter((part) => part !== '').join(' · ');
}

/** Its id keeps it open when the view is drawn anew. */
function branch(label: string, id: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = id;
  return item;
}

function open(item: TreeItem, uri: Uri): void {
  item.command = { command: 'vscode.open', title: '', arguments: [uri] };
}
