import { formatSize } from '../text/size';
import type { GuestRegion } from './guest';
import type { GuestNic } from './nics';
import { quoteShell } from './quote';

/** What an interface of a VM needs on the host and cannot have, in words. */
export function nicInWords(nic: GuestNic): string {
  const isPlain = nic.model === 'virtio' || (nic.queues === 1 && !nic.vhost);
  return `${bridgeInWords(nic)}${isPlain ? '' : ' Several queues and vhost are for virtio alone: left out.'}`;
}

function bridgeInWords({ bridge, hostNic }: GuestNic): string {
  const wanted = `The bridge ${bridge} must be on the host (ip link add ${quoteShell(bridge)} type bridge)`;
  if (hostNic === null) return `${wanted}.`;
  return `${wanted}, with its interface in it (ip link set dev ${quoteShell(hostNic)} master ${quoteShell(bridge)}).`;
}

/**
 * File of the host that holds a region of an exported layout. libvirt keeps its ivshmem regions in /dev/shm by their
 * names: the same place serves all formats.
 */
export function regionFile({ name, isHuge }: GuestRegion): string {
  return `${isHuge ? '/dev/hugepages' : '/dev/shm'}/vmpart-${name}`;
}

/** What must be on the host for a region, in words: its file, made once before the first VM starts. */
export function regionInWords(region: GuestRegion): string {
  const { sizeBytes, pageBytes, isHuge } = region;
  const file = regionFile(region);
  const make = `${region.node === null ? '' : `numactl -m ${region.node} `}fallocate -l ${sizeBytes} ${quoteShell(file)}`;
  const seen =
    region.device === 'devdax'
      ? ' Guests see it as /dev/daxN.0 when it is a namespace of that mode: ndctl create-namespace -f -e namespace0.0 -m devdax -M mem -a 4k, once, in the first of them.'
      : '';
  const where = isHuge ? ` A hugetlbfs with pages of ${formatSize(pageBytes)} must be mounted there.` : '';
  return `All VMs that name it map ${file}; make it before the first of them starts: ${make}.${where}${seen}`;
}
