import type { Random } from '../../experiment/random';
import type { Vm } from '../../layout/layout';
import { pinnedSets } from '../../plan/pinning';
import type { Machine } from '../../topology/machine';
import type { HostNodes } from './hostNodes';

/** Where the vCPUs of a VM run. */
export interface Vcpus {
  /** Place of each vCPU's node, now. Changed in place. */
  readonly nodeOf: Int16Array;
  /** They may run on PUs of several nodes. */
  readonly isFloating: boolean;
  /** At the begin of a run: floating ones stand on the VM's PUs in any order. */
  readonly settle: () => void;
  /** Two floating ones change places. */
  readonly swap: () => void;
}

/**
 * Pinned vCPUs stay, those of a node stay on it. Floating ones have a PU each, for a scheduler spreads threads that are
 * busy over idle PUs; now and then one moves, and as all PUs are taken, another in its stead.
 */
export function vcpusOf(
  vm: Pick<Vm, 'pus' | 'pinning'>,
  machine: Machine,
  host: HostNodes,
  random: Random,
): Vcpus {
  const nodeOf = Int16Array.from(vm.pus, (pu) => host.ofPu(pu));
  const isFloating = pinnedSets(vm, machine).some((pus) => new Set(pus.map((pu) => host.ofPu(pu))).size > 1);
  const change = (a: number, b: number): void => {
    const node = nodeOf[a] as number;
    nodeOf[a] = nodeOf[b] as number;
    nodeOf[b] = node;
  };
  return {
    nodeOf,
    isFloating,
    settle: () => {
      if (isFloating) for (let last = nodeOf.length - 1; last > 0; last--) change(last, random(last + 1));
    },
    swap: () => {
      if (nodeOf.length > 1) change(random(nodeOf.length), random(nodeOf.length));
    },
  };
}
