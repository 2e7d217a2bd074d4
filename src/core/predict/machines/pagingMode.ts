import type { Machine } from '../../topology/machine';

/**
 * How KVM translates addresses of guests on a machine. Nested paging came with AMD's family 10h (AMD, AMD-V Nested Paging,
 * 2008) and Intel's Nehalem; of the built-in machines the Xeon E7310 alone is older.
 */
export function pagingModeOf({ id }: Machine): 'nested' | 'shadow' {
  return id === 'tigerton-4x4' || id === 'tigerton-cluster' ? 'shadow' : 'nested';
}
