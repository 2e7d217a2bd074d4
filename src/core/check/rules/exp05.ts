import type { LayoutLevel } from '../../experiment/experiment';
import { isRunIn, layoutsOf } from '../../experiment/exclusion';
import { rankPlacement, ranksOf, type RankPlace } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import type { Problem, ProblemFix } from '../../text/document';
import { firstInEachEntry } from '../entries';
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
    if (!experiment.native) return;
    yield* firstInEachEntry(experiment, (workload) => {
      const [first, ...others] = layoutsOf(experiment, workload);
      if (first === undefined || !isRunIn(experiment, workload, 'native')) return [];
      return unlike(workload, first, others);
    });
  },
};

/** The native run is bound as in the first layout in which the program runs, so that the others are compared with that. */
function* unlike(workload: Workload, first: LayoutLevel, others: readonly LayoutLevel[]): Iterable<Problem> {
  const levels = [first, ...others];
  // OpenMP across VMs is NPB03's, whatever its threads are bound to.
  if (workload.launcher === 'openmp' && levels.some(({ layout }) => layout.vms.length > 1)) return;
  const native = placesOf(workload, first.layout);
  const differing = others.find(({ layout }) => !isAlike(native, placesOf(workload, layout)));
  if (differing === undefined) return;
  yield {
    message: `"${workload.title}": ${difference(native, placesOf(workload, differing.layout), first.name, differing.name)} ${remedy(workload)}`,
    path: [...workload.path, 'rankOrder'],
    fixes: [...blockOrder(levels, workload), ...sameRanks(levels, workload)],
  };
}

/** Where a rank runs: PUs of one of the layout's hosts, without a name where there is one host alone. */
interface Place {
  readonly host: string;
  readonly pus: RankPlace['pus'];
}

function placesOf(workload: Workload, layout: Layout): readonly Place[] {
  const hosts = new Map(layout.vms.map(({ name, host }) => [name, host]));
  return rankPlacement(workload, layout).map(({ vm, pus }) => ({
    host: layout.hosts.length > 1 && vm !== null ? (hosts.get(vm) ?? '') : '',
    pus,
  }));
}

function isAlike(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((place, rank) => keyOf(place) === keyOf(b[rank]));
}

/** Threads of a rank move among its PUs as they like, so that only the set counts. */
function keyOf(place: Place | undefined): string {
  return `${place?.host ?? ''} ${[...(place?.pus ?? [])].sort((a, b) => a - b).join()}`;
}

function difference(native: readonly Place[], there: readonly Place[], first: string, other: string): string {
  if (native.length !== there.length) {
    return `${count(native.length, 'rank')} natively and in "${first}", but ${there.length} in "${other}".`;
  }
  const rank = native.findIndex((place, index) => keyOf(place) !== keyOf(there[index]));
  return `rank ${rank} runs on ${inWords(native[rank])} natively and in "${first}", but on ${inWords(there[rank])} in "${other}".`;
}

function inWords(place: Place | undefined): string {
  const pus = pusInWords(place?.pus ?? []);
  return place === undefined || place.host === '' ? pus : `${pus} of host "${place.host}"`;
}

function remedy(workload: Workload): string {
  return workload.rankOrder === 'cyclic'
    ? 'Use `"rankOrder": "block"`, which does not depend on where VMs begin.'
    : 'Use layouts with the same PUs in the same order, or as many `ranks` as all of them carry alike.';
}

function blockOrder(levels: readonly LayoutLevel[], workload: Workload): readonly ProblemFix[] {
  return ifAlike(levels, { ...workload, rankOrder: 'block' }, 'Fill one VM after the other', 'rankOrder');
}

function sameRanks(levels: readonly LayoutLevel[], workload: Workload): readonly ProblemFix[] {
  const ranks = Math.min(...levels.map(({ layout }) => ranksOf(workload, layout)));
  return ifAlike(levels, { ...workload, ranks }, `Use ${count(ranks, 'rank')} everywhere`, 'ranks');
}

/** A fix only where it makes all layouts alike. */
function ifAlike(
  levels: readonly LayoutLevel[],
  workload: Workload,
  title: string,
  key: 'rankOrder' | 'ranks',
): readonly ProblemFix[] {
  const [native, ...others] = levels.map(({ layout }) => placesOf(workload, layout));
  if (native === undefined || !others.every((other) => isAlike(native, other))) return [];
  return [{ title, safe: false, changes: [{ path: [...workload.path, key], value: workload[key] }] }];
}
