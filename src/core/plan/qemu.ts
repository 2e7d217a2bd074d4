import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { Guest, MemoryBlock } from './guest';
import { quoteShell } from './quote';

/**
 * The QEMU driver: a shell text that sets "$@" to the command line of one VM. The library provides the variables
 * QEMU, ACCEL, CPU_MODEL, KERNEL, INITRD, ROOT_IMAGE and RUN_DIR; everything else is settled here.
 * Options: qemu(1), "Invocation", of QEMU 7.2 and later.
 */
export function qemuScript(guest: Guest, kernelArguments: readonly string[]): string {
  const groups = [
    ['-name', `guest=${guest.name},debug-threads=on`],
    // Started stopped: vCPU threads are pinned and read back before the first instruction of the guest.
    ['-S', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...processor(guest),
    ...guest.memory.flatMap((block, index) => memory(guest, block, index)),
    ...network(guest),
    ['-device', 'virtio-rng-pci'],
  ].map((words) => words.map(quoteShell).join(' '));
  const hosted = [
    `-machine q35,accel="$ACCEL"${guest.cells ? '' : ',memory-backend=ram0'}`,
    '-cpu "$CPU_MODEL"',
    '-kernel "$KERNEL" -initrd "$INITRD"',
    `-append ${quoteShell(kernelCommandLine(guest, kernelArguments))}`,
    '-blockdev driver=raw,node-name=root,read-only=on,file.driver=file,file.filename="$ROOT_IMAGE"',
    '-device virtio-blk-pci,drive=root',
    `-chardev file,id=console,path="$RUN_DIR/${guest.name}.console" -serial chardev:console`,
    `-qmp unix:"$RUN_DIR/${guest.name}.qmp",server=on,wait=off`,
  ];
  const title =
    `# ${guest.name}: ${guest.vcpuPus.length} vCPUs on PUs ${formatCpuList(guest.vcpuPus)}, ` +
    guest.memory.map((block) => `${formatSize(block.bytes)} ${where(block)}`).join(', ');
  return `${title}\nset -- "$QEMU" \\\n  ${[...groups, ...hosted].join(' \\\n  ')}\n`;
}

function where(block: MemoryBlock): string {
  return block.policy === 'firstTouch'
    ? 'where it is first touched'
    : `${block.policy} on node ${formatCpuList(block.nodes)}`;
}

function processor(guest: Guest): string[][] {
  const count = guest.vcpuPus.length;
  const threads = guest.threadsPerCore;
  const sockets = guest.cells ? guest.memory.length : 1;
  const even = count % (sockets * threads) === 0;
  const shape = `${count},sockets=${sockets},cores=${count / (sockets * threads)},threads=${threads}`;
  return [['-smp', even ? shape : `${count}`]];
}

function memory(guest: Guest, block: MemoryBlock, index: number): string[][] {
  const id = `ram${index}`;
  const kind = guest.shared || guest.hugePages !== null ? 'memory-backend-memfd' : 'memory-backend-ram';
  const huge =
    guest.hugePages === null
      ? []
      : [
          'hugetlb=on',
          ...(guest.hugePages.sizeBytes === null ? [] : [`hugetlbsize=${guest.hugePages.sizeBytes}`]),
        ];
  // No preallocation: which page is touched when, and from where, is what is being measured.
  const options = [
    kind,
    `id=${id}`,
    `size=${block.bytes}`,
    `share=${guest.shared ? 'on' : 'off'}`,
    'prealloc=off',
  ];
  const object = ['-object', [...options, ...huge, ...policy(block)].join(',')];
  if (!guest.cells) return [['-m', `size=${block.bytes}B`], object];
  const cpus = ranges(block.vcpus).map((range) => `,cpus=${range}`);
  const size = index === 0 ? [['-m', `size=${total(guest)}B`]] : [];
  return [...size, object, ['-numa', `node,nodeid=${index},memdev=${id}${cpus.join('')}`]];
}

function policy(block: MemoryBlock): string[] {
  if (block.policy === 'firstTouch') return [];
  return [...ranges(block.nodes).map((range) => `host-nodes=${range}`), `policy=${block.policy}`];
}

function ranges(numbers: readonly number[]): string[] {
  return formatCpuList(numbers).split(',');
}

function total(guest: Guest): number {
  return guest.memory.reduce((sum, block) => sum + block.bytes, 0);
}

function network(guest: Guest): string[][] {
  const { model, queues, vhost } = guest.nic;
  const many = model === 'virtio' && queues > 1;
  const tap = [
    `tap,id=net0,ifname=vmtap${guest.index},script=no,downscript=no`,
    model === 'virtio' && vhost ? 'vhost=on' : 'vhost=off',
    ...(many ? [`queues=${queues}`] : []),
  ];
  const device = { virtio: 'virtio-net-pci', rtl8139: 'rtl8139', e1000: 'e1000', vfio: 'vfio-pci' }[model];
  const extra = many ? [`mq=on`, `vectors=${2 * queues + 2}`] : [];
  return [
    ['-netdev', tap.join(',')],
    // No boot ROM: the kernel is handed over.
    ['-device', [device, 'netdev=net0', `mac=${guest.mac}`, 'romfile=', ...extra].join(',')],
  ];
}

function kernelCommandLine(guest: Guest, extra: readonly string[]): string {
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
