import type { EmulatedShape } from './shape';

/** Files and numbers that one emulated machine is started with; paths are absolute. */
export interface MachineParts {
  /** Shown in process lists. */
  readonly name: string;
  readonly kernel: string;
  readonly firstStage: string;
  /** Read-only system image. */
  readonly system: string;
  /** Raw disk that outlives boots. */
  readonly data: string;
  readonly authorizedKeys: string;
  readonly hostKey: string;
  /** Loopback port of this machine that leads to sshd of the emulated one. */
  readonly port: number;
  readonly console: string;
}

/**
 * QEMU 7.2 emulates AVX, but in a nested guest refuses its instructions; and XSAVE without AVX makes the dynamic
 * loader of such a guest save registers beyond its stack.
 */
const WITHOUT_AVX = '-avx,-avx2,-f16c,-fma,-xsave,-xsaveopt,-xsavec,-xsaves,-xgetbv1';

/** Left to itself the kernel distrusts the emulated TSC and reads a clock that costs an exit to QEMU each time. */
const QUICK_CLOCK = 'tsc=reliable clocksource=tsc no_timer_check';

/**
 * Arguments of qemu-system-x86_64 for an emulated NUMA host with a working /dev/kvm: AMD's nested paging is what QEMU
 * can emulate (`+svm,+npt`). Without `l3-cache` the CPU would claim a cache of its own for every PU.
 * The network is cut off except for the forwarded port.
 */
export function qemuArguments(shape: EmulatedShape, parts: MachineParts): readonly string[] {
  const pus = shape.packages * shape.coresPerPackage;
  const memory = shape.nodes.reduce((sum, node) => sum + node.memoryMiB, 0);
  return [
    ...['-name', value(parts.name)],
    ...['-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-machine', 'q35,hpet=off', '-accel', 'tcg,thread=multi,tb-size=256'],
    ...['-cpu', `EPYC,+svm,+npt,l3-cache=off,${WITHOUT_AVX}`],
    ...['-smp', `${pus},sockets=${shape.packages},cores=${shape.coresPerPackage},threads=1`],
    ...['-m', `${memory}M`],
    ...nodeArguments(shape),
    ...distanceArguments(shape),
    ...['-kernel', parts.kernel, '-initrd', parts.firstStage],
    ...['-append', `console=ttyS0 loglevel=4 kvm.halt_poll_ns=0 ${QUICK_CLOCK}`],
    ...['-serial', `file:${parts.console}`],
    ...disk('system', parts.system, 'readonly=on'),
    ...disk('data', parts.data, 'cache=unsafe,discard=unmap,detect-zeroes=unmap'),
    ...['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${parts.port}-:22`],
    ...['-device', 'virtio-net-pci,netdev=net,romfile='],
    ...given('authorized_keys', `file=${value(parts.authorizedKeys)}`),
    ...given('host_key', `file=${value(parts.hostKey)}`),
    ...given('name', `string=${value(parts.name)}`),
  ];
}

function nodeArguments(shape: EmulatedShape): readonly string[] {
  return shape.nodes.flatMap(({ memoryMiB, pus }, id) => [
    '-object',
    `memory-backend-ram,id=ram${id},size=${memoryMiB}M`,
    '-numa',
    [`node,nodeid=${id},memdev=ram${id}`, ...pus.map((pu) => `cpus=${pu}`)].join(','),
  ]);
}

function distanceArguments({ distances }: EmulatedShape): readonly string[] {
  if (distances === null) return [];
  return distances.flatMap((row, from) =>
    row.flatMap((far, to) => (from === to ? [] : ['-numa', `dist,src=${from},dst=${to},val=${far}`])),
  );
}

function disk(id: string, path: string, options: string): readonly string[] {
  return [
    '-drive',
    `if=none,id=${id},format=raw,file=${value(path)},${options}`,
    '-device',
    `virtio-blk-pci,drive=${id}`,
  ];
}

/** Handed over without touching the image: it appears under /sys/firmware/qemu_fw_cfg. */
function given(name: string, source: string): readonly string[] {
  return ['-fw_cfg', `name=opt/vmpart/${name},${source}`];
}

/** QEMU reads a doubled comma as one that belongs to the value. */
function value(text: string): string {
  return text.replaceAll(',', ',,');
}
