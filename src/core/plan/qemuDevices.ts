import type { NicModel } from '../layout/layout';
import type { Guest, GuestRegion } from './guest';
import type { GuestNic } from './nics';
import { type QemuGroup, quoteWords } from './qemuGroup';
import { quoteOption } from './quote';

/** The file that holds a region, as a value in one of QEMU's option lists and as shell text. */
export type RegionPath = (region: GuestRegion) => string;

const NIC_DEVICES: Readonly<Record<Exclude<NicModel, 'vfio'>, string>> = {
  virtio: 'virtio-net-pci',
  rtl8139: 'rtl8139',
  e1000: 'e1000',
};

/** Devices that the layout gives to a VM: interfaces, regions, balloon. */
export function deviceGroups(guest: Guest, pathOf: RegionPath): readonly QemuGroup[] {
  return [
    { topic: 'nics', lines: quoteWords(guest.nics.flatMap(nicWords)) },
    { topic: 'regions', lines: guest.regions.flatMap((region, i) => regionLines(region, i, pathOf(region))) },
    { topic: 'balloon', lines: quoteWords(balloonWords(guest)) },
  ];
}

function nicWords(nic: GuestNic, index: number): string[][] {
  if (nic.model === 'vfio') return [['-device', `vfio-pci,host=${quoteOption(nic.device ?? '')}`]];
  const many = nic.model === 'virtio' && nic.queues > 1;
  const tap = [
    `tap,id=net${index},ifname=${nic.tap},script=no,downscript=no`,
    nic.model === 'virtio' && nic.vhost ? 'vhost=on' : 'vhost=off',
    ...(many ? [`queues=${nic.queues}`] : []),
  ];
  const extra = many ? [`mq=on`, `vectors=${2 * nic.queues + 2}`] : [];
  return [
    ['-netdev', tap.join(',')],
    // No boot ROM: the kernel is handed over.
    [
      '-device',
      [NIC_DEVICES[nic.model], `netdev=net${index}`, `mac=${nic.mac}`, 'romfile=', ...extra].join(','),
    ],
  ];
}

/** All guests map the same file, so that it is shared; it is bound where the layout says from which node it comes. */
function regionLines({ sizeBytes, node, device }: GuestRegion, index: number, path: string): string[] {
  const id = `region${index}`;
  const bound = node === null ? '' : `,host-nodes=${node},policy=bind`;
  const model = device === 'ivshmem' ? 'ivshmem-plain' : 'virtio-pmem-pci';
  return [
    `-object memory-backend-file,id=${id},size=${sizeBytes},share=on,mem-path=${path}${bound}`,
    `-device ${model},memdev=${id}`,
  ];
}

/** Free-page reporting is a service of the balloon's device. */
function balloonWords({ balloon, freePageReporting }: Guest): string[][] {
  if (!balloon && !freePageReporting) return [];
  return [['-device', `virtio-balloon-pci${freePageReporting ? ',free-page-reporting=on' : ''}`]];
}
