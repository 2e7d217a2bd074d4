import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment, freshFolder, helper, isRoot, run, sanitized, start, until } from './helper';

// A guest under emulation: its kernel is the newest of this machine with the modules beside it.
const release = existsSync('/boot')
  ? readdirSync('/boot')
      .filter(
        (name) => name.startsWith('vmlinuz-') && existsSync(`/lib/modules/${name.slice(8)}/modules.dep`),
      )
      .map((name) => name.slice('vmlinuz-'.length))
      .sort()
      .at(-1)
  : undefined;
const tools = ['qemu-system-x86_64', 'mke2fs', '/bin/busybox'].every(
  (tool) => spawnSync(tool, ['--help']).error === undefined,
);
const isStatic = tools && spawnSync('ldd', ['/bin/busybox']).status !== 0;
const canBoot = release !== undefined && isStatic && isRoot && !sanitized;

const modules = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4', 'overlay'];

/** Uncompressed module files in load order; what the kernel has built in is not among them. */
function moduleFiles(): readonly string[] {
  const folder = `/lib/modules/${release ?? ''}`;
  const files = new Set<string>();
  const rows = readFileSync(join(folder, 'modules.dep'), 'utf8').split('\n');
  for (const name of modules) {
    const [file, needs = ''] = (rows.find((row) => row.includes(`/${name}.ko`)) ?? '').split(':');
    for (const need of needs.trim().split(' ').reverse()) if (need !== '') files.add(join(folder, need));
    if (file !== undefined && file !== '') files.add(join(folder, file));
  }
  return [...files];
}

function initramfs(folder: string, script: string, order: readonly string[]): string {
  const stage = join(folder, 'stage');
  mkdirSync(join(stage, 'modules'), { recursive: true });
  mkdirSync(join(stage, 'vmpart/guest'), { recursive: true });
  copyFileSync(helper, join(stage, 'init'));
  writeFileSync(join(stage, 'vmpart/guest/start.sh'), script);
  for (const file of moduleFiles()) copyFileSync(file, join(stage, 'modules', basename(file)));
  writeFileSync(join(stage, 'modules/order'), order.join('\n') + '\n');
  const path = join(folder, 'initrd');
  const made = spawnSync(helper, ['cpio', stage], {
    env: environment(),
    stdio: ['ignore', openSync(path, 'w'), 'inherit'],
  });
  expect(made.status).toBe(0);
  return path;
}

function rootImage(folder: string): string {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  copyFileSync('/bin/busybox', join(root, 'bin/sh'));
  writeFileSync(join(root, 'from-the-image'), 'image');
  const image = join(folder, 'image');
  const made = spawnSync('mke2fs', ['-q', '-t', 'ext4', '-d', root, image, '16M'], { encoding: 'utf8' });
  expect(made.stderr).toBe('');
  return image;
}

interface Guest {
  readonly console: () => string;
  readonly ended: Promise<unknown>;
}

function boot(script: string, order = moduleFiles().map((file) => basename(file))): Guest {
  const folder = freshFolder();
  const image = `if=none,id=root,format=raw,readonly=on,file=${rootImage(folder)}`;
  const drive = ['-drive', image, '-device', 'virtio-blk-pci,drive=root'];
  const qemu = start('nice', [
    ...[
      '-n',
      '5',
      'qemu-system-x86_64',
      '-accel',
      'tcg',
      '-cpu',
      'max',
      '-m',
      '256',
      '-nodefaults',
      '-display',
      'none',
    ],
    ...['-no-reboot', '-serial', 'stdio', '-kernel', `/boot/vmlinuz-${release ?? ''}`],
    ...['-initrd', initramfs(folder, script, order), '-append', 'console=ttyS0 quiet panic=-1', ...drive],
  ]);
  return {
    console: () => qemu.output().toString().replaceAll('\r', ''),
    ended: qemu.ended,
  };
}

describe.runIf(canBoot)('init', () => {
  test('brings image and /vmpart together, hands over, reaps, and powers off when it is told', async () => {
    const guest = boot(`
      b=/bin/busybox
      echo "image: $($b cat /from-the-image)"
      echo 'written' >/new-file && echo "root: $($b cat /new-file)"
      echo "mounts: $($b awk '{ print $2 }' /proc/mounts | $b sort | $b tr '\\n' ' ')"
      echo "init: $($b cat /proc/1/comm) $($b ls /vmpart/guest)"
      echo "blocked: $($b awk '/^SigBlk/ { print $2 }' /proc/self/status)"
      $b sh -c '$b sleep 0.1 & exit 0'
      $b sleep 1
      echo "zombies: $($b ps -o stat | $b grep -c Z)"
      echo 'vmpart: ready'
      ($b sleep 1; $b kill -TERM 1) &
    `);
    await until('the guest is ready', () => guest.console().includes('vmpart: ready'), 120);
    const said = guest.console();
    expect(said).toContain('image: image\n');
    expect(said).toContain('root: written\n');
    for (const folder of ['/', '/dev', '/dev/pts', '/dev/shm', '/proc', '/sys', '/vmpart'])
      expect(said).toMatch(new RegExp(`mounts: (.* )?${folder} `));
    expect(said).toContain('init: init start.sh\n');
    expect(said).toContain('blocked: 0000000000000000\n');
    expect(said).toContain('zombies: 0\n');
    await guest.ended;
    expect(guest.console()).toContain('vmpart: failed: told to end by SIGTERM\n');
  }, 200_000);

  test('a second stage that fails is the end of the guest', async () => {
    const order = ['none.ko', ...moduleFiles().map((file) => basename(file))];
    const guest = boot('echo trying; exit 4', order);
    await guest.ended;
    expect(guest.console()).toContain('trying\n');
    expect(guest.console()).toContain('module none.ko: No such file or directory\n');
    expect(guest.console()).toContain('vmpart: failed: /vmpart/guest/start.sh ended with exit code 4\n');
  }, 200_000);
});

describe('init', () => {
  test('refuses to be anything but the first process', () => {
    const result = run(['init']);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('only as the first process of a guest');
  });
});
