import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshFolder, helper, isRoot, run } from './helper';

// The part of a region that belongs to its device, and how a guest finds the regions among its devices.

const MEBIBYTE = 2 ** 20;
const HEAD = 2 * MEBIBYTE;
const UUID = '01234567-89ab-cdef-0123-456789abcdef';

function made(bytes: number, name = 'near', uuid = UUID): string {
  const file = join(freshFolder(), 'region');
  expect(run(['region', 'make', file, String(bytes), name, uuid, '-'])).toMatchObject({
    status: 0,
    stderr: '',
  });
  return file;
}

function withDevice(file: string, device: string): Buffer {
  expect(run(['region', 'device', file, device])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  return readFileSync(file).subarray(0, HEAD);
}

/** The kernel's rule (nd_fletcher64), in its own words: sums of 32-bit words, the place of the sum being zero. */
function sumOf(block: Buffer): bigint {
  const blank = Buffer.from(block);
  blank.fill(0, 4088);
  let [low, high] = [0n, 0n];
  for (let at = 0; at < blank.length; at += 4) {
    low = (low + BigInt(blank.readUInt32LE(at))) & 0xffffffffn;
    high = (high + low) & 0xffffffffffffffffn;
  }
  return BigInt.asUintN(64, (high << 32n) | low);
}

describe('the info block of a devdax', () => {
  it('is as the kernel writes it for 4 KiB of alignment and page structures in RAM', () => {
    const device = withDevice(made(256 * MEBIBYTE), 'devdax');
    const block = Buffer.alloc(4096);
    block.write('NVDIMM_DAX_INFO\0', 0, 'latin1');
    Buffer.from(UUID.replaceAll('-', ''), 'hex').copy(block, 16);
    block.writeUInt16LE(1, 52);
    block.writeUInt16LE(4, 54);
    block.writeBigUInt64LE(BigInt(HEAD), 56);
    block.writeBigUInt64LE(BigInt(254 * 256), 64);
    block.writeUInt32LE(1, 72);
    block.writeUInt32LE(4096, 84);
    block.writeUInt32LE(4096, 88);
    block.writeUInt16LE(64, 92);
    block.writeBigUInt64LE(sumOf(block), 4088);
    expect(device.subarray(4096, 8192).toString('hex')).toBe(block.toString('hex'));
    expect(device.subarray(0, 4096).every((byte) => byte === 0)).toBe(true);
    expect(device.subarray(8192).every((byte) => byte === 0)).toBe(true);
  });

  it('has a right sum whatever the UUID and the size', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 2, max: 64 }), (uuid, halves) => {
        const block = withDevice(made(halves * HEAD, 'r', uuid), 'devdax').subarray(4096, 8192);
        expect(block.readBigUInt64LE(4088)).toBe(sumOf(block));
        expect(block.readBigUInt64LE(64)).toBe(BigInt(((halves - 1) * HEAD) / 4096));
      }),
      { seed: 8, numRuns: 20 },
    );
  });

  it('is not there for an ivshmem, even where there was one', () => {
    const file = made(4 * MEBIBYTE);
    const header = readFileSync(file).subarray(HEAD);
    withDevice(file, 'devdax');
    expect(withDevice(file, 'ivshmem').every((byte) => byte === 0)).toBe(true);
    expect(readFileSync(file).subarray(HEAD).equals(header)).toBe(true);
  });

  it('is written into regions alone', () => {
    const file = join(freshFolder(), 'file');
    writeFileSync(file, 'precious');
    expect(run(['region', 'device', file, 'devdax'])).toMatchObject({ status: 1 });
    truncateSync(file, 8 * MEBIBYTE);
    const result = run(['region', 'device', file, 'devdax']);
    expect(result.stderr).toContain('is no region: make it first');
    expect(readFileSync(file).subarray(0, 8).toString()).toBe('precious');
    expect(run(['region', 'device', `${file}.not`, 'devdax']).status).toBe(3);
    expect(run(['region', 'device', file, 'tape']).status).toBe(2);
  });
});

interface Device {
  /** `dax0.0`, or a PCI address. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What the device maps; a file of /dev for a dax, `resource2...` for PCI. */
  readonly memory: string;
  readonly resource?: string;
}

/** What `region find` prints where sysfs and /dev have these devices, in a mount namespace that is thrown away. */
function found(dax: readonly Device[], pci: readonly Device[], guest = '3'): readonly string[] {
  const folder = freshFolder();
  const links: string[] = [];
  for (const [bus, devices] of [
    ['dax', dax],
    ['pci', pci],
  ] as const)
    for (const { name, attributes, memory, resource } of devices) {
      const own = join(folder, 'bus', bus, 'devices', name);
      mkdirSync(own, { recursive: true });
      for (const [key, text] of Object.entries(attributes)) writeFileSync(join(own, key), `${text}\n`);
      links.push(
        bus === 'dax' ? `ln -s ${memory} /dev/${name}` : `ln -s ${memory} ${join(own, resource ?? '')}`,
      );
    }
  mkdirSync(join(folder, 'bus'), { recursive: true });
  const inside = [
    'mount -t tmpfs none /dev && : >/dev/null && mount --bind "$1/bus" /sys/bus || exit 77',
    ...links,
    'exec "$2" region find "$3"',
  ].join('\n');
  const result = spawnSync('unshare', ['--mount', 'sh', '-c', inside, 'sh', folder, helper, guest], {
    encoding: 'utf8',
  });
  expect([result.status, result.stderr]).toEqual([0, '']);
  return result.stdout.split('\n').filter((line) => line !== '');
}

/** What a guest maps of a devdax: a file without the device's part. */
function behindDevice(file: string): string {
  const own = join(freshFolder(), 'dax');
  writeFileSync(own, readFileSync(file).subarray(HEAD));
  return own;
}

const IVSHMEM = { vendor: '0x1af4', device: '0x1110' };

describe.skipIf(!isRoot)('devices of a guest', () => {
  it('are regions when their memory says so', () => {
    const dax = { name: 'dax0.0', attributes: { size: String(6 * MEBIBYTE), align: '4096' } };
    const memory = behindDevice(made(8 * MEBIBYTE));
    expect(found([{ ...dax, memory }], [])).toEqual([`near /dev/dax0.0 0 ${6 * MEBIBYTE} 4096 3`]);
    const other = join(freshFolder(), 'other');
    writeFileSync(other, Buffer.alloc(6 * MEBIBYTE));
    expect(found([{ ...dax, memory: other }], [])).toEqual([]);
    expect(found([{ ...dax, memory: '/nowhere' }], [])).toEqual([]);
    expect(found([], [])).toEqual([]);
  });

  it('are mapped in their own units', () => {
    const attributes = { size: String(6 * MEBIBYTE), align: String(2 * MEBIBYTE) };
    const memory = behindDevice(made(8 * MEBIBYTE));
    expect(found([{ name: 'dax1.0', attributes, memory }], [], '12')).toEqual([
      `near /dev/dax1.0 0 ${6 * MEBIBYTE} ${2 * MEBIBYTE} 12`,
    ]);
  });

  it('are found among those of PCI, write-combining where there is a choice', () => {
    const memory = made(4 * MEBIBYTE, 'bar');
    const one = { attributes: IVSHMEM, memory };
    const folder = '/sys/bus/pci/devices';
    expect(found([], [{ ...one, name: '0000:00:05.0', resource: 'resource2_wc' }])).toEqual([
      `bar ${folder}/0000:00:05.0/resource2_wc ${HEAD} ${HEAD} 4096 3`,
    ]);
    expect(found([], [{ ...one, name: '0000:00:06.0', resource: 'resource2' }])).toEqual([
      `bar ${folder}/0000:00:06.0/resource2 ${HEAD} ${HEAD} 4096 3`,
    ]);
    const disk = { vendor: '0x1af4', device: '0x1042' };
    expect(found([], [{ name: 'a', attributes: disk, memory, resource: 'resource2' }])).toEqual([]);
  });

  it('are passed over when their name is none', () => {
    const memory = behindDevice(made(8 * MEBIBYTE));
    const spoiled = readFileSync(memory);
    spoiled.write('$(id)\0', spoiled.indexOf('near'), 'latin1');
    writeFileSync(memory, spoiled);
    const attributes = { size: String(6 * MEBIBYTE), align: '4096' };
    expect(found([{ name: 'dax0.0', attributes, memory }], [])).toEqual([]);
  });
});
