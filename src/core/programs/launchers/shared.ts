import type { LaunchRequest } from './launch';

/**
 * Environment of ranks that reach those of other VMs through a region, for the runtimes' common layer, UCX: the transport
 * over POSIX shared memory and no other, so that nothing can go another way without a word. What it finds out through
 * /proc is of one machine, huge pages are the region's own matter, and without the asynchronous progress of others a
 * first one-sided message is never looked at. Of memory that is not in the region, one-sided reads come in pieces of
 * 8 KiB, which UCX 1.13 takes for one another as soon as the reader's queue was full once: it has room for 8 MiB.
 */
const UCX: Readonly<Record<string, string>> = {
  UCX_TLS: 'posix,self',
  UCX_POSIX_USE_PROC_LINK: 'n',
  UCX_POSIX_HUGETLB_MODE: 'n',
  UCX_POSIX_FIFO_SIZE: '1024',
  UCX_ADAPTIVE_PROGRESS: 'n',
  UCX_MEM_EVENTS: 'n',
};

/** The run's id: only the host knows it, when it starts the program. */
export const JOB_VARIABLE = 'VMPART_JOB';

/** What the library in front of ranks and their runtime go by; empty where they use no region. */
export function sharedEnvironment(
  { region }: LaunchRequest,
  own: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return region === null ? {} : { ...UCX, ...own, VMPART_REGION: region };
}

/**
 * Words before the program that put the library before it: nothing else that is started for a run shall have it. A
 * workload may preload something of its own as well.
 */
export function preloadWords({ region, environment, paths }: LaunchRequest): readonly string[] {
  if (region === null) return [];
  const own = environment['LD_PRELOAD'] ?? '';
  return ['env', `LD_PRELOAD=${paths.sharedLibrary}${own === '' ? '' : `:${own}`}`];
}
