import type { ExportSubject } from './exportSubject';
import type { Guest, GuestRegion } from './guest';
import { nicInWords, regionFile, regionInWords } from './hostSide';
import { sized } from './libvirtMemory';
import type { GuestNic } from './nics';
import { itemOrigin, originOf } from './origin';
import { element, note, type XmlElement, type XmlNode } from './xml';

/** What the VM is connected to. */
export function devices({ guest, source }: ExportSubject): readonly XmlNode[] {
  const content = [
    ...guest.nics.flatMap((nic, i) => nicNodes(nic, itemOrigin(source, 'nics', i))),
    ...guest.regions.flatMap((region) => regionNodes(region, originOf(source, 'regions'))),
    note(originOf(source, 'balloon', 'freePageReporting')),
    balloon(guest),
    note('The same for every VM: randomness, a serial console, no USB'),
    element('rng', { model: 'virtio' }, [element('backend', { model: 'random' }, '/dev/urandom')]),
    element('serial', { type: 'pty' }, [element('target', { port: 0 })]),
    element('console', { type: 'pty' }, [element('target', { type: 'serial', port: 0 })]),
    element('controller', { type: 'usb', model: 'none' }),
  ];
  return [element('devices', {}, content)];
}

function nicNodes(nic: GuestNic, origin: string): readonly XmlNode[] {
  if (nic.model === 'vfio')
    return [
      note(`${origin}: the device itself is to be on network ${nic.network}; it brings its own address`),
      passedThrough(nic.device ?? ''),
    ];
  const driver = { name: nic.vhost ? 'vhost' : 'qemu', ...(nic.queues > 1 ? { queues: nic.queues } : {}) };
  return [
    note(`${origin}: network ${nic.network}. ${nicInWords(nic)}`),
    element('interface', { type: 'bridge' }, [
      element('mac', { address: nic.mac }),
      element('source', { bridge: nic.bridge }),
      element('target', { dev: nic.tap }),
      element('model', { type: nic.model }),
      ...(nic.model === 'virtio' ? [element('driver', driver)] : []),
    ]),
  ];
}

/** `device` is a PCI address, `0000:41:00.1`. */
function passedThrough(device: string): XmlElement {
  const [domain = '', bus = '', slot = '', last = ''] = device.split(/[:.]/);
  const address = { domain: `0x${domain}`, bus: `0x${bus}`, slot: `0x${slot}`, function: `0x${last}` };
  return element('hostdev', { mode: 'subsystem', type: 'pci', managed: 'yes' }, [
    element('driver', { name: 'vfio' }),
    element('source', {}, [element('address', address)]),
  ]);
}

function regionNodes(region: GuestRegion, origin: string): readonly XmlNode[] {
  const remark = note(`${origin}, regions.${region.name}. ${regionInWords(region)}`);
  if (region.device === 'ivshmem')
    return [
      remark,
      ...(region.isHuge ? [note('libvirt looks for it in /dev/shm, in base pages')] : []),
      element('shmem', { name: regionFile(region).replace(/^.*\//, '') }, [
        element('model', { type: 'ivshmem-plain' }),
        sized('size', region.sizeBytes),
      ]),
    ];
  return [
    remark,
    element('memory', { model: 'virtio-pmem', access: 'shared' }, [
      element('source', {}, [element('path', {}, regionFile(region))]),
      element('target', {}, [sized('size', region.sizeBytes)]),
    ]),
  ];
}

function balloon({ balloon: hasBalloon, freePageReporting }: Guest): XmlElement {
  if (!hasBalloon && !freePageReporting) return element('memballoon', { model: 'none' });
  return element('memballoon', {
    model: 'virtio',
    ...(freePageReporting ? { freePageReporting: 'on' } : {}),
  });
}
