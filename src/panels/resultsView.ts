import { basename } from 'node:path';
import { figureOf } from '../core/analysis/figure';
import type { AttemptState } from '../core/journal/state';
import { printableData } from '../core/text/printable';
import type { AttemptResults, Lab } from '../lab/lab';
import { attemptLabel } from '../platform/attempts';
import { failureOf } from '../platform/failure';
import type { AttemptLife, FilledView, ResultsPanelState, ResultsView } from '../protocol/results';

/** What the panel shows now. Failures to read are a view too: the panel has a place for them. */
export async function readView(
  lab: Lab,
  panel: ResultsPanelState,
  host: string | null,
  locale: string,
): Promise<ResultsView> {
  const title = basename(panel.experiment);
  try {
    const read = await lab.results(panel.attempt ?? panel.experiment);
    if (read === null) return { kind: 'empty', panel, title, host };
    return filled(panel, title, read, await lab.attempts(panel.experiment), locale);
  } catch (error) {
    return { kind: 'problem', panel, title, ...failureOf(error) };
  }
}

function filled(
  panel: ResultsPanelState,
  title: string,
  read: AttemptResults,
  folders: readonly string[],
  locale: string,
): FilledView {
  const attempts = folders.map((folder) => ({ folder, label: attemptLabel(folder, locale) }));
  return {
    kind: 'filled',
    panel,
    title,
    attempts,
    folder: read.folder,
    // Hosts, guests and other people's documents have had their say in these.
    ...printableData({ life: lifeOf(read), results: read.results, figure: figureOf(read.results) }),
  };
}

function lifeOf({ state, samples }: AttemptResults): AttemptLife {
  const { state: life, why, problems, badLines } = state;
  const titles = new Map(samples.map(({ run, workload }) => [run.workload, workload]));
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
