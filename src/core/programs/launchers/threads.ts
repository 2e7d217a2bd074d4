import type { LaunchRequest } from './launch';

/**
 * Environment of the OpenMP runtime (OpenMP 5.2, chapter 21). Places are named one by one in the order of the
 * rank's CPUs, so that thread t takes the same core natively and in a VM. Several ranks share one environment:
 * there the places are those that the rank is bound to, in ascending order.
 */
export function openmpEnvironment(request: LaunchRequest): Readonly<Record<string, string>> {
  const only = request.ranks.length === 1 ? request.ranks[0] : undefined;
  return {
    OMP_NUM_THREADS: String(request.threads),
    OMP_DYNAMIC: 'false',
    OMP_PROC_BIND: 'true',
    OMP_PLACES: only === undefined ? 'threads' : only.cpus.map((cpu) => `{${cpu}}`).join(','),
    ...request.environment,
  };
}
