import { formatCpuList } from '../text/cpuList';
import { isAssumed } from './cellDistances';
import { type Guest, type MemoryBlock, pmemRegions, ramBytes } from './guest';
import { type QemuGroup, quoteWords } from './qemuGroup';

/** RAM of a VM: an object for each block with its own policy, and the NUMA cells that the guest sees. */
export function memoryGroup(guest: Guest): QemuGroup {
  const blocks = guest.memory.flatMap((block, index) => memory(guest, block, index));
  return { topic: 'memory', lines: quoteWords([['-m', size(guest)], ...blocks, ...distances(guest)]) };
}

/** Persistent memory needs room beside the RAM, and a slot for each device. */
function size(guest: Guest): string {
  const regions = pmemRegions(guest);
  const bytes = ramBytes(guest);
  if (regions.length === 0) return `size=${bytes}B`;
  const most = regions.reduce((sum, region) => sum + region.sizeBytes, bytes);
  return `size=${bytes}B,slots=${regions.length},maxmem=${most}B`;
}

function memory(guest: Guest, block: MemoryBlock, index: number): string[][] {
  const id = `ram${index}`;
  const kind = guest.shared || guest.hugePages !== null ? 'memory-backend-memfd' : 'memory-backend-ram';
  const huge =
    guest.hugePages === null
      ? []
      : [
          'hugetlb=on',
          ...(guest.hugePages.sizeBytes === null ? [] : [`hugetlbsize=${guest.hugePages.sizeBytes}`]),
        ];
  const options = [
    kind,
    `id=${id}`,
    `size=${block.bytes}`,
    `share=${guest.shared ? 'on' : 'off'}`,
    // Unless the layout asks for it: which page is touched when, and from where, is what is being measured.
    `prealloc=${guest.prealloc ? 'on' : 'off'}`,
  ];
  const object = ['-object', [...options, ...huge, ...policy(block)].join(',')];
  if (!guest.cells) return [object];
  const cpus = ranges(block.vcpus).map((range) => `,cpus=${range}`);
  return [object, ['-numa', `node,nodeid=${index},memdev=${id}${cpus.join('')}`]];
}

function policy(block: MemoryBlock): string[] {
  if (block.policy === 'firstTouch') return [];
  return [...ranges(block.nodes).map((range) => `host-nodes=${range}`), `policy=${block.policy}`];
}

/** Distances are told where the guest would assume others. */
function distances(guest: Guest): string[][] {
  if (guest.distances === null || isAssumed(guest.distances)) return [];
  return guest.distances.flatMap((row, from) =>
    row.map((distance, to) => ['-numa', `dist,src=${from},dst=${to},val=${distance}`]),
  );
}

function ranges(numbers: readonly number[]): string[] {
  return numbers.length === 0 ? [] : formatCpuList(numbers).split(',');
}
