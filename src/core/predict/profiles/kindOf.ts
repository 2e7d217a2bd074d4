import type { Workload } from '../../experiment/workload';
import type { Profile } from './profile';

/** Ranks are processes, or threads of one; UPC runs its threads in one process a VM where it is told to have several. */
export function kindOf({ launcher, threads }: Pick<Workload, 'launcher' | 'threads'>): Profile['kind'] {
  return launcher === 'openmp' || (launcher === 'upc' && (threads ?? 1) > 1) ? 'threads' : 'processes';
}
