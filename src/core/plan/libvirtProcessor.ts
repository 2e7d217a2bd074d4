import { formatCpuList } from '../text/cpuList';
import type { ExportSubject } from './exportSubject';
import { cpuShape, type Guest, type MemoryBlock, pmemRegions } from './guest';
import { memoryAccess, sizeAttributes } from './libvirtMemory';
import { originOf } from './origin';
import { element, note, type XmlElement, type XmlNode } from './xml';

/** QEMU leaves this flag out of `host` unless it is asked for. */
const TOPOEXT =
  'on AMD the guest sees threads of a core only with <feature policy="require" name="topoext"/> in <cpu>';

/** vCPUs as the guest sees them: their number, cores, threads and NUMA cells. */
export function processorNodes({ guest, source }: ExportSubject): readonly XmlNode[] {
  const pus = [...new Set(guest.vcpuSets.flat())].sort((a, b) => a - b);
  const uneven = cpuShape(guest) === null;
  return [
    note(originOf(source, 'pus')),
    element('vcpu', { placement: 'static', ...list('cpuset', pus) }, `${guest.vcpuPus.length}`),
    ...ioThreads(guest, originOf(source, 'ioThreadPus')),
    note(originOf(source, 'threadsPerCore', 'cells')),
    ...(uneven ? [note('vCPUs do not divide evenly into cells and cores: no topology is given')] : []),
    ...(guest.threadsPerCore > 1 && !uneven ? [note(TOPOEXT)] : []),
    cpu(guest),
  ];
}

function ioThreads(guest: Guest, origin: string): readonly XmlNode[] {
  if (guest.ioThreadPus === null) return [];
  return [
    note(`${origin}: a thread for disks; give it to a <disk> with <driver iothread="1"/>`),
    element('iothreads', {}, '1'),
  ];
}

function cpu(guest: Guest): XmlElement {
  const shape = cpuShape(guest);
  const cells = cellsOf(guest);
  return element('cpu', { mode: 'host-passthrough', check: 'none' }, [
    ...(shape === null ? [] : [element('topology', { ...shape })]),
    ...(cells.length === 0 ? [] : [element('numa', {}, cells)]),
  ]);
}

/** Persistent memory needs a cell to be beside: then a guest without cells has one for all of it. */
function cellsOf(guest: Guest): readonly XmlNode[] {
  if (guest.cells) return guest.memory.map((block, i) => cell(guest, block, i));
  if (pmemRegions(guest).length === 0) return [];
  const vcpus = [...guest.vcpuPus.keys()];
  return [
    note('libvirt gives persistent memory only to guests with a cell: this one holds all that the VM has'),
    ...guest.memory.map((block, i) => cell(guest, { ...block, vcpus }, i)),
  ];
}

function cell(guest: Guest, block: MemoryBlock, id: number): XmlElement {
  const { value: memory, unit } = sizeAttributes(block.bytes);
  const attributes = { id, ...list('cpus', block.vcpus), memory, unit };
  const memAccess = memoryAccess(guest);
  const access = memAccess === null ? {} : { memAccess };
  const siblings = guest.distances?.[id]?.map((value, to) => element('sibling', { id: to, value })) ?? [];
  return element(
    'cell',
    { ...attributes, ...access },
    siblings.length === 0 ? [] : [element('distances', {}, siblings)],
  );
}

/** Where threads of the host run. */
export function tuningNodes({ guest, source }: ExportSubject): readonly XmlNode[] {
  const vcpus = guest.vcpuSets.map((pus, vcpu) => element('vcpupin', { vcpu, cpuset: formatCpuList(pus) }));
  const emulator = guest.emulatorPus.length === 0 ? [] : [pin('emulatorpin', guest.emulatorPus)];
  const io = guest.ioThreadPus === null ? [] : [pin('iothreadpin', guest.ioThreadPus, { iothread: 1 })];
  return [
    element('cputune', {}, [
      note(originOf(source, 'pus', 'pinning')),
      ...vcpus,
      ...after(emulator, originOf(source, 'emulatorPus')),
      ...after(io, originOf(source, 'ioThreadPus')),
      ...vhost(guest),
    ]),
  ];
}

/** vhost threads belong to the emulator for libvirt. */
function vhost(guest: Guest): readonly XmlNode[] {
  const isServed = guest.nics.some((nic) => nic.model === 'virtio' && nic.vhost);
  if (guest.ioThreadPus === null || !isServed) return [];
  const pus = formatCpuList(guest.ioThreadPus);
  return [
    note(
      `libvirt keeps vhost threads with the emulator's. After the start: taskset -pc ${pus} TID for each of them`,
    ),
  ];
}

function pin(name: string, pus: readonly number[], more: XmlElement['attributes'] = {}): XmlElement {
  return element(name, { ...more, cpuset: formatCpuList(pus) });
}

function after(elements: readonly XmlElement[], origin: string): readonly XmlNode[] {
  return elements.length === 0 ? [] : [note(origin), ...elements];
}

function list(name: string, numbers: readonly number[]): XmlElement['attributes'] {
  return numbers.length === 0 ? {} : { [name]: formatCpuList(numbers) };
}
