import { nativePlacement, rankPlacement } from '../../../../src/core/experiment/ranks';
import type { Layout, Vm } from '../../../../src/core/layout/layout';
import type { PagesOfRun, PagingSetup } from '../../../../src/core/predict/paging/paging';
import { simulatePaging } from '../../../../src/core/predict/paging/simulatePaging';
import type { MemoryProfile } from '../../../../src/core/predict/profiles/profile';
import { plainLayout } from '../../../support/plain';
import { GiB, machine, vm, workload } from '../../check/builders';

export const MiB = 2 ** 20;

const quad = machine();

/** The paper's shape: 16 PUs on four nodes, in one VM without a policy. */
export function wide(over: Partial<Vm> = {}): Layout {
  const pus = Array.from({ length: 16 }, (_, pu) => pu);
  const plain = { memoryBytes: 28 * GiB, policy: 'firstTouch', nodes: [0, 1, 2, 3] } as const;
  return { ...plainLayout, name: 'wide', machine: quad, vms: [vm('vm0', pus, { ...plain, ...over })] };
}

/** A VM on each node, bound to it. */
export function perNode(): Layout {
  const vms = [0, 1, 2, 3].map((node) =>
    vm(
      `vm${node}`,
      [0, 1, 2, 3].map((pu) => 4 * node + pu),
      { memoryBytes: 7 * GiB, nodes: [node] },
    ),
  );
  return { ...plainLayout, name: 'perNode', machine: quad, vms };
}

export function cellsOfNodes(): Vm['cells'] {
  return [0, 1, 2, 3].map((node) => ({
    ...{ node, memoryBytes: 7 * GiB },
    vcpus: [0, 1, 2, 3].map((vcpu) => 4 * node + vcpu),
  }));
}

/** MiB of a rank, of all, of churn; share touched in the timed region. */
export function memoryOf(own: number, shared = 0, churn = 0, timed = 0): MemoryProfile {
  const sourced = (value: number): MemoryProfile['privateBytes'] => ({ value, source: 'made up' });
  return {
    ...{ privateBytes: sourced(own * MiB), sharedBytes: sourced(shared * MiB) },
    pairedBytes: sourced(0),
    ...{ churnBytes: sourced(churn * MiB), touchedInTimedRegion: sourced(timed) },
  };
}

export function setup(over: Partial<PagingSetup> = {}): PagingSetup {
  const layout = (over.layout ?? wide()) as Layout;
  const threads = over.kind === 'threads';
  return {
    ...{ layout, places: rankPlacement(workload(threads ? { launcher: 'openmp' } : {}), layout) },
    ...{ memory: memoryOf(64), kind: 'processes', runs: 3, techniques: [], seed: 1 },
    ...over,
  };
}

export function natively(over: Partial<PagingSetup> = {}): PagingSetup {
  const layout = (over.layout ?? wide()) as Layout;
  return setup({ ...over, layout, places: nativePlacement(workload(), layout) });
}

/** Shares of what the ranks of all VMs used in a run, 0 to 1. */
export interface Shares {
  readonly usedBytes: number;
  readonly local: number;
  readonly single: number;
  readonly multiple: number;
  readonly remote: number;
  readonly inherited: number;
  readonly wrong: number;
}

export function sharesOf(pages: readonly PagesOfRun[]): Shares {
  const bytes = (of: (one: PagesOfRun) => number): number => pages.reduce((sum, one) => sum + of(one), 0);
  const [local, single, multiple] = [
    bytes((one) => total(one.local)),
    bytes((one) => total(one.remoteSingle)),
    bytes((one) => total(one.remoteMultiple)),
  ];
  const usedBytes = local + single + multiple;
  return {
    ...{ usedBytes, local: local / usedBytes, single: single / usedBytes, multiple: multiple / usedBytes },
    remote: (single + multiple) / usedBytes,
    inherited: bytes((one) => one.inheritedBytes) / usedBytes,
    wrong: bytes((one) => one.inheritedWrongBytes) / usedBytes,
  };
}

/** Of each run. */
export function shares(over: Partial<PagingSetup> = {}): readonly Shares[] {
  return simulatePaging(setup(over)).map(sharesOf);
}

/** Over seeds: of each run the least and the greatest of what `of` gives. */
export function overSeeds(
  over: Partial<PagingSetup>,
  of: (shares: Shares) => number,
  seeds = 20,
): readonly (readonly [least: number, greatest: number])[] {
  const all = Array.from({ length: seeds }, (_, seed) => shares({ ...over, seed }).map(of));
  return (all[0] ?? []).map((_, run) => {
    const values = all.map((one) => one[run] ?? NaN);
    return [Math.min(...values), Math.max(...values)] as const;
  });
}

export function total(bytes: Readonly<Record<string, number>>): number {
  return Object.values(bytes).reduce((sum, one) => sum + one, 0);
}
