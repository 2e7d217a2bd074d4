import { formatCpuList } from '../text/cpuList';
import type { Guest } from './guest';

/** Declared placement of one VM in the form that the helper reads: see docs/bundle.md, vms/LAYOUT/NAME.place. */
export function placeFile(guest: Guest): string {
  const vcpus = guest.vcpuSets.map((pus, index) => `vcpu ${index} ${formatCpuList(pus)}`);
  const memory = guest.memory.map(
    (block) => `memory ${block.bytes} ${block.policy} ${formatCpuList(block.nodes)}`,
  );
  return [...vcpus, `emulator ${formatCpuList(guest.emulatorPus)}`, ...memory].join('\n') + '\n';
}

/** The table of a layout's VMs: NAME INDEX ADDRESS MAC. */
export function vmTable(guests: readonly Guest[]): string {
  return guests
    .map((guest) => `${guest.name} ${guest.index} ${guest.address} ${guest.nics[0].mac}\n`)
    .join('');
}
