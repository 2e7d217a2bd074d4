import { count } from '../../text/count';
import { shareText } from '../format';
import type { VmPages } from '../pageKinds';
import type { VmMemory } from '../vmMemory';
import type { Finding } from './finding';

/** Remote memory up to this share is what ranks have in common, and pages of their start. */
const MOST_REMOTE = 0.1;

/** Where ranks used memory, against what the layout declares of it. */
export function localityFindings(
  declared: readonly VmMemory[],
  found: readonly VmPages[],
): readonly Finding[] {
  const pages = new Map(found.map((one) => [keyOf(one), one]));
  return declared.flatMap((one) => {
    const own = pages.get(keyOf(one));
    return own === undefined ? [] : (contradiction(one, own) ?? spanning(one, own) ?? []);
  });
}

function keyOf({ layout, vm }: Pick<VmPages, 'layout' | 'vm'>): string {
  return JSON.stringify([layout, vm]);
}

/** Memory and vCPUs on one and the same node leave nothing remote. */
function contradiction({ layout, vm, ...on }: VmMemory, { remote, runs }: VmPages): Finding | null {
  const nodes = new Set([...on.vcpuNodes, ...(on.memoryNodes ?? on.vcpuNodes)]);
  const [node] = nodes;
  if (on.memoryNodes === null || nodes.size !== 1 || node === undefined || remote <= MOST_REMOTE) return null;
  return {
    severity: 'warning',
    what: `${vm} of ${layout} is confined to node ${node}, and ${ranksUsed(remote, runs)}`,
    means:
      'Its times are not those of the cut that the layout declares. Look at the figures of guest memory by node, and at what moves threads or pages on the host meanwhile.',
  };
}

/** Nothing is promised, and so nothing is wrong. */
function spanning(
  { layout, vm, vcpuNodes, memoryNodes }: VmMemory,
  { remote, runs }: VmPages,
): Finding | null {
  if (memoryNodes !== null || vcpuNodes.length < 2) return null;
  return {
    severity: 'info',
    what: `${vm} of ${layout} spans ${vcpuNodes.length} nodes, its memory is bound to none of them (firstTouch), and ${ranksUsed(remote, runs)}`,
    means:
      'The layout leaves that open: whoever touches a page first decides where it lies, also for later runs.',
  };
}

function ranksUsed(remote: number, runs: number): string {
  return `${shareText(remote)} of the memory that its ranks used was remote, mean of ${count(runs, 'run')}.`;
}
