import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { Guest, GuestRegion, MemoryBlock } from './guest';
import { qemuGroups } from './qemuGroups';
import { quoteShell } from './quote';

/**
 * The QEMU driver of runs: a shell text that sets "$@" to the command line of one VM. The library provides the
 * variables that `qemuGroups` names; everything else is settled here.
 */
export function qemuScript(guest: Guest, kernelArguments: readonly string[]): string {
  const append = quoteShell(kernelCommandLine(guest, kernelArguments));
  const lines = qemuGroups(guest, append, regionOfRun).flatMap((group) => group.lines);
  return `# ${guestInWords(guest)}\nset -- "$QEMU" \\\n  ${lines.join(' \\\n  ')}\n`;
}

/** Made for a session by the library, and gone with it. Names of regions have letters, digits and dashes alone. */
function regionOfRun({ name }: GuestRegion): string {
  return `"$RUN_DIR/${name}.region"`;
}

/** A VM in one line: name, PUs, memory and where that comes from. */
export function guestInWords(guest: Guest): string {
  return (
    `${guest.name}: ${guest.vcpuPus.length} vCPUs on PUs ${formatCpuList(guest.vcpuPus)}, ` +
    guest.memory.map((block) => `${formatSize(block.bytes)} ${where(block)}`).join(', ')
  );
}

function where(block: MemoryBlock): string {
  return block.policy === 'firstTouch'
    ? 'where it is first touched'
    : `${block.policy} on node ${formatCpuList(block.nodes)}`;
}

/** What the kernel of a guest is told: its console, and who it is in the layout's network. */
export function kernelCommandLine(guest: Guest, extra: readonly string[]): string {
  return [
    'console=ttyS0',
    'quiet',
    'panic=-1',
    'net.ifnames=0',
    `vmpart.name=${guest.name}`,
    `vmpart.address=${guest.address}/16`,
    ...extra,
  ].join(' ');
}
