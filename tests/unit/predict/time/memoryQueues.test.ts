import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_BYTES } from '../../../../src/core/predict/machines/machine';
import { directLinks, ringLinks } from '../../../../src/core/predict/time/links';
import { memorySeconds, type MemoryLoad } from '../../../../src/core/predict/time/memoryQueues';
import type { MemorySystem } from '../../../../src/core/predict/time/memorySystem';
import type { ThreadOfRun } from '../../../../src/core/predict/time/runInput';

const NODES = [0, 1, 2, 3];
const square: MemorySystem = {
  latencySeconds: NODES.map((from) => NODES.map((to) => (from === to ? 90e-9 : 150e-9))),
  nodeBytesPerSecond: NODES.map(() => 6e9),
  links: directLinks(4, 3e9),
};
const BYTES = 6e9;

/** A thread with what it does, of which none shares its list of shares with another. */
interface User extends ThreadOfRun, MemoryLoad {}

function user(node: number, nodeShares: readonly number[], bytes = BYTES, linesInFlight = 8): User {
  return {
    ...{ system: 0, host: 0, node, coreUsers: 1, nodeShares },
    ...{ lines: bytes / LINE_BYTES, linesInFlight, computeSeconds: 0 },
  };
}

const only = (node: number): number[] => NODES.map((at) => (at === node ? 1 : 0));
const remotely = (node: number, share: number): number[] =>
  NODES.map((at) => (at === node ? 1 - share : share / 3));
/** Four ranks a node. */
const ranks = (sharesOf: (node: number) => readonly number[]): User[] =>
  NODES.flatMap((node) => NODES.map(() => user(node, sharesOf(node))));
const secondsOf = (users: readonly User[], system = square): Float64Array =>
  memorySeconds(system, users, (thread) => thread as User, 0);
const longest = (users: readonly User[], system = square): number => Math.max(...secondsOf(users, system));

test('one line in flight on an empty machine takes the latency', () => {
  const one = (node: number): number => secondsOf([user(0, only(node), 64e6, 1)])[0]!;
  expect(one(0)).toBeCloseTo(1e6 * 90e-9, 9);
  expect(one(2)).toBeCloseTo(1e6 * 150e-9, 9);
});

test('many lines in flight come near what latency and lines give, and never over it', () => {
  const alone = user(0, only(0), BYTES, 4);
  const [seconds] = secondsOf([alone]);
  const rate = (4 * 64) / 90e-9;
  expect(BYTES / seconds!).toBeLessThanOrEqual(rate);
  expect(BYTES / seconds!).toBeGreaterThan(0.75 * rate);
});

test('all ranks on the memory of one node of four share the bandwidth of that node', () => {
  const seconds = longest(ranks(() => only(0)));
  const bandwidth = (16 * BYTES) / 6e9;
  expect(seconds).toBeGreaterThanOrEqual(bandwidth);
  expect(seconds).toBeLessThan(1.05 * bandwidth);
});

test('four ranks a node on their own memory share that of the node, whatever others do', () => {
  const all = secondsOf(ranks(only));
  const alone = secondsOf(NODES.map(() => user(2, only(2))));
  for (const seconds of all) expect(seconds).toBeCloseTo(alone[0]!, 4);
  expect(all[0]).toBeGreaterThanOrEqual((4 * BYTES) / 6e9);
  expect(all[0]).toBeLessThan((1.05 * 4 * BYTES) / 6e9);
});

test('a link that is narrower than the memory behind it sets the pace', () => {
  const seconds = longest(NODES.map(() => user(1, only(0), BYTES)));
  expect(seconds).toBeGreaterThanOrEqual((4 * BYTES) / 3e9);
  expect(seconds).toBeLessThan((1.05 * 4 * BYTES) / 3e9);
});

test('hosts have memories of their own', () => {
  const here = ranks(only);
  const there = here.map((one) => ({ ...one, host: 1 }));
  expect(longest([...here, ...there])).toBeCloseTo(longest(here), 4);
});

test('what a thread does beside waiting leaves memory to others', () => {
  const four = NODES.map(() => user(0, only(0)));
  const busy = secondsOf(four.map((one) => ({ ...one, computeSeconds: 100 })));
  expect(busy[0]).toBeLessThan(0.6 * longest(four));
});

test('no lines take no time', () => {
  expect([...secondsOf([user(0, only(0), 0)])]).toEqual([0]);
  expect([...secondsOf([])]).toEqual([]);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });

test('more remote memory is never faster', () => {
  fc.assert(
    fc.property(share, share, fc.integer({ min: 1, max: 32 }), (a, b, linesInFlight) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const at = (remote: number): number =>
        longest(ranks((node) => remotely(node, remote)).map((one) => ({ ...one, linesInFlight })));
      expect(at(more)).toBeGreaterThanOrEqual(at(less) * (1 - 1e-4));
    }),
    { numRuns: 60 },
  );
});

test('farther memory is never faster', () => {
  const farther = (latency: number): MemorySystem => ({
    ...square,
    latencySeconds: NODES.map((from) => NODES.map((to) => (from === to ? 90e-9 : latency))),
  });
  fc.assert(
    fc.property(share, fc.double({ min: 90e-9, max: 1e-6, noNaN: true }), (remote, latency) => {
      const users = ranks((node) => remotely(node, remote));
      const near = longest(users, farther(latency));
      expect(longest(users, farther(latency * 1.3))).toBeGreaterThanOrEqual(near * (1 - 1e-4));
    }),
    { numRuns: 60 },
  );
});

test('no node and no link gives more than it has', () => {
  const shares = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 })
    .filter((parts) => parts.some((part) => part > 0))
    .map((parts) => parts.map((part) => part / parts.reduce((sum, one) => sum + one, 0)));
  fc.assert(
    fc.property(fc.array(shares, { minLength: 16, maxLength: 16 }), (all) => {
      const users = all.map((nodeShares, rank) => user(rank >> 2, nodeShares));
      const seconds = longest(users);
      for (const node of NODES) {
        const bytes = users.reduce((sum, { nodeShares }) => sum + BYTES * nodeShares[node]!, 0);
        expect(bytes / seconds).toBeLessThanOrEqual(6e9 * (1 + 1e-4));
        for (const from of NODES.filter((other) => other !== node)) {
          const over = users.filter((one) => one.node === from);
          const linked = over.reduce((sum, { nodeShares }) => sum + BYTES * nodeShares[node]!, 0);
          expect(linked / seconds).toBeLessThanOrEqual(3e9 * (1 + 1e-4));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a layout whose pages are all local is never slower than one with pages anywhere', () => {
  const local = longest(ranks(only));
  fc.assert(
    fc.property(fc.array(share, { minLength: 4, maxLength: 4 }), (remote) => {
      expect(longest(ranks((node) => remotely(node, remote[node]!)))).toBeGreaterThanOrEqual(
        local * (1 - 1e-4),
      );
    }),
    { numRuns: 60 },
  );
});

test('in a ring opposite nodes are two links away, and share them with neighbours', () => {
  const ring = ringLinks(4, 3e9);
  expect(ring.routes.between(0, 0)).toEqual([]);
  expect(ring.routes.between(0, 1)).toEqual([{ link: 0, share: 1 }]);
  expect(ring.routes.between(1, 0)).toEqual([{ link: 5, share: 1 }]);
  expect(ring.routes.between(0, 3)).toEqual([{ link: 4, share: 1 }]);
  expect(ring.routes.between(3, 1).map(({ link, share: part }) => [link, part])).toEqual([
    ...[
      [3, 0.5],
      [0, 0.5],
    ],
    ...[
      [7, 0.5],
      [6, 0.5],
    ],
  ]);
  const all = ranks((node) => remotely(node, 1));
  const near = ranks((node) => NODES.map((to) => ((to - node + 4) % 4 === 1 ? 1 : 0)));
  const rings = { ...square, links: ring };
  // Eight links carry 12 flows of a third of four ranks each, four of them twice.
  const flow = (4 * BYTES) / 3;
  expect(longest(all, rings)).toBeGreaterThanOrEqual(((12 + 4) * flow) / 8 / 3e9);
  expect(longest(all, rings)).toBeLessThan((1.1 * ((12 + 4) * flow)) / 8 / 3e9);
  expect(longest(all, rings)).toBeGreaterThan(longest(all));
  expect(longest(near, rings)).toBeCloseTo(longest(near), 3);
});
