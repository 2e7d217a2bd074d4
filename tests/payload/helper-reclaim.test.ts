import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, isRoot, run, type Running, start, until } from './helper';

// Memory of a QEMU that is taken back by the host, and its balloon.

const hasQemu = spawnSync('qemu-system-x86_64', ['--version']).status === 0;
const MEBIBYTE = 1024 * 1024;
const SIZE = 96 * MEBIBYTE;

interface Qemu extends Running {
  readonly socket: string;
  readonly place: string;
}

/** All memory is there from the start, in a file, so that it can be taken back without swap. */
function startQemu(devices: readonly string[] = []): Qemu {
  const folder = freshFolder();
  const socket = join(folder, 'qmp');
  const place = join(folder, 'place');
  writeFileSync(place, `vcpu 0 0\nemulator\nmemory ${SIZE} firstTouch 0\n`);
  const file = `mem-path=${join(folder, 'memory')},share=on,prealloc=on`;
  const args = [
    ...['-S', '-nodefaults', '-no-user-config', '-display', 'none', '-accel', 'tcg'],
    ...['-object', `memory-backend-file,id=ram0,size=${SIZE},${file}`, '-m', '96M'],
    ...['-machine', 'q35,memory-backend=ram0', '-qmp', `unix:${socket},server=on,wait=off`, ...devices],
  ];
  return { ...start('qemu-system-x86_64', args), socket, place };
}

function mappedBytes({ pid, socket, place }: Qemu): number {
  const { stdout } = run(['readback', String(pid), socket, place]);
  return Number(/^memory 0 .* 0=(\d+)$/m.exec(stdout)?.[1] ?? '0');
}

describe.runIf(hasQemu)('reclaim', () => {
  it.skipIf(!isRoot)('takes memory of a guest back, and no other process is touched', async () => {
    const qemu = startQemu();
    const other = startQemu();
    run(['qmp', qemu.socket, 'status']);
    await until('all memory is there', () => mappedBytes(qemu) === SIZE && mappedBytes(other) === SIZE);
    spawnSync('sync');
    expect(run(['reclaim', String(qemu.pid), qemu.place])).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(mappedBytes(qemu)).toBeLessThan(SIZE / 100);
    expect(mappedBytes(other)).toBe(SIZE);
  });

  it('says which process has no such memory, and which is none', () => {
    const qemu = startQemu();
    run(['qmp', qemu.socket, 'status']);
    writeFileSync(qemu.place, `memory ${SIZE - 4096} firstTouch 0\n`);
    const result = run(['reclaim', String(qemu.pid), qemu.place]);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain(`process ${qemu.pid} has no guest memory as declared`);
    expect(run(['reclaim', '999999999', qemu.place]).status).toBe(3);
    expect(run(['reclaim', 'x', qemu.place]).status).toBe(2);
    expect(run(['reclaim', '1']).status).toBe(2);
  });
});

describe.runIf(hasQemu)('qmp balloon', () => {
  it('tells what the guest has, and takes what it shall have', () => {
    const { socket } = startQemu(['-device', 'virtio-balloon-pci']);
    expect(run(['qmp', socket, 'balloon'])).toMatchObject({ status: 0, stdout: `${SIZE}\n` });
    expect(run(['qmp', socket, 'balloon', String(SIZE / 2)])).toMatchObject({ status: 0, stdout: '' });
    // Nobody in the guest has followed yet.
    expect(run(['qmp', socket, 'balloon']).stdout).toBe(`${SIZE}\n`);
    expect(run(['qmp', socket, 'balloon', '0'])).toMatchObject({ status: 3 });
    expect(run(['qmp', socket, 'balloon', '1G']).status).toBe(2);
    expect(run(['qmp', socket, 'status', '1']).status).toBe(2);
  });

  it('says that there is none', () => {
    const { socket } = startQemu();
    for (const more of [[], ['1048576']]) {
      const result = run(['qmp', socket, 'balloon', ...more]);
      expect(result.status).toBe(3);
      expect(result.stderr).toMatch(/refused (query-)?balloon: .*balloon/i);
    }
  });
});
