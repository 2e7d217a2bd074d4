import type { Ground } from './ground';
import type { Refused } from './recipe';

/** For figures that cut a machine at the edges of its sockets or nodes. */
export function oneUnit({ machine }: Ground): Refused {
  return {
    problem: `"${machine.id}" has one socket and one NUMA node with free cores: there is no edge to cut it at.`,
    remedy: 'Choose a machine with several sockets or NUMA nodes.',
  };
}
