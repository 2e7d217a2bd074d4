import type { Experiment, LayoutLevel } from '../../experiment/experiment';
import { rankPlacement, ranksOf, type RankPlace } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import type { Problem, ProblemFix } from '../../text/document';
import { entriesOf } from '../entries';
import type { ExperimentRule } from '../rule';
import { count, pusInWords } from '../words';

export const exp05: ExperimentRule = {
  id: 'EXP05',
  subject: 'experiment',
  severity: 'warning',
  title: 'Ranks not bound alike natively and in the VMs',
  reason:
    'Neighbouring ranks talk most. When a layout puts them on other PUs than the native run does, the slowdown is partly that of the other mapping.',
  source: 'Open MPI, mpirun(1), mapping, ranking and binding',
  *check(experiment) {
    const [first, ...others] = experiment.layouts;
    if (!experiment.native || first === undefined) return;
    for (const [workload] of entriesOf(experiment)) yield* unlike(experiment, workload, first, others);
  },
};

/** The native run is bound as the first layout is, so that the others are compared with that. */
function* unlike(
  experiment: Experiment,
  workload: Workload,
  first: LayoutLevel,
  others: readonly LayoutLevel[],
): Iterable<Problem> {
  const levels = experiment.layouts.map(({ layout }) => layout);
  // OpenMP across VMs is NPB03's, whatever its threads are bound to.
  if (workload.launcher === 'openmp' && levels.some((layout) => layout.vms.length > 1)) return;
  const native = rankPlacement(workload, first.layout);
  const differing = others.find((other) => !isAlike(native, rankPlacement(workload, other.layout)));
  if (differing === undefined) return;
  yield {
    message: `"${workload.title}": ${difference(native, rankPlacement(workload, differing.layout), first.name, differing.name)} ${remedy(workload)}`,
    path: [...workload.path, 'rankOrder'],
    fixes: [...blockOrder(experiment, workload), ...sameRanks(experiment, workload)],
  };
}

function isAlike(a: readonly RankPlace[], b: readonly RankPlace[]): boolean {
  return a.length === b.length && a.every((place, rank) => pusKey(place) === pusKey(b[rank]));
}

/** Threads of a rank move among its PUs as they like, so that only the set counts. */
function pusKey(place: RankPlace | undefined): string {
  return [...(place?.pus ?? [])].sort((a, b) => a - b).join();
}

function difference(
  native: readonly RankPlace[],
  there: readonly RankPlace[],
  first: string,
  other: string,
): string {
  if (native.length !== there.length) {
    return `${count(native.length, 'rank')} natively and in "${first}", but ${there.length} in "${other}".`;
  }
  const rank = native.findIndex((place, index) => pusKey(place) !== pusKey(there[index]));
  const pus = (places: readonly RankPlace[]): string => pusInWords(places[rank]?.pus ?? []);
  return `rank ${rank} runs on ${pus(native)} natively and in "${first}", but on ${pus(there)} in "${other}".`;
}

function remedy(workload: Workload): string {
  return workload.rankOrder === 'cyclic'
    ? 'Use `"rankOrder": "block"`, which does not depend on where VMs begin.'
    : 'Use layouts with the same PUs in the same order, or as many `ranks` as all of them carry alike.';
}

function blockOrder(experiment: Experiment, workload: Workload): readonly ProblemFix[] {
  return ifAlike(experiment, { ...workload, rankOrder: 'block' }, 'Fill one VM after the other', 'rankOrder');
}

function sameRanks(experiment: Experiment, workload: Workload): readonly ProblemFix[] {
  const ranks = Math.min(...experiment.layouts.map(({ layout }) => ranksOf(workload, layout)));
  return ifAlike(experiment, { ...workload, ranks }, `Use ${count(ranks, 'rank')} everywhere`, 'ranks');
}

/** A fix only where it makes all layouts alike. */
function ifAlike(
  experiment: Experiment,
  workload: Workload,
  title: string,
  key: 'rankOrder' | 'ranks',
): readonly ProblemFix[] {
  const [native, ...others] = experiment.layouts.map(({ layout }) => rankPlacement(workload, layout));
  if (native === undefined || !others.every((other) => isAlike(native, other))) return [];
  return [{ title, safe: false, changes: [{ path: [...workload.path, key], value: workload[key] }] }];
}
