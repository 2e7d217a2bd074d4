import type { Experiment } from '../../experiment/experiment';
import { layoutsOf } from '../../experiment/exclusion';
import { placesFor, ranksOf, threadsOf, vcpusFor } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import { suiteOf } from '../../programs/registry';
import type { Problem, ProblemFix } from '../../text/document';
import { entryOf, firstInEachEntry } from '../entries';
import type { ExperimentRule } from '../rule';
import { count, named } from '../words';

export const npb04: ExperimentRule = {
  id: 'NPB04',
  subject: 'experiment',
  severity: 'warning',
  title: 'More ranks than vCPUs',
  reason:
    'Ranks that share a vCPU take turns, while MPI waits by spinning: a program can take many times as long, for a reason that is not the cut.',
  source: 'Open MPI, FAQ on oversubscribing nodes; paper, section IV: as many processes as cores',
  *check(experiment) {
    yield* firstInEachEntry(experiment, (workload) => tooMany(experiment, workload));
  },
};

function* tooMany(experiment: Experiment, workload: Workload): Iterable<Problem> {
  const full = layoutsOf(experiment, workload).filter(
    ({ layout }) => vcpusFor(workload, layout) > 0 && ranksOf(workload, layout) > placesFor(workload, layout),
  );
  const first = full[0]?.layout;
  if (first === undefined) return;
  const ranks = count(ranksOf(workload, first), 'rank');
  const threads = threadsOf(workload, first);
  const each = threads > 1 ? ` of ${threads} threads` : '';
  yield {
    message: `"${workload.title}" starts ${ranks}${each}, but ${named(full.map(({ name }) => name))} ${full.length === 1 ? 'has' : 'have'} ${count(vcpusFor(workload, first), 'vCPU')} for it: some would share one. Use fewer.`,
    path: [...workload.path, workload.ranks === null ? 'threads' : 'ranks'],
    fixes: [...fewerRanks(experiment, workload), ...fewerThreads(experiment, workload)],
  };
}

/** As many ranks as find vCPUs in every layout and as every program of the entry can run with. */
function fewerRanks(experiment: Experiment, first: Workload): readonly ProblemFix[] {
  if (first.ranks === null) return [];
  let ranks = Math.min(
    first.ranks,
    ...layoutsOf(experiment, first).map(({ layout }) => placesFor(first, layout)),
  );
  const fits = (): boolean =>
    entryOf(experiment, first).every(
      (workload) => suiteOf(workload.suite).rankProblem(workload, ranks) === null,
    );
  while (ranks > 0 && !fits()) ranks -= 1;
  if (ranks === 0) return [];
  const changes = [{ path: [...first.path, 'ranks'], value: ranks }];
  return [{ title: `Use ${count(ranks, 'rank')}`, safe: false, changes }];
}

/** Threads of a single rank, or as many as leave the declared ranks a place. */
function fewerThreads(experiment: Experiment, workload: Workload): readonly ProblemFix[] {
  if (workload.threads === null || workload.threads === 1) return [];
  const layouts = layoutsOf(experiment, workload);
  const fits = (threads: number): boolean =>
    layouts.every(({ layout }) => ranksOf(workload, layout) <= placesFor({ ...workload, threads }, layout));
  const most = Math.max(0, ...layouts.map(({ layout }) => vcpusFor(workload, layout)));
  let threads = Math.min(workload.threads - 1, most);
  while (threads > 0 && !fits(threads)) threads -= 1;
  if (threads === 0) return [];
  const changes = [{ path: [...workload.path, 'threads'], value: threads }];
  return [{ title: `Use ${count(threads, 'thread')} a rank`, safe: false, changes }];
}
