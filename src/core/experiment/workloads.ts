import type { Problem } from '../text/document';
import type {
  ExperimentDocument,
  Metric,
  Workload as WorkloadEntry,
} from '../schema/generated/vmexperiment.types';
import { distinctTitles } from './titles';
import type { MetricPattern, Workload } from './workload';

type Described = Pick<
  Workload,
  'title' | 'program' | 'problemClass' | 'directory' | 'command' | 'files' | 'time' | 'metrics' | 'success'
>;

/** Entries of `workloads` with defaults filled in, NPB entries split into their programs. Titles are unique. */
export function workloadsFromDocument(doc: ExperimentDocument): {
  readonly workloads: readonly Workload[];
  readonly problems: readonly Problem[];
} {
  const workloads = doc.workloads.flatMap((entry, index) => {
    const common = commonOf(entry);
    return describe(entry).map((own) => ({ ...common, ...own, path: ['workloads', index] }));
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
    launcher: entry.launcher ?? (entry.suite === 'command' ? 'plain' : 'mpi'),
    mpi: entry.mpi ?? 'openmpi',
    ranks: entry.ranks ?? null,
    threads: entry.threads ?? null,
    rankOrder: entry.rankOrder ?? 'block',
    transport: entry.transport ?? 'network',
    environment: entry.environment ?? {},
  };
}

function describe(entry: WorkloadEntry): readonly Described[] {
  if (entry.suite === 'npb') return npb(entry);
  return [entry.suite === 'hpcc' ? hpcc(entry) : command(entry)];
}

const bare = {
  problemClass: null,
  directory: null,
  command: [],
  files: {},
  time: null,
  metrics: {},
  success: null,
} as const;

function npb(entry: WorkloadEntry): readonly Described[] {
  const programs = entry.programs ?? [];
  const problemClass = entry.class ?? 'S';
  return programs.map((program) => {
    const own = `${program}.${problemClass}`;
    const named = programs.length === 1 ? entry.name : entry.name && `${entry.name}:${own}`;
    return { ...bare, title: named ?? own, program, problemClass, directory: entry.directory ?? null };
  });
}

function hpcc(entry: WorkloadEntry): Described {
  return {
    ...bare,
    title: entry.name ?? 'hpcc',
    program: 'hpcc',
    command: [entry.binary ?? 'hpcc'],
    files: { 'hpccinf.txt': entry.input ?? '' },
  };
}

function command(entry: WorkloadEntry): Described {
  const name = entry.name ?? 'command';
  return {
    ...bare,
    title: name,
    program: name,
    command: entry.command ?? [],
    files: entry.files ?? {},
    time: entry.time ? patternOf(entry.time) : null,
    metrics: Object.fromEntries(
      Object.entries(entry.metrics ?? {}).map(([key, metric]) => [key, patternOf(metric)]),
    ),
    success: entry.success ?? null,
  };
}

function patternOf(metric: Metric): MetricPattern {
  return { pattern: metric.pattern, unit: metric.unit, better: metric.better ?? 'lower' };
}
