import type { Placement, RunState } from '../journal/state';
import { joinCpuTokens, uniteLists } from './cpuLists';
import type { PlacementRow } from './results';

/** What placements are read from: each kind of run with how many there are, and the VMs of sessions by layout. */
export interface PlacedRuns {
  /** A run stands for all in which the same was found in the same places: each kind is looked at once. */
  readonly kinds: ReadonlyMap<RunState, number>;
  /** In the order of the layout, which is that of the sessions. */
  readonly vms: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Rows of declared against found, for each layout and VM in the given order of layouts, over all runs: those that
 * do not count are shown too, because their placement is often why. VMs come in rank order.
 */
export function placementRows(
  { kinds, vms }: PlacedRuns,
  layouts: readonly string[],
): readonly PlacementRow[] {
  return layouts.flatMap((layout) => {
    const runs = [...kinds].flatMap(([run, times]) => (run.layout === layout ? [{ run, times }] : []));
    const declared = [...(vms.get(layout) ?? [])];
    return vmsOf(declared, runs).flatMap((vm) => {
      const readings = runs.flatMap((kind) => readingsOf(kind, vm));
      return readings.length === 0
        ? []
        : [{ ...rowOf(layout, vm, readings), colour: colourOf(declared, vm) }];
    });
  });
}

interface Reading {
  readonly placement: Placement;
  readonly workload: string;
  /** In how many runs. */
  readonly times: number;
}

/** Runs with the same placements. */
interface Kind {
  readonly run: RunState;
  readonly times: number;
}

function readingsOf({ run, times }: Kind, vm: string | null): readonly Reading[] {
  return run.placements
    .filter((placement) => placement.vm === vm)
    .map((placement) => ({ placement, workload: run.workload, times }));
}

function countOf(readings: readonly Reading[]): number {
  return readings.reduce((sum, { times }) => sum + times, 0);
}

/** The native machine, then VMs in the order of the session, then any that only a placement names. */
function vmsOf(declared: readonly string[], kinds: readonly Kind[]): readonly (string | null)[] {
  const named = kinds.flatMap(({ run }) => run.placements.map((placement) => placement.vm));
  return [...new Set([null, ...declared, ...named])];
}

function colourOf(declared: readonly string[], vm: string | null): number | null {
  const at = vm === null ? -1 : declared.indexOf(vm);
  return at < 0 ? null : at;
}

function rowOf(
  layout: string,
  vm: string | null,
  readings: readonly Reading[],
): Omit<PlacementRow, 'colour'> {
  const bad = countOf(readings.filter(({ placement }) => !placement.ok));
  return {
    ...{ layout, vm },
    vcpusDeclared: listOf(ofKind(readings, 'vcpu'), 'declared'),
    vcpusFound: listOf(ofKind(readings, 'vcpu'), 'found'),
    ranksDeclared: rankListOf(readings, 'declared'),
    ranksFound: rankListOf(readings, 'found'),
    memoryDeclared: uniteLists(textsOf(readings, 'declared')),
    memoryFound: uniteLists(textsOf(readings, 'found')),
    ...{ ok: bad === 0, readings: countOf(readings), bad },
  };
}

type Side = 'declared' | 'found';

function ofKind(readings: readonly Reading[], kind: Placement['kind']): readonly Reading[] {
  return readings.filter(({ placement }) => placement.kind === kind);
}

function textsOf(readings: readonly Reading[], side: Side): readonly string[] {
  return ofKind(readings, 'memory').map(({ placement }) => placement[side]);
}

/** CPUs by index; where readings differ, all that were seen: `0,1/3,2`. */
function listOf(readings: readonly Reading[], side: Side): string {
  const byIndex = new Map<number, Set<string>>();
  for (const { placement } of readings) {
    const index = placement.index ?? 0;
    const seen = byIndex.get(index) ?? new Set<string>();
    byIndex.set(index, seen.add(placement[side] || 'none'));
  }
  const sorted = [...byIndex].sort(([a], [b]) => a - b);
  return joinCpuTokens(sorted.map(([, seen]) => [...seen]));
}

/** Workloads may place their ranks differently in one layout: each way is shown once. */
function rankListOf(readings: readonly Reading[], side: Side): string {
  const ranks = ofKind(readings, 'rank');
  const workloads = [...new Set(ranks.map(({ workload }) => workload))];
  const lists = workloads.map((id) =>
    listOf(
      ranks.filter(({ workload }) => workload === id),
      side,
    ),
  );
  return [...new Set(lists)].join(' | ');
}
