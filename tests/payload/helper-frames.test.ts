import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compiled } from './compiled';
import { readFrames, type ReadFrames, sentFrames } from './framesFile';
import { freshFolder, isRoot, run, type Running, startHelper, until } from './helper';

// Frames are only shown to root; page tables, frames and threads are the kernel's own.

const MEBIBYTE_PAGES = 256;
/** Pages of a process that come and go between two looks: its stack, and what is mapped twice. */
const SLACK = 16;

interface Rank {
  readonly running: Running;
  readonly folder: string;
}

function startRank(program: readonly string[], rank = 0, folder = freshFolder()): Rank {
  const ranks = join(freshFolder(), 'ranks');
  writeFileSync(ranks, '0 - 0\n1 - 0\n');
  const env = { VMPART_FRAMES: folder, PMI_RANK: String(rank) };
  return { running: startHelper(['rank', ranks, '-', '--', ...program], env), folder };
}

async function reading({ folder }: Rank, name: string): Promise<ReadFrames> {
  await until(name, () => existsSync(join(folder, name)));
  return readFrames(readFileSync(join(folder, name)));
}

/** The one after the next, which may be under way. */
async function laterReading(rank: Rank): Promise<ReadFrames> {
  const taken = readdirSync(rank.folder).map((name) => Number(name.split('.')[1]));
  return reading(rank, `0.${Math.max(0, ...taken) + 2}`);
}

/** A reading around which a page of a process had one frame, and that frame: the kernel moves pages to make room. */
async function readingWith(
  rank: Rank,
  page: { readonly pid: number; readonly address: number },
): Promise<{ readonly read: ReadFrames; readonly frame: number }> {
  for (;;) {
    const frame = frameOf(page);
    const read = await laterReading(rank);
    if (frameOf(page) === frame) return { read, frame };
  }
}

/** Of the page that has this address now, by the kernel's own map. */
function frameOf({ pid, address }: { readonly pid: number; readonly address: number }): number {
  const entry = Buffer.alloc(8);
  const map = openSync(`/proc/${pid}/pagemap`, 'r');
  readSync(map, entry, 0, 8, (address / 4096) * 8);
  closeSync(map);
  return Number(entry.readBigUInt64LE() & (2n ** 55n - 1n));
}

/** Pages that a process has in memory, by its smaps: another count of the kernel's. */
function residentPages(pid: number): number {
  const sizes = readFileSync(`/proc/${pid}/smaps`, 'utf8').matchAll(/^Rss: +(\d+) kB$/gm);
  return [...sizes].reduce((sum, [, size]) => sum + Number(size), 0) / 4;
}

describe.runIf(isRoot)('frames of a rank', () => {
  test('are those that the kernel counts, without the page of zeros and what is only reserved', async () => {
    const touch = compiled('touch');
    const rank = startRank([touch, 'private=64', 'zeros=64', 'reserved=1024', 'seconds=9']);
    // On a busy machine it may still touch its memory while the first reading is taken.
    await until('it is ready', () => rank.running.output().toString().includes('ready'));
    const said = rank.running.output().toString();
    const toldOf = (name: string): RegExpExecArray | null =>
      new RegExp(`^${name} (\\w+) (\\d+)$`, 'm').exec(said);
    const pid = Number(/^ready (\d+)$/m.exec(said)?.[1]);
    const address = Number.parseInt(toldOf('private')?.[1] ?? '', 16);
    const { read, frame } = await readingWith(rank, { pid, address });
    const [process] = read.processes;
    expect(read).toMatchObject({
      rank: 0,
      pageBytes: 4096,
      processes: [{ pid, threads: [{ seen: 0, allowed: '0' }] }],
    });
    expect(read.seconds).toBeGreaterThanOrEqual(0.5);
    expect(frame).toBeGreaterThan(0);
    expect(process?.frames.has(frame)).toBe(true);
    // All that was read and never written is one page, which nobody moves.
    const zeros = Number(toldOf('zeros')?.[2]);
    expect(zeros).toBeGreaterThan(0);
    expect(process?.frames.has(zeros)).toBe(false);
    const counted = residentPages(process?.pid ?? 0);
    expect(Math.abs((process?.frames.size ?? 0) - counted)).toBeLessThanOrEqual(SLACK);
    expect(counted).toBeGreaterThan(64 * MEBIBYTE_PAGES);
    expect(counted).toBeLessThan(80 * MEBIBYTE_PAGES);
  });

  test('shared memory has the same frames in all ranks, private memory never', async () => {
    const touch = compiled('touch');
    const file = join('/dev/shm', `vmpart-test-${process.pid}`);
    onTestFinished(() => {
      rmSync(file);
    });
    writeFileSync(file, new Uint8Array(8 * 1024 * 1024));
    const folder = freshFolder();
    const ranks = [0, 1].map((rank) =>
      startRank([touch, 'private=16', `shared=${file}`, 'seconds=2'], rank, folder),
    );
    const [first, second] = await Promise.all(ranks.map((rank, index) => reading(rank, `${index}.1`)));
    const both = intersection(first, second);
    // Beside it programs of the same libraries share their code.
    expect(both).toBeGreaterThanOrEqual(8 * MEBIBYTE_PAGES);
    expect(both).toBeLessThan(12 * MEBIBYTE_PAGES);
    for (const read of [first, second])
      expect(read?.processes[0]?.frames.size).toBeGreaterThanOrEqual(24 * MEBIBYTE_PAGES);
  });

  test('descendants are processes of their own', async () => {
    const rank = startRank([compiled('touch'), 'private=4', 'fork=8', 'seconds=2']);
    const read = await reading(rank, '0.1');
    expect(read.processes).toHaveLength(2);
    const [parent = 0, child = 0] = read.processes.map(({ frames }) => frames.size);
    // What the child has inherited from its parent is mapped by both.
    expect(parent).toBeLessThan(8 * MEBIBYTE_PAGES);
    expect(child).toBeGreaterThan(8 * MEBIBYTE_PAGES);
  });

  test('are read at doubling times, of which the last two are kept', async () => {
    const rank = startRank(['sleep', '2.5']);
    await rank.running.ended;
    expect(readdirSync(rank.folder).sort()).toEqual(['0.2', '0.3']);
    const { seconds, cost } = readFrames(readFileSync(join(rank.folder, '0.3')));
    expect(Math.floor(seconds)).toBe(2);
    expect(cost).toBeLessThan(seconds);
  });

  test('are not read where nobody asks for them, or before 0.25 s', async () => {
    const short = startRank(['true']);
    await short.running.ended;
    expect(readdirSync(short.folder)).toEqual([]);
    const none = startRank(['sleep', '0.4'], 0, join(freshFolder(), 'none'));
    expect((await none.running.ended).code).toBe(0);
    expect(existsSync(none.folder)).toBe(false);
  });

  test('a folder that goes away does not trouble the program', async () => {
    const folder = join(freshFolder(), 'frames');
    mkdirSync(folder);
    const rank = startRank(['sh', '-c', 'rmdir "$0"; sleep 0.6; echo done', folder], 0, folder);
    expect((await rank.running.ended).code).toBe(0);
    expect(rank.running.output().toString()).toBe('done\n');
  });
});

function intersection(first: ReadFrames | undefined, second: ReadFrames | undefined): number {
  const other = second?.processes[0]?.frames ?? new Set();
  return [...(first?.processes[0]?.frames ?? [])].filter((frame) => other.has(frame)).length;
}

describe('what a guest sends', () => {
  function sent(names: readonly string[]): readonly string[] {
    const folder = freshFolder();
    for (const name of names) writeFileSync(join(folder, name), `${name}\n`);
    const { status, stdout } = run(['frames', folder]);
    expect(status).toBe(names.length === 0 ? 1 : 0);
    return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('now '));
  }

  test('is the newest generation that all ranks have', () => {
    expect(sent(['0.4', '0.5', '1.4', '1.5', '10.4'])).toEqual(['0.4', '1.4', '10.4']);
    expect(sent(['0.4', '0.5', '1.4', '1.5'])).toEqual(['0.5', '1.5']);
  });

  test('of a rank that has ended long before, its last one beside the oldest of the others', () => {
    expect(sent(['0.0', '0.1', '1.4', '1.5'])).toEqual(['0.1', '1.4']);
  });

  test('is nothing when there is nothing, or only what is not finished', () => {
    expect(sent([])).toEqual([]);
    const folder = freshFolder();
    writeFileSync(join(folder, '.0'), 'half');
    expect(run(['frames', folder]).status).toBe(1);
    expect(run(['frames', join(folder, 'none')]).status).toBe(3);
    expect(run(['frames']).status).toBe(2);
  });

  test('is read as it was written', () => {
    const runs = [
      { start: 5, count: 1 },
      { start: 1000, count: 300_000 },
    ];
    const sent = sentFrames(9, [{ rank: 3, at: 8, seconds: 4, processes: [{ threads: [], runs }] }]);
    const { rank, processes } = readFrames(Buffer.from(sent));
    expect(rank).toBe(3);
    expect(processes[0]?.frames.size).toBe(300_001);
    expect(Math.max(...[...(processes[0]?.frames ?? [])].slice(-5))).toBe(300_999);
  });
});
