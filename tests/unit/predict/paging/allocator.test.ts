import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/experiment/random';
import { buddyAllocator } from '../../../../src/core/predict/paging/buddy';
import { cpuLists } from '../../../../src/core/predict/paging/cpuLists';
import { groupBytesOf } from '../../../../src/core/predict/paging/grain';
import { interleaved } from '../../../../src/core/predict/paging/interleaved';
import { usersOn } from '../../../../src/core/predict/paging/users';

describe('buddyAllocator', () => {
  it('hands out what came back last before anything that nobody had, and addresses in order', () => {
    const zone = buddyAllocator(0, 4, 2);
    const first = Array.from({ length: 8 }, () => zone.take());
    expect(first).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const group of [4, 5, 6, 7]) zone.give(group);
    for (const group of [0, 1, 2, 3]) zone.give(group);
    expect(Array.from({ length: 9 }, () => zone.take())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('splits the smallest block that there is', () => {
    const zone = buddyAllocator(0, 2, 2);
    for (let i = 0; i < 8; i++) zone.take();
    for (const group of [0, 1, 2, 3, 6]) zone.give(group);
    expect(zone.take()).toBe(6);
    expect(zone.take()).toBe(0);
  });

  it('joins free buddies, so that whole blocks are there again', () => {
    const zone = buddyAllocator(16, 3, 3);
    const taken = Array.from({ length: 20 }, () => zone.take());
    const blocks: [number, number][] = [];
    for (const group of taken.reverse()) zone.give(group);
    zone.freeBlocks(3, (begin, groups) => blocks.push([begin, groups]));
    expect(blocks.sort((a, b) => a[0] - b[0])).toEqual([
      [16, 8],
      [24, 8],
      [32, 8],
    ]);
    expect(zone.freeGroups()).toBe(24);
  });

  it('never has a group twice, and in the end all of them again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 4 }),
        fc.nat(),
        (blocks, top, seed) => {
          const random = seededRandom(seed);
          const zone = buddyAllocator(0, blocks, top);
          const all = blocks << top;
          const held: number[] = [];
          for (let step = 0; step < 200; step++) {
            if (random(2) === 0) {
              const group = zone.take();
              expect(group === -1).toBe(held.length === all);
              if (group >= 0) held.push(group);
            } else if (held.length > 0) zone.give(held.splice(random(held.length), 1)[0] ?? -1);
            expect(new Set(held).size).toBe(held.length);
            expect(zone.freeGroups()).toBe(all - held.length);
          }
          let free = 0;
          zone.freeBlocks(0, (_first, groups) => (free += groups));
          expect(free).toBe(all - held.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('cpuLists', () => {
  it('gives a CPU what it gave back last, up to what a list may hold', () => {
    const zone = buddyAllocator(0, 4, 3);
    const lists = cpuLists(zone, 2, 2, 4);
    const taken = Array.from({ length: 6 }, () => lists.take(0));
    expect(taken).toEqual([0, 1, 2, 3, 4, 5]);
    for (const group of taken) lists.give(0, group);
    // The two oldest went to the zone when the fifth came.
    expect(Array.from({ length: 4 }, () => lists.take(0))).toEqual([5, 4, 3, 2]);
    expect(lists.take(1)).toBe(0);
  });

  it('keeps from others what a CPU has, until it is drained', () => {
    const zone = buddyAllocator(0, 1, 2);
    const lists = cpuLists(zone, 2, 1, 4);
    for (const group of Array.from({ length: 4 }, () => lists.take(0))) lists.give(0, group);
    expect(lists.take(1)).toBe(-1);
    lists.drain();
    expect(lists.take(1)).toBeGreaterThanOrEqual(0);
  });

  it('is not there where a group is larger than a list', () => {
    const zone = buddyAllocator(0, 1, 1);
    const lists = cpuLists(zone, 2, 1, 0);
    lists.give(0, lists.take(0));
    expect(zone.freeGroups()).toBe(2);
  });
});

describe('groupBytesOf', () => {
  it('is a power of two that gives a thread some dozens, and a VM some thousands at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 512 }),
        fc.integer({ min: 2 ** 20, max: 2 ** 32 }),
        fc.integer({ min: 0, max: 2 ** 30 }),
        (threads, threadBytes, shared) => {
          const allBytes = threads * threadBytes + shared;
          const bytes = groupBytesOf({ threads, threadBytes, allBytes, guestPageBytes: 4096 });
          expect(Math.log2(bytes) % 1).toBe(0);
          expect(allBytes / bytes).toBeLessThanOrEqual(Math.max(4096, 48 * threads));
          if (shared < threadBytes * threads) expect(threadBytes / bytes).toBeGreaterThanOrEqual(12);
        },
      ),
    );
  });

  it('is no smaller than a page of the guest', () => {
    const huge = { threads: 16, threadBytes: 2 ** 20, allBytes: 2 ** 24, guestPageBytes: 2 ** 21 };
    expect(groupBytesOf(huge)).toBe(2 ** 21);
  });
});

describe('interleaved', () => {
  it('lets each go as many steps as it has, in order', () => {
    const seen: number[][] = [[], [], []];
    interleaved([3, 0, 5], seededRandom(1), (who, at) => seen[who]?.push(at));
    expect(seen).toEqual([[0, 1, 2], [], [0, 1, 2, 3, 4]]);
  });
});

describe('usersOn', () => {
  it('counts a process on each node on which its threads run', () => {
    expect(usersOn([[0]])).toEqual({ count: 1, node: 0 });
    expect(usersOn([[0, 0, 0]])).toEqual({ count: 1, node: 0 });
    expect(usersOn([[0, 1]])).toEqual({ count: 2, node: -1 });
    expect(usersOn([[2], [2]])).toEqual({ count: 2, node: 2 });
    expect(usersOn([])).toEqual({ count: 0, node: -1 });
  });
});
