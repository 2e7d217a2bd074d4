import type { Problem } from '../text/document';
import type { Workload } from './workload';

/** What tells two entries with the same program apart, in the order in which it is tried. */
const marks: readonly ((workload: Workload) => string)[] = [
  (workload) => workload.launcher,
  (workload) => workload.mpi,
  (workload) => (workload.ranks === null ? 'all ranks' : `${workload.ranks} ranks`),
  (workload) => (workload.threads === null ? 'default threads' : `${workload.threads} threads`),
  (workload) => workload.rankOrder,
];

/**
 * Results are told apart by title, so every title must be unique. Titles that the user gave are kept; others get
 * what differs (`bt.B mpi`, `bt.B openmp`). What is still the same is a problem at the later entry, and numbered.
 */
export function distinctTitles(
  workloads: readonly Workload[],
  isNamed: (workload: Workload) => boolean,
): { readonly workloads: readonly Workload[]; readonly problems: readonly Problem[] } {
  const marked = workloads.map((workload) => {
    if (isNamed(workload)) return workload;
    const alike = workloads.filter((other) => other.title === workload.title && !isNamed(other));
    const differing = marks.filter((mark) => alike.some((other) => mark(other) !== mark(workload)));
    return { ...workload, title: [workload.title, ...differing.map((mark) => mark(workload))].join(' ') };
  });
  return numbered(marked);
}

function numbered(workloads: readonly Workload[]) {
  const taken = new Set<string>();
  const problems: Problem[] = [];
  const result = workloads.map((workload) => {
    const title = free(workload.title, taken);
    taken.add(title);
    if (title !== workload.title) problems.push(sameTitle(workload));
    return { ...workload, title };
  });
  return { workloads: result, problems };
}

function free(title: string, taken: ReadonlySet<string>): string {
  let candidate = title;
  for (let number = 2; taken.has(candidate); number++) candidate = `${title} #${number}`;
  return candidate;
}

function sameTitle(workload: Workload): Problem {
  return {
    message: `Two workloads are called "${workload.title}", so their results could not be told apart. Give this one a "name" of its own.`,
    path: [...workload.path, 'name'],
  };
}
