import type { Described } from '../programs/program';
import { suiteOf } from '../programs/registry';
import type { ExperimentDocument, Workload as WorkloadEntry } from '../schema/generated/vmexperiment.types';
import type { Problem } from '../text/document';
import { distinctTitles } from './titles';
import type { Workload } from './workload';

/** Entries of `workloads` with defaults filled in, those with several programs split into them. Titles are unique. */
export function workloadsFromDocument(doc: ExperimentDocument): {
  readonly workloads: readonly Workload[];
  readonly problems: readonly Problem[];
} {
  const workloads = doc.workloads.flatMap((entry, index) => {
    const common = commonOf(entry);
    return suiteOf(entry.suite)
      .describe(entry)
      .map((own) => ({ ...common, ...own, path: ['workloads', index] }));
  });
  const named = new Set(doc.workloads.flatMap((entry, index) => (entry.name === undefined ? [] : [index])));
  return distinctTitles(
    workloads.map((workload, index) => ({ id: `w${index + 1}`, ...workload })),
    (workload) => named.has(Number(workload.path[1])),
  );
}

function commonOf(entry: WorkloadEntry): Omit<Workload, keyof Described | 'id' | 'path'> {
  return {
    suite: entry.suite,
    launcher: entry.launcher ?? suiteOf(entry.suite).launcher,
    mpi: entry.mpi ?? 'openmpi',
    ranks: entry.ranks ?? null,
    threads: entry.threads ?? null,
    rankOrder: entry.rankOrder ?? 'block',
    transport: entry.transport ?? 'network',
    environment: entry.environment ?? {},
  };
}
