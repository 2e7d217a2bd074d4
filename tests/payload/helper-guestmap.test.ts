import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compiled } from './compiled';
import { freshFolder, start, startHelper, until } from './helper';

// A monitor that tells of guest memory what no QEMU here does: ranges that are not linear. Its process is real, and has
// memory that it has touched and memory that it has not.

const PAGE = 4096;

interface Monitor {
  /** Answer to `info mtree -f`. */
  readonly views: string;
  /** Host address of a guest address; null where nothing is. */
  readonly hostOf: (guest: number) => number | null;
}

async function monitor({ views, hostOf }: Monitor): Promise<string> {
  const path = join(freshFolder(), 'qmp');
  const answer = (line: string): string => {
    if (!line.includes('human-monitor-command')) return JSON.stringify({ return: {} });
    const guest = /gpa2hva 0x([0-9a-f]+)/.exec(line)?.[1];
    if (guest === undefined) return JSON.stringify({ return: views });
    const host = hostOf(parseInt(guest, 16));
    const text =
      host === null
        ? `No memory is mapped at address 0x${guest}\r\n`
        : `Host virtual address for 0x${guest} (ram0) is 0x${host.toString(16)}\r\n`;
    return JSON.stringify({ return: text });
  };
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(answer(data.toString()) + '\r\n'));
    socket.write('{"QMP": {}}\r\n');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

interface Owner {
  readonly pid: number;
  readonly touched: number;
  readonly untouched: number;
  /** Read and never written: all of it is the page of zeros. */
  readonly zeros: number;
  /** Another process has the same pages. */
  readonly shared: number;
}

async function owner(): Promise<Owner> {
  const file = join(freshFolder(), 'shared');
  writeFileSync(file, Buffer.alloc(16 * PAGE, 1));
  const program = compiled('touch');
  const other = start(program, [`shared=${file}`, 'seconds=60']);
  await until('the other is ready', () => other.output().toString().includes('ready'));
  const running = start(program, ['private=1', 'reserved=1', 'zeros=1', `shared=${file}`, 'seconds=60']);
  const said = (): string => running.output().toString();
  await until('it is ready', () => said().includes('ready'));
  const address = (name: string): number =>
    parseInt(new RegExp(`^${name} (\\w+)`, 'm').exec(said())?.[1] ?? '', 16);
  return {
    pid: running.pid,
    ...{ touched: address('private'), untouched: address('reserved') },
    ...{ zeros: address('zeros'), shared: address('shared') },
  };
}

interface Mapped {
  /** First page and number of pages. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly bits: string;
}

async function mapped(pid: number, socket: string): Promise<Mapped | string> {
  const file = join(freshFolder(), 'mapped');
  const running = startHelper(['mapped', String(pid), socket, file]);
  if ((await running.ended).code !== 0) return running.output().toString();
  const bytes = readFileSync(file);
  const head = bytes.indexOf('\n') + 1;
  const count = Number(bytes.toString('latin1', 0, head - 1).split(' ')[3]);
  const number = (at: number): number => Number(bytes.readBigUInt64LE(head + 8 * at)) / PAGE;
  const ranges = Array.from({ length: count }, (_, i) => [number(2 * i), number(2 * i + 1)] as const);
  const pages = ranges.reduce((sum, [, size]) => sum + size, 0);
  const bit = (at: number): number => ((bytes[head + 16 * count + (at >> 3)] ?? 0) >> (at & 7)) & 1;
  return { ranges, bits: Array.from({ length: pages }, (_, at) => bit(at)).join('') };
}

/** Guest pages 0 to 4 and 256 to 258 are RAM; from 512 on there is a region that VMs share. */
const VIEWS = [
  'FlatView #0',
  ' AS "I/O", root: io',
  '  0000000000900000-0000000000900fff (prio 0, ram): elsewhere',
  'FlatView #1',
  ' AS "cpu-memory-0", root: system',
  ' AS "memory", root: system',
  ' Root memory region: system',
  '  0000000000000000-0000000000004fff (prio 0, ram): ram0 KVM',
  '  0000000000005000-0000000000005fff (prio 1, rom): pc.rom',
  '  0000000000006000-0000000000006fff (prio 0, i/o): some device',
  '  0000000000100000-0000000000102fff (prio 0, ram): ram1 @0000000000000000',
  '  0000000000200000-0000000000203fff (prio 0, ram): region0',
  'FlatView #2',
  ' AS "device", root: memory',
  '  0000000000000000-0000000000ffffff (prio 0, ram): ram0',
].join('\r\n');

describe('guest memory in its process', () => {
  test('is found page by page where a range is not linear', async () => {
    const { pid, touched, untouched } = await owner();
    const hostOf = (guest: number): number => {
      if (guest >= 0x100000) return touched + 0x10000 + guest - 0x100000;
      return guest < 3 * PAGE ? touched + guest : untouched + guest - 3 * PAGE;
    };
    const socket = await monitor({ views: VIEWS, hostOf });
    expect(await mapped(pid, socket)).toEqual({
      ranges: [
        [0, 2],
        [2, 1],
        [3, 2],
        [256, 3],
      ],
      bits: '11100111',
    });
  });

  test('is there when other processes have it too, but not as the page of zeros', async () => {
    const { pid, zeros, shared } = await owner();
    const hostOf = (guest: number): number => (guest >= 0x100000 ? shared + guest - 0x100000 : zeros + guest);
    const socket = await monitor({ views: VIEWS, hostOf });
    expect(await mapped(pid, socket)).toMatchObject({ bits: '00000111' });
  });

  test('that the monitor does not tell is said with a remedy', async () => {
    const { pid } = await owner();
    const nothing = await monitor({ views: VIEWS, hostOf: () => null });
    expect(await mapped(pid, nothing)).toBe(
      'QEMU does not tell where guest memory at 0x0 lies: No memory is mapped at address 0x0\t' +
        'Use a QEMU whose monitor has `info mtree -f` and `gpa2hva`.\n',
    );
    const old = await monitor({ views: "unknown command: 'info mtree -f'\r\n", hostOf: () => null });
    expect(await mapped(pid, old)).toMatch(/^QEMU at .* does not tell which guest memory is RAM\t/);
  });
});
