import type { Layout, Vm } from '../layout/layout';
import type { ProblemFix } from '../text/document';
import { formatSize, MEBIBYTE, sizeInWords } from '../text/size';
import { sumOf, type Demand, type Shortage } from './memoryDemand';
import { named, nodesInWords, plural } from './words';

/** `VMs "a" and "b" with region "r" need 8 GiB of node 0`. */
export function needInWords({ nodes, demands }: Shortage): string {
  const vms = [...new Set(demands.flatMap(({ owner }) => (owner.kind === 'vm' ? [owner.vm.name] : [])))];
  const regions = demands.flatMap(({ owner }) => (owner.kind === 'region' ? [owner.region.name] : []));
  const guests = vms.length === 0 ? '' : `${plural(vms, 'VM', 'VMs')} ${named(vms)}`;
  const shared =
    regions.length === 0
      ? ''
      : `${plural(regions, 'region', 'regions')} ${named(regions)}`.replace(/^r/, guests === '' ? 'R' : 'r');
  const who = [guests, shared].filter(Boolean).join(' with ');
  const needs = plural(vms.length === 0 ? regions : vms, 'needs', 'need');
  return `${who} ${needs} ${sizeInWords(sumOf(demands))} of ${nodesInWords(nodes)}`;
}

/** The demand with which the sum first exceeds what there is. */
export function lastStraw({ demands, availableBytes }: Shortage): Demand {
  let bytes = 0;
  const straw = demands.find((demand) => (bytes += demand.bytes) > availableBytes);
  return straw ?? (demands[0] as Demand);
}

/**
 * Bytes to which every VM must be cut so that all fit, larger ones first, in whole MiB and pages. 0 where that does
 * not help, because the memory stands in cells or in regions.
 */
export function limitOf({ demands, availableBytes }: Shortage): number {
  const flexible = demands
    .flatMap(({ owner, bytes }) => (isFlexible(owner) ? [{ bytes, vm: owner.vm }] : []))
    .sort((a, b) => a.bytes - b.bytes);
  let rest = availableBytes - sumOf(demands.filter(({ owner }) => !isFlexible(owner)));
  let left = flexible.length;
  for (const { bytes } of flexible) {
    if (bytes * left > rest) break;
    rest -= bytes;
    left -= 1;
  }
  const grain = Math.max(MEBIBYTE, ...flexible.map(({ vm }) => vm.pageSizeBytes ?? 0));
  return left === 0 ? 0 : Math.max(0, Math.floor(rest / left / grain) * grain);
}

/** Cuts the VMs that are larger than the limit, all of them under a rule. Never safe: it is the user's memory. */
export function reduced(layout: Layout, { demands }: Shortage, limit: number): readonly ProblemFix[] {
  const isLarger = (vm: Vm): boolean => vm.cells.length === 0 && vm.memoryBytes > limit;
  const owners = demands.flatMap(({ owner }) => (owner.kind === 'vm' ? [owner.vm] : []));
  const vms = [...new Set(owners)].filter(isLarger);
  if (limit <= 0 || vms.length === 0) return [];
  const value = formatSize(limit);
  const changes = vms.map((vm) => ({ path: [...vm.path, 'memory'], value }));
  const which = layout.fromRule ? 'every VM' : named(vms.map((vm) => vm.name));
  return [{ title: `Reduce ${which} to ${value}`, safe: false, changes }];
}

function isFlexible(owner: Demand['owner']): owner is Extract<Demand['owner'], { kind: 'vm' }> {
  return owner.kind === 'vm' && owner.vm.cells.length === 0;
}
