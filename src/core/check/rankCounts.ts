import type { Experiment } from '../experiment/experiment';
import { layoutsOf } from '../experiment/exclusion';
import { placesFor, ranksOf } from '../experiment/ranks';
import type { Workload } from '../experiment/workload';
import type { RankProblem } from '../programs/program';
import { suiteOf } from '../programs/registry';
import type { Problem, ProblemFix } from '../text/document';
import { entriesOf } from './entries';
import { count, listed, named } from './words';

/** Programs that cannot run with their number of ranks, one problem for each entry of `workloads`. */
export function* rankCountProblems(experiment: Experiment, rule: RankProblem['rule']): Iterable<Problem> {
  for (const entry of entriesOf(experiment)) {
    const wrong = entry.flatMap((workload) =>
      countsOf(experiment, workload).flatMap((at) => {
        const problem = suiteOf(workload.suite).rankProblem(workload, at.ranks);
        return problem?.rule === rule ? [{ workload, problem, ...at }] : [];
      }),
    );
    const first = wrong[0];
    if (first === undefined) continue;
    const others = wrong.map(({ workload }) => workload).filter((workload) => workload !== first.workload);
    yield {
      message: [first.problem.message, origin(first.workload, first), alike(others)]
        .filter(Boolean)
        .join(' '),
      path: [...first.workload.path, first.workload.ranks === null ? 'programs' : 'ranks'],
      fixes: fitting(experiment, entry, first.ranks),
    };
  }
}

interface Count {
  readonly ranks: number;
  readonly layouts: readonly string[];
}

/** Rank counts of a workload with the layouts that lead to them. */
function countsOf(experiment: Experiment, workload: Workload): readonly Count[] {
  const levels = layoutsOf(experiment, workload);
  if (workload.ranks !== null) return levels.length === 0 ? [] : [{ ranks: workload.ranks, layouts: [] }];
  const counts = new Map<number, string[]>();
  for (const { name, layout } of levels) {
    const ranks = ranksOf(workload, layout);
    counts.set(ranks, [...(counts.get(ranks) ?? []), name]);
  }
  return [...counts].map(([ranks, layouts]) => ({ ranks, layouts }));
}

function origin(workload: Workload, { ranks, layouts }: Count): string {
  return workload.ranks === null ? `Without \`ranks\`, the vCPUs of ${named(layouts)} make ${ranks}.` : '';
}

function alike(others: readonly Workload[]): string {
  const programs = [...new Set(others.map((other) => other.program.toUpperCase()))];
  return programs.length === 0 ? '' : `The same is true of ${listed(programs)}.`;
}

/** The next counts below and above with which every program of the entry runs, above only while vCPUs last. */
function fitting(
  experiment: Experiment,
  entry: readonly [Workload, ...Workload[]],
  ranks: number,
): readonly ProblemFix[] {
  const problemsOf = (wanted: number): readonly RankProblem[] =>
    entry.flatMap((workload) => suiteOf(workload.suite).rankProblem(workload, wanted) ?? []);
  const places = Math.min(
    ...layoutsOf(experiment, entry[0]).map(({ layout }) => placesFor(entry[0], layout)),
  );
  const below = search(ranks - 1, 1, -1, problemsOf);
  const above = Number.isFinite(places)
    ? search(ranks + 1, Math.min(places, 4 * ranks), 1, problemsOf)
    : null;
  return [below, above]
    .filter((wanted) => wanted !== null)
    .map((wanted) => ({
      title: `Use ${count(wanted, 'rank')}`,
      safe: false,
      changes: [{ path: [...entry[0].path, 'ranks'], value: wanted }],
    }));
}

/** The first count on the way from one to another that nothing speaks against; every problem says how far to go at least. */
function search(
  from: number,
  to: number,
  step: 1 | -1,
  problemsOf: (count: number) => readonly RankProblem[],
): number | null {
  let wanted = from;
  while (step * wanted <= step * to) {
    const problems = problemsOf(wanted);
    if (problems.length === 0) return wanted;
    const now = wanted;
    const nearest = problems.flatMap(
      (problem) => problem.nearest.find((one) => step * one > step * now) ?? [],
    );
    wanted = step * Math.max(step * now + 1, ...nearest.map((one) => step * one));
  }
  return null;
}
