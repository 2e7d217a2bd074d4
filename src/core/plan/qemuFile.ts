import { formatCpuList } from '../text/cpuList';
import type { ExportSubject } from './exportSubject';
import type { Guest, GuestRegion } from './guest';
import { nicInWords, regionFile, regionInWords } from './hostSide';
import { itemOrigin, originOf } from './origin';
import { guestInWords, kernelCommandLine } from './qemu';
import type { QemuGroup, Topic } from './qemuGroup';
import { qemuGroups } from './qemuGroups';
import { quoteOption, quoteShell } from './quote';
import { comment } from './runList';

/**
 * A POSIX shell script with QEMU's command line for one VM, the same that a run uses. What the layout does not say
 * comes from variables; further arguments of the script go to QEMU before its own.
 */
export function qemuFile(subject: ExportSubject): string {
  const { guest } = subject;
  const append = `${quoteShell(kernelCommandLine(guest, []))}" $APPEND"`;
  return [
    '#!/bin/sh',
    ...head(subject),
    'set -eu',
    ...VARIABLES,
    ...qemuGroups(guest, append, exportedRegion).flatMap((group) => ['', ...groupText(group, subject)]),
    '',
    ...placement(subject),
    ...start(guest),
    '',
  ].join('\n');
}

function exportedRegion(region: GuestRegion): string {
  return quoteShell(quoteOption(regionFile(region)));
}

const VARIABLES: readonly string[] = [
  '# What the VM boots is no part of a layout.',
  ': "${KERNEL:?file of the kernel that the VM boots}"',
  ': "${INITRD:?file of its initial file system}"',
  ': "${ROOT_IMAGE:?raw image of its root disk, attached read-only}"',
  ': "${APPEND=root=/dev/vda}"',
  '# The host. RUN_DIR is where the console is written and the control socket lies.',
  ': "${QEMU:=qemu-system-x86_64}" "${ACCEL:=kvm}" "${CPU_MODEL:=host}" "${RUN_DIR:=/tmp}"',
];

function head({ guest, source }: ExportSubject): readonly string[] {
  const { title } = source.document;
  return [
    guestInWords(guest),
    ...(title === undefined ? [] : [title]),
    ...(guest.host === null ? [] : [`For the host ${guest.host} alone (${originOf(source, 'host')}).`]),
  ].flatMap(comment);
}

function groupText(group: QemuGroup, subject: ExportSubject): readonly string[] {
  return [
    ...remarks(group.topic, subject).flatMap(comment),
    'set -- "$@" \\',
    ...group.lines.map((line, i) => `  ${line}${i === group.lines.length - 1 ? '' : ' \\'}`),
  ];
}

/** What a group of options is and where it comes from; what must be on the host for it. */
function remarks(topic: Topic, { guest, source }: ExportSubject): readonly string[] {
  switch (topic) {
    case 'name':
      return [`Name: ${originOf(source, 'name')}. Threads carry theirs, so that they can be told apart.`];
    case 'start':
      return ['The same for every VM. Started stopped, so that threads are pinned before the guest runs.'];
    case 'vcpus':
      return [`vCPUs: ${originOf(source, 'pus', 'threadsPerCore')}`];
    case 'memory':
      return [
        `Memory: ${originOf(source, 'memory', 'policy', 'nodes', 'backing', 'pageSize', 'prealloc', 'cells')}`,
      ];
    case 'nics':
      return guest.nics.map((nic, i) =>
        nic.model === 'vfio'
          ? `${itemOrigin(source, 'nics', i)}: a device of the host, to be bound to vfio-pci; it is to be on network ${nic.network}.`
          : `${itemOrigin(source, 'nics', i)}: network ${nic.network}. ${nicInWords(nic)} After the start: ip link set dev ${nic.tap} master ${quoteShell(nic.bridge)} up`,
      );
    case 'regions':
      return guest.regions.map(
        (region) => `${originOf(source, 'regions')}, regions.${region.name}. ${regionInWords(region)}`,
      );
    case 'balloon':
      return [`Balloon: ${originOf(source, 'balloon', 'freePageReporting')}`];
    case 'random':
      return ['The same for every VM: randomness.'];
    case 'machine':
      return [
        'The same for every VM: an x86 machine with the processor of the host.',
        ...(guest.threadsPerCore > 1 ? ['On AMD threads of a core need CPU_MODEL=host,topoext=on.'] : []),
      ];
    case 'kernel':
      return ['What it boots. vmpart.name and vmpart.address are what the guests of a run are told.'];
    case 'disk':
      return [
        guest.ioThreadPus === null
          ? 'Its disk.'
          : `Its disk, with a thread: ${originOf(source, 'ioThreadPus')}`,
      ];
    case 'console':
      return ['Its serial console, in a file.'];
    case 'control':
      return ['Control (QMP).'];
  }
}

/** Where threads belong, which no option of QEMU says. */
function placement({ guest, source }: ExportSubject): readonly string[] {
  const io = guest.ioThreadPus;
  const lines = [
    `Placement, which QEMU's command line cannot say. vCPUs: ${originOf(source, 'pus', 'pinning')}.`,
    'The ids of their threads are what query-cpus-fast says on the control socket; their names are "CPU n/KVM".',
    ...guest.vcpuSets.map((pus, i) => `  taskset -pc ${formatCpuList(pus)} THREAD_OF_VCPU_${i}`),
    ...(io === null
      ? []
      : [
          `I/O and vhost threads (names "IO io0" and "vhost-..."): ${originOf(source, 'ioThreadPus')}`,
          `  taskset -pc ${formatCpuList(io)} THREAD`,
        ]),
    'Then let it go: cont on the control socket.',
    `All other threads of QEMU: ${originOf(source, 'emulatorPus')}`,
  ];
  return lines.flatMap(comment);
}

function start({ emulatorPus }: Guest): readonly string[] {
  const affinity = emulatorPus.length === 0 ? '' : `taskset -c ${formatCpuList(emulatorPus)} `;
  return [`exec ${affinity}"$QEMU" "$@"`];
}
