import { cpuShape, type Guest } from './guest';
import { deviceGroups, type RegionPath } from './qemuDevices';
import { memoryGroup } from './qemuMemory';
import { quoteOption } from './quote';
import { quoteWords, type QemuGroup } from './qemuGroup';

/**
 * QEMU's command line for one VM, without the program, as shell text that uses the variables ACCEL, CPU_MODEL, KERNEL,
 * INITRD, ROOT_IMAGE and RUN_DIR. `append` is a shell word: the kernel's command line. Runs and exports are made from
 * the same groups, in this order, but for the files of regions. Options: qemu(1), "Invocation", of QEMU 7.2 and later.
 */
export function qemuGroups(guest: Guest, append: string, pathOf: RegionPath): readonly QemuGroup[] {
  const groups: readonly QemuGroup[] = [
    { topic: 'name', lines: quoteWords([['-name', `guest=${quoteOption(guest.name)},debug-threads=on`]]) },
    {
      topic: 'start',
      // Started stopped: vCPU threads are pinned and read back before the first instruction of the guest.
      lines: quoteWords([['-S', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot']]),
    },
    { topic: 'vcpus', lines: quoteWords([['-smp', smp(guest)]]) },
    memoryGroup(guest),
    ...deviceGroups(guest, pathOf),
    { topic: 'random', lines: quoteWords([['-device', 'virtio-rng-pci']]) },
    { topic: 'machine', lines: machine(guest) },
    { topic: 'kernel', lines: ['-kernel "$KERNEL" -initrd "$INITRD"', `-append ${append}`] },
    { topic: 'disk', lines: disk(guest) },
    ...ends(guest),
  ];
  return groups.filter((group) => group.lines.length > 0);
}

function smp(guest: Guest): string {
  const count = guest.vcpuPus.length;
  const shape = cpuShape(guest);
  return shape === null
    ? `${count}`
    : `${count},sockets=${shape.sockets},cores=${shape.cores},threads=${shape.threads}`;
}

function machine(guest: Guest): readonly string[] {
  return [`-machine q35,accel="$ACCEL"${guest.cells ? '' : ',memory-backend=ram0'}`, '-cpu "$CPU_MODEL"'];
}

/** An I/O thread serves the disk where the layout has PUs for one. */
function disk(guest: Guest): readonly string[] {
  const thread = guest.ioThreadPus !== null;
  return [
    ...(thread ? ['-object iothread,id=io0'] : []),
    '-blockdev driver=raw,node-name=root,read-only=on,file.driver=file,file.filename="$ROOT_IMAGE"',
    `-device virtio-blk-pci,drive=root${thread ? ',iothread=io0' : ''}`,
  ];
}

function ends(guest: Guest): readonly QemuGroup[] {
  const console = `-chardev file,id=console,path="$RUN_DIR/${guest.name}.console" -serial chardev:console`;
  const control = `-qmp unix:"$RUN_DIR/${guest.name}.qmp",server=on,wait=off`;
  return [
    { topic: 'console', lines: [console] },
    { topic: 'control', lines: [control] },
  ];
}
