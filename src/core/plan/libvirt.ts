import { fnv1a64 } from '../text/hash';
import type { ExportSubject } from './exportSubject';
import { devices } from './libvirtDevices';
import { memoryNodes } from './libvirtMemory';
import { processorNodes, tuningNodes } from './libvirtProcessor';
import { originOf } from './origin';
import { guestInWords } from './qemu';
import { element, note, renderXml, type XmlNode } from './xml';

/** Above this libvirt wants an interrupt controller with wide CPU numbers (qemuValidateDomainVCpuTopology). */
const MOST_PLAIN_VCPUS = 255;

/**
 * The libvirt driver: domain XML of one VM, valid against libvirt's schema domain.rng (9.0). Each part follows a
 * comment that says from where in the layout it comes. Elements: https://libvirt.org/formatdomain.html.
 */
export function libvirtDomain(subject: ExportSubject): string {
  const { guest } = subject;
  const content = [
    ...head(subject),
    ...memoryNodes(subject),
    ...processorNodes(subject),
    ...tuningNodes(subject),
    ...platform(subject),
    note('The machine itself: the same for every VM'),
    element('clock', { offset: 'utc' }),
    ...devices(subject),
  ];
  return renderXml(note(guestInWords(guest))) + renderXml(element('domain', { type: 'kvm' }, content));
}

function head({ guest, source, layout }: ExportSubject): readonly XmlNode[] {
  const { title } = source.document;
  const text = title === undefined ? '' : title.trim();
  return [
    note(originOf(source, 'name')),
    element('name', {}, guest.name),
    note('made from the names of layout and VM, so that it is the same in every export'),
    element('uuid', {}, uuidOf(layout, guest.name)),
    ...(text === '' ? [] : [note('title'), element('description', {}, text)]),
    ...(guest.host === null ? [] : [note(`${originOf(source, 'host')}: for the host ${guest.host} alone`)]),
  ];
}

function platform({ guest }: ExportSubject): readonly XmlNode[] {
  const wide = guest.vcpuPus.length > MOST_PLAIN_VCPUS;
  const apic = wide ? [element('ioapic', { driver: 'qemu' })] : [];
  return [
    note(
      'No kernel, initrd or disk: what the VM boots is no part of a layout. Add <kernel>, <initrd> and <cmdline>',
    ),
    note('here, or <boot dev="hd"/> and a <disk> below.'),
    element('os', {}, [element('type', { arch: 'x86_64', machine: 'q35' }, 'hvm')]),
    note('ACPI tells the guest of its NUMA cells'),
    element('features', {}, [element('acpi'), element('apic'), ...apic]),
  ];
}

/** Version 8 (RFC 9562, 5.8): custom bits, from two hashes of layout and VM. */
function uuidOf(layout: string, vm: string): string {
  const hash = (part: string): string => fnv1a64(new TextEncoder().encode(`${vm}\0${layout}\0${part}`));
  const hex = hash('vmpart uuid, high') + hash('vmpart uuid, low');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
