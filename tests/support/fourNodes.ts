import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** An emulated machine of four nodes with a PU each, whose only program is a script; everything in it is of this machine. */
export interface FourNodes {
  readonly kernel: string;
  /** Names of commands that the script uses, beside what busybox has. */
  readonly tools: readonly string[];
  /** More files, by their path on the emulated machine. */
  readonly files: Readonly<Record<string, string>>;
  readonly script: string;
  /** Writes a newc archive of a folder (vmpart-host). */
  readonly helper: string;
}

const FIRMWARE = ['bios-256k.bin', 'kvmvapic.bin', 'linuxboot_dma.bin'];
const FIRMWARE_FOLDERS = ['/usr/share/qemu', '/usr/share/seabios'];
const MODULES = '/usr/lib/x86_64-linux-gnu/qemu/accel-tcg-x86_64.so';

export function canEmulateNodes(): boolean {
  return ['busybox', 'qemu-system-x86_64', 'ldd'].every((tool) => pathOf(tool) !== null);
}

/** What the script printed, when it has ended by `poweroff -f`. */
export function onFourNodes(machine: FourNodes, folder: string): string {
  const root = join(folder, 'root');
  fill(machine, root);
  const archive = spawnSync(machine.helper, ['cpio', root], { maxBuffer: 1024 ** 3 });
  if (archive.status !== 0) throw new Error(archive.stderr.toString());
  writeFileSync(join(folder, 'initrd'), archive.stdout);
  const ended = spawnSync('qemu-system-x86_64', qemuArguments(machine.kernel, folder), { encoding: 'utf8' });
  const said = readFileSync(join(folder, 'console'), 'utf8').replaceAll('\r', '');
  if (ended.status !== 0 || said.includes('Kernel panic')) throw new Error(`${ended.stderr}\n${said}`);
  return said;
}

function qemuArguments(kernel: string, folder: string): readonly string[] {
  const nodes = [0, 1, 2, 3].flatMap((node) => [
    ...['-object', `memory-backend-ram,id=ram${node},size=384M`],
    ...['-numa', `node,nodeid=${node},memdev=ram${node},cpus=${node}`],
  ]);
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-machine', 'q35'],
    ...['-accel', 'tcg,thread=multi', '-smp', '4', '-m', '1536M', ...nodes],
    ...['-kernel', kernel, '-initrd', join(folder, 'initrd')],
    ...['-append', 'console=ttyS0 quiet panic=-1 rdinit=/init'],
    ...['-serial', `file:${join(folder, 'console')}`],
  ];
}

function fill({ tools, files, script, helper }: FourNodes, root: string): void {
  for (const name of ['proc', 'sys', 'tmp', 'dev/shm']) mkdirSync(join(root, name), { recursive: true });
  const programs = ['busybox', 'qemu-system-x86_64', ...tools].map((tool) => pathOf(tool) ?? tool);
  const modules = existsSync(MODULES) ? [MODULES] : [];
  for (const path of [...programs, ...modules])
    for (const file of [path, ...librariesOf(path)]) copy(root, file);
  for (const name of FIRMWARE) copyFirmware(root, name);
  for (const [path, from] of Object.entries({ ...files, '/bin/vmpart-host': helper })) copy(root, path, from);
  mkdirSync(join(root, 'bin'), { recursive: true });
  symlinkSync(pathOf('busybox') ?? '', join(root, 'bin/sh'));
  writeFileSync(join(root, 'init'), `#!/bin/sh\n${START}${script}\npoweroff -f\n`);
  chmodSync(join(root, 'init'), 0o755);
}

const START = [
  'export PATH=/bin:/usr/bin:/sbin:/usr/sbin',
  '"$(readlink /bin/sh)" --install -s /bin',
  'mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs tmp /tmp; mount -t tmpfs shm /dev/shm',
  '',
].join('\n');

/** Links are followed: what has the name is the file. */
function copy(root: string, path: string, from = path): void {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target)) cpSync(from, target, { dereference: true });
}

function copyFirmware(root: string, name: string): void {
  const folder = FIRMWARE_FOLDERS.find((candidate) => existsSync(join(candidate, name)));
  if (folder === undefined) return;
  mkdirSync(join(root, '/usr/share/qemu'), { recursive: true });
  copyFileSync(join(folder, name), join(root, '/usr/share/qemu', name));
}

function librariesOf(path: string): readonly string[] {
  const { stdout } = spawnSync('ldd', [path], { encoding: 'utf8' });
  return [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, file]) => file ?? '');
}

function pathOf(tool: string): string | null {
  const { stdout, status } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', tool], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
