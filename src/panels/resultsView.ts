import { basename } from 'node:path';
import { figureKinds } from '../core/analysis/figures/kinds';
import type { Results } from '../core/analysis/results';
import type { AttemptState } from '../core/journal/state';
import { printableData } from '../core/text/printable';
import type { AttemptResults, Lab } from '../lab/lab';
import { attemptLabel } from '../platform/attempts';
import { failureOf } from '../platform/failure';
import type { AttemptLife, FilledView, ResultsPanelState, ResultsView } from '../protocol/results';
import { againstView, NO_COMPARISON, type ReadAgainst } from './againstView';
import { varyingIn } from './dimensions';
import { shownFigure } from './shownFigure';
import { shownResults } from './shownResults';

/** What the panel shows now, and what that was made of; null where nothing could be read. */
export interface ReadView {
  readonly view: ResultsView;
  readonly read: AttemptResults | null;
  /** The attempt that it is held against, if any. */
  readonly other: Results | null;
}

/** Failures to read are a view too: the panel has a place for them. */
export async function readView(
  lab: Lab,
  panel: ResultsPanelState,
  host: string | null,
  locale: string,
): Promise<ReadView> {
  const title = basename(panel.experiment);
  try {
    const read = await lab.results(panel.attempt ?? panel.experiment);
    if (read === null) return { view: { kind: 'empty', panel, title, host }, read, other: null };
    const against =
      panel.against === null ? NO_COMPARISON : await againstView(lab, read.folder, panel.against, locale);
    const folders = await lab.attempts(panel.experiment);
    return { view: filled(panel, title, { read, against, folders }, locale), read, other: against.other };
  } catch (error) {
    return { view: { kind: 'problem', panel, title, ...failureOf(error) }, read: null, other: null };
  }
}

interface Filling {
  readonly read: AttemptResults;
  readonly against: ReadAgainst;
  readonly folders: readonly string[];
}

function filled(
  panel: ResultsPanelState,
  title: string,
  { read, against, folders }: Filling,
  locale: string,
): FilledView {
  const attempts = folders.map((folder) => ({ folder, label: attemptLabel(folder, locale) }));
  return {
    kind: 'filled',
    panel,
    title,
    attempts,
    folder: read.folder,
    // Hosts, guests and other people's documents have had their say in what is shown.
    ...printableData({ life: lifeOf(read), dimensions: varyingIn(read.results) }),
    results: shownResults(read.results),
    kinds: figureKinds.map(({ id, title: name }) => ({ id, title: name })),
    shown: shownFigure(read.results, panel.figure, against.other),
    against: against.view,
  };
}

function lifeOf({ state, workloads }: AttemptResults): AttemptLife {
  const { state: life, why, problems, badLines } = state;
  const titles = new Map(workloads.map(({ id, title }) => [id, title]));
  return { state: life, why, problems, badLines, now: nowOf(state, titles) };
}

function nowOf(state: AttemptState, titles: ReadonlyMap<string, string>): AttemptLife['now'] {
  const session = state.sessions.find((one) => one.state === 'running');
  if (session === undefined || state.state !== 'running') return null;
  const run = state.runs.find((one) => one.state === 'running');
  return {
    session: session.session,
    block: session.block,
    layout: session.layout,
    run: run === undefined ? null : `${titles.get(run.workload) ?? run.workload} ${run.phase}`,
  };
}
