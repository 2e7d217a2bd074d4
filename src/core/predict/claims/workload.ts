import type { Workload } from '../../experiment/workload';
import { workloadsFromDocument } from '../../experiment/workloads';
import type { Layout } from '../../layout/layout';
import type { Workload as WorkloadEntry } from '../../schema/generated/vmexperiment.types';
import type { Cell } from './question';

/** The workload of a cell in its layout, a rank for each PU; null for a barrier, which no suite here runs by itself. */
export function workloadOfCell(cell: Cell, layout: Layout): Workload | null {
  const entry = entryOf(cell, layout);
  if (entry === null) return null;
  const { workloads } = workloadsFromDocument({ version: 1, layouts: [], workloads: [entry] });
  return workloads[0] ?? null;
}

function entryOf(cell: Cell, { vms: [vm] }: Layout): WorkloadEntry | null {
  const { work, launcher, mpi, transport } = cell;
  if (work.kind === 'barrier') return null;
  const common = { launcher, mpi, transport } as const;
  if (work.kind === 'messages') {
    return { ...common, suite: 'pairs', ranks: 2 * work.pairs, bytes: { from: work.bytes, to: work.bytes } };
  }
  const { program, problemClass } = work;
  // The folder is where examples have it; a model reads no files.
  return {
    ...{ ...common, suite: 'npb', programs: [program], class: problemClass, directory: '/opt/NPB' },
    // UPC threads of a VM are those of one process; OpenMP has one process in any case.
    ...(launcher === 'upc' && cell.kind === 'threads' ? { threads: vm?.pus.length ?? 1 } : {}),
  };
}
