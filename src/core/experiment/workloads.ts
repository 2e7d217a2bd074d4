import type { Described } from '../programs/program';
import { suiteOf } from '../programs/registry';
import type { ExperimentDocument, Workload as WorkloadEntry } from '../schema/generated/vmexperiment.types';
import type { Problem } from '../text/document';
import { distinctTitles } from './titles';
import { givenFactors } from './givenFactors';
import { mostVariants, variantsOf } from './variants';
import type { Workload } from './workload';

/** Entries of `workloads` with defaults filled in, those with several programs split into them. Titles are unique. */
export function workloadsFromDocument(doc: ExperimentDocument): {
  readonly workloads: readonly Workload[];
  readonly problems: readonly Problem[];
} {
  const workloads = doc.workloads.flatMap((entry, index) => {
    const common = commonOf(entry);
    return suiteOf(entry.suite)
      .describe(described(doc, entry))
      .map((own) => ({ ...common, ...own, path: ['workloads', index] }));
  });
  const named = new Set(doc.workloads.flatMap((entry, index) => (entry.name === undefined ? [] : [index])));
  const { workloads: told, problems } = distinctTitles(
    workloads.map((workload, index) => ({ id: `w${index + 1}`, ...workload })),
    (workload) => named.has(Number(workload.path[1])),
  );
  const variants = variantsOf(told, givenFactors(doc));
  return variants === null
    ? { workloads: told, problems: [...problems, tooMany] }
    : { workloads: variants, problems };
}

/** Where `class` is a factor, no title names one. */
function described(doc: ExperimentDocument, entry: WorkloadEntry): WorkloadEntry {
  if (doc.factors?.class === undefined) return entry;
  const rest = { ...entry };
  delete rest.class;
  return rest;
}

const tooMany: Problem = {
  message: `The factors make more than ${mostVariants} ways of starting the programs. Use fewer levels, or experiments of their own.`,
  path: ['factors'],
};

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
    levels: {},
  };
}
