import { memoryShares, sumOf } from '../../layout/memoryShare';
import type { Layout, Vm } from '../../layout/layout';
import { numbersInWords } from '../../text/count';
import { formatSize, MEBIBYTE, parseSize } from '../../text/size';
import type { Offer } from '../completion';
import { freeBytes, freeBytesOf, othersOnHost } from '../free';
import type { Place } from '../place';

/** Sizes that fit: what is free on the VM's nodes, and its share by its PUs. Whole pages, at least MiB. */
export function sizeOffers({ kind, part, path, vm }: Place): readonly Offer[] {
  const layout = part?.layout ?? null;
  if (layout === null) return [];
  if (kind === 'cellMemory') return vm === null ? [] : cellSizes(layout, vm, Number(path[3]));
  return distinct(vm === null ? sharesOfAll(layout) : vmSizes(layout, vm));
}

function vmSizes(layout: Layout, vm: Vm): readonly Offer[] {
  const where = numbersInWords('node', vm.nodes);
  const share = shareOf(layout, vm);
  return [
    ...offer(freeBytesOf(layout, vm.nodes, vm), vm, `all that is free on ${where}`),
    ...offer(share, vm, `its share of ${where} by its PUs`),
  ];
}

/** For the `memory` of all VMs: what the one with the fewest gets. */
function sharesOfAll(layout: Layout): readonly Offer[] {
  const shares = layout.vms.map((vm) => shareOf(layout, vm) ?? 0);
  const least = shares.indexOf(Math.min(...shares));
  const vm = layout.vms[least];
  if (vm === undefined) return [];
  const isSame = shares.every((share) => share === shares[least]);
  return offer(
    shares[least] ?? null,
    vm,
    isSame ? 'an equal share for each VM' : `the smallest share, of ${vm.name}`,
  );
}

/** Of a cell: what is left of its VM's memory, and what is free on its node. */
function cellSizes(layout: Layout, vm: Vm, index: number): readonly Offer[] {
  const others = vm.cells.filter((_cell, other) => other !== index);
  const left = vm.memoryBytes - others.reduce((sum, cell) => sum + cell.memoryBytes, 0);
  const node = vm.cells[index]?.node;
  const free = node === undefined ? null : freeBytes(layout, node, vm);
  return distinct([
    ...offer(left, vm, `what is left of the memory of ${vm.name}`),
    ...(node === undefined ? [] : offer(free, vm, `all that is free on node ${node}`)),
  ]);
}

function shareOf(layout: Layout, vm: Vm): number | null {
  const group = [vm, ...othersOnHost(layout, vm)];
  const used = new Set(group.flatMap((one) => one.regions));
  const regions = layout.regions.filter(({ name }) => used.has(name));
  const [share] = memoryShares(
    layout.machine,
    group.map((one) => one.pus),
    regions,
  );
  return share === undefined || share === null ? null : sumOf(share);
}

function offer(bytes: number | null, vm: Vm, detail: string): readonly Offer[] {
  const page = vm.backing === 'hugetlb' ? (vm.pageSizeBytes ?? 0) : 0;
  const grain = Math.max(MEBIBYTE, page);
  const whole = bytes === null ? 0 : Math.floor(bytes / grain) * grain;
  return whole > 0 ? [{ value: formatSize(whole), detail }] : [];
}

function distinct(offers: readonly Offer[]): readonly Offer[] {
  return offers.filter(
    ({ value }, index) =>
      parseSize(String(value)) !== null && offers.findIndex((other) => other.value === value) === index,
  );
}
