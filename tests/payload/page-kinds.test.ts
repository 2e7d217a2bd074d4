import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiled } from './compiled';
import { type FrameRun, type FramesOfRank, type FramesThread, sentFrames } from './framesFile';
import { freshFolder } from './helper';

// The join of ranks and pages on a machine of four nodes with two PUs each, which this one is not: its nodes are fake,
// everything else is the helper's. A second hand (`kindsOf`) does it with sets.

const PAGE = 4096;
/** Two pieces of RAM with a hole between them, in pages. */
const RAM = [
  { start: 0, count: 40 },
  { start: 100, count: 60 },
] as const;
const RAM_PAGES = 100;
const NODES = 4;
/** Of a page of which the kernel does not tell where it is. */
const HIDDEN = -4096;

interface Scene {
  /** PUs of each vCPU's thread. */
  readonly vcpus: readonly (readonly number[])[];
  /** Time of the host, vCPU and PU, in this order of time. */
  readonly seen: readonly (readonly [number, number, number])[];
  readonly ranks: readonly FramesOfRank[];
  /** Of each page of RAM: node, or less than 0 where the host has none; whether it had it before. */
  readonly pages: readonly { readonly status: number; readonly before: boolean }[];
}

/** When the frames arrived at the host, and what the guest's clock said then. */
const SENT = 1000;
const NOW = 50;

function build(): string {
  return compiled('pageUsers', ['nodes.c'], ['-Wl,--wrap=affinity_get']);
}

function run(program: string, scene: Scene): readonly string[] {
  const folder = freshFolder();
  writeFileSync(join(folder, 'frames'), sentFrames(NOW, scene.ranks));
  writeFileSync(join(folder, 'seen'), scene.seen.map((line) => `${line.join(' ')}\n`).join(''));
  const input = [
    ...scene.vcpus.map((pus, index) => `vcpu ${index} ${pus.join(',')}`),
    ...RAM.map(({ start, count }) => `range ${start * PAGE} ${count * PAGE}`),
    ...scene.pages.map(({ status, before }, index) => `page ${index} ${status} ${before ? 1 : 0}`),
  ];
  const args = [join(folder, 'frames'), join(folder, 'seen'), String(SENT)];
  const result = spawnSync(program, args, { encoding: 'utf8', input: input.join('\n') + '\n' });
  expect(result.status).toBe(0);
  return result.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('use '));
}

const nodeOf = (pu: number): number => Math.floor(pu / 2);

function nodeOfVcpu({ vcpus, seen }: Scene, vcpu: number, time: number): number {
  const nodes = new Set(vcpus[vcpu]?.map(nodeOf));
  if (nodes.size === 1) return [...nodes][0] ?? 0;
  const sightings = seen.filter(([, index]) => index === vcpu);
  const last = sightings.filter(([when]) => when <= time).at(-1) ?? sightings[0];
  return nodeOf(last?.[2] ?? 0);
}

function nodeOfThread(scene: Scene, { seen, allowed }: FramesThread, time: number): number {
  const homes = allowed.split(',').map((vcpu) => new Set(scene.vcpus[Number(vcpu)]?.map(nodeOf)));
  const [first] = homes;
  const common = homes.every((home) => home.size === 1 && [...home][0] === [...(first ?? [])][0]);
  return common ? ([...(first ?? [])][0] ?? 0) : nodeOfVcpu(scene, seen, time);
}

const covers = (runs: readonly FrameRun[], frame: number): boolean =>
  runs.some(({ start, count }) => frame >= start && frame < start + count);

/** Node of every user of a frame: a process on a node each. */
function usersOf(scene: Scene, frame: number): readonly number[] {
  return scene.ranks.flatMap(({ at, processes }) =>
    processes.flatMap(({ runs, threads }) => {
      const nodes = threads.map((thread) => nodeOfThread(scene, thread, SENT - (NOW - at)));
      return covers(runs, frame) ? [...new Set(nodes)] : [];
    }),
  );
}

/** What the definitions in docs/memory/pages.md say, page by page. */
function kindsOf(scene: Scene): readonly string[] {
  const sums = new Map<string, number>();
  for (const kind of ['local', 'single', 'multiple'])
    for (let node = 0; node < NODES; node++) sums.set(`${kind} ${node}`, 0);
  for (const name of ['unmapped 0', 'hidden 0', 'inherited 0', 'wrong 0']) sums.set(name, 0);
  const add = (name: string): void => void sums.set(name, (sums.get(name) ?? 0) + PAGE);
  const frames = RAM.flatMap(({ start, count }) => Array.from({ length: count }, (_, i) => start + i));
  frames.forEach((frame, index) => {
    const { status, before } = scene.pages[index] ?? { status: -2, before: false };
    const users = usersOf(scene, frame);
    if (users.length === 0) return;
    const local = users.every((node) => node === status);
    const kind = local ? 'local' : users.length === 1 ? 'single' : 'multiple';
    add(status === HIDDEN ? 'hidden 0' : status < 0 ? 'unmapped 0' : `${kind} ${status}`);
    if (before && status >= 0) add('inherited 0');
    if (before && status >= 0 && !local) add('wrong 0');
  });
  return [...sums].map(([name, bytes]) => `${name} ${bytes}`);
}

const anyPages = fc.array(
  fc.record({ status: fc.constantFrom(HIDDEN, -14, -2, 0, 1, 2, 3), before: fc.boolean() }),
  {
    minLength: RAM_PAGES,
    maxLength: RAM_PAGES,
  },
);

/** Runs that also reach into the hole and behind the end of RAM. */
const anyRuns = fc
  .uniqueArray(fc.nat(170), { maxLength: 60 })
  .map((frames) => [...frames].sort((a, b) => a - b).map((start) => ({ start, count: 1 })));

const anyScene: fc.Arbitrary<Scene> = fc.integer({ min: 1, max: 4 }).chain((count) => {
  const vcpu = fc.nat(count - 1);
  const list = fc.uniqueArray(vcpu, { minLength: 1 }).map((set) => set.sort((a, b) => a - b).join(','));
  const thread = fc.record({ seen: vcpu, allowed: list });
  const process = fc.record({ threads: fc.array(thread, { minLength: 1, maxLength: 3 }), runs: anyRuns });
  const at = fc.integer({ min: 0, max: NOW });
  const seconds = fc.integer({ min: 1, max: 40 });
  const processes = fc.array(process, { maxLength: 2 });
  const rank = fc.record({ rank: fc.nat(9), at, seconds, processes });
  const pus = fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 4 });
  // Every vCPU was seen once before, as its watcher does it at once.
  const first = fc.array(fc.nat(7), { minLength: count, maxLength: count });
  const later = fc.array(fc.tuple(fc.integer({ min: 940, max: SENT }), vcpu, fc.nat(7)), { maxLength: 8 });
  return fc.record({
    vcpus: fc.array(pus, { minLength: count, maxLength: count }),
    seen: fc
      .tuple(first, later)
      .map(([known, moves]) => [
        ...known.map((pu, index) => [900, index, pu] as const),
        ...moves.toSorted((a, b) => a[0] - b[0]),
      ]),
    ranks: fc.array(rank, { minLength: 1, maxLength: 4 }),
    pages: anyPages,
  });
});

const allOn = (node: number): Scene['pages'] =>
  Array.from({ length: RAM_PAGES }, () => ({ status: node, before: true }));

function oneRank(runs: readonly FrameRun[], ...threads: readonly FramesThread[]): FramesOfRank {
  return { rank: 0, at: 40, seconds: 1, processes: [{ threads, runs }] };
}

describe('page kinds', () => {
  test('are told by the node of each user', () => {
    const program = build();
    const scene: Scene = {
      vcpus: [[0], [2], [3], [4, 6]],
      // vCPU 3 floats, and was on node 3 when its rank was read (990).
      seen: [
        [900, 3, 4],
        [985, 3, 6],
        [995, 3, 4],
      ],
      ranks: [
        oneRank([{ start: 0, count: 2 }], { seen: 1, allowed: '1' }),
        oneRank([{ start: 1, count: 2 }], { seen: 2, allowed: '2' }),
        oneRank([{ start: 100, count: 1 }], { seen: 0, allowed: '0' }, { seen: 1, allowed: '1' }),
        oneRank([{ start: 101, count: 1 }], { seen: 3, allowed: '3' }),
        oneRank([{ start: 102, count: 1 }], { seen: 2, allowed: '1,2' }),
      ],
      pages: allOn(1),
    };
    const local = run(program, scene);
    // Frames 0 to 2 and 102 have users on node 1 alone; one thread of 100 is on node 0, the user of 101 on node 3.
    expect(local).toContain(`local 1 ${4 * PAGE}`);
    expect(local).toContain(`multiple 1 ${PAGE}`);
    expect(local).toContain(`single 1 ${PAGE}`);
    expect(local).toContain(`inherited 0 ${6 * PAGE}`);
    expect(local).toContain(`wrong 0 ${2 * PAGE}`);
    const remote = run(program, { ...scene, pages: allOn(3) });
    expect(remote).toContain(`local 3 ${PAGE}`);
    // Frame 1 has two users, both on node 1; 0, 2 and 102 have one.
    expect(remote).toContain(`multiple 3 ${2 * PAGE}`);
    expect(remote).toContain(`single 3 ${3 * PAGE}`);
  });

  test('agree with a second hand for any ranks, threads, vCPUs and pages', () => {
    const program = build();
    fc.assert(
      fc.property(anyScene, (scene) => {
        expect(run(program, scene)).toEqual(kindsOf(scene));
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('are not made of a damaged file', () => {
    const program = build();
    const folder = freshFolder();
    const whole = Buffer.from(
      sentFrames(NOW, [oneRank([{ start: 3, count: 900 }], { seen: 0, allowed: '0' })]),
    );
    const status = (bytes: Uint8Array): number | null => {
      writeFileSync(join(folder, 'frames'), bytes);
      return spawnSync(program, [join(folder, 'frames'), '/dev/null', '1'], { input: '' }).status;
    };
    expect(status(whole)).toBe(0);
    for (let bytes = 0; bytes < whole.length; bytes++) expect(status(whole.subarray(0, bytes))).toBe(2);
    expect(status(Buffer.from(whole.toString('latin1').replace('page 4096', 'page 4097'), 'latin1'))).toBe(2);
    expect(status(Buffer.from(whole.toString('latin1').replace('frames 1', 'frames 2'), 'latin1'))).toBe(2);
  });
});
