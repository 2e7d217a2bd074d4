import { describe, expect, it } from 'vitest';
import { hostNodes, takeRoom } from '../../../../src/core/predict/paging/hostNodes';
import { placingOf } from '../../../../src/core/predict/paging/policy';
import { guestRam, NOBODY, SPREAD, UNMAPPED } from '../../../../src/core/predict/paging/ram';
import { GiB, machine } from '../../check/builders';

const distances = [
  [10, 20, 30, 20],
  [20, 10, 20, 30],
  [30, 20, 10, 20],
  [20, 30, 20, 10],
];

describe('takeRoom', () => {
  it('passes over a node that has not room enough, and overdraws the first where none has', () => {
    const room = Float64Array.of(3, 10);
    expect(takeRoom(room, [0, 1], 4)).toBe(1);
    expect(takeRoom(room, [0, 1], 3)).toBe(0);
    expect(takeRoom(room, [0, 1], 9)).toBe(0);
    expect([...room]).toEqual([-9, 6]);
  });
});

describe('guestRam', () => {
  const host = hostNodes(machine({ distances }));
  const ram = (policy: 'firstTouch' | 'bind' | 'interleave', nodes: readonly number[], isCoarse = false) =>
    guestRam([{ groups: 8, placing: placingOf(policy, nodes, host) }], host, {
      ...{ groupBytes: 4096, shift: 1, isCoarse },
    });

  it('maps to the nearest node of a set, and takes room there', () => {
    const before = host.room[1];
    const own = ram('bind', [1, 3]);
    own.map(0, 2, 1);
    own.map(1, 3, 1);
    expect([...own.nodeAt]).toEqual([1, 3, UNMAPPED, UNMAPPED]);
    expect(host.room[1]).toBe((before ?? 0) - 8192);
    for (const unit of [0, 1]) own.discard(unit);
    expect(host.room[1]).toBe(before);
  });

  it('lays pages in turn on nodes that interleave, and coarse groups on all of them', () => {
    const [fine, coarse] = [ram('interleave', [0, 2]), ram('interleave', [0, 2], true)];
    for (const unit of [0, 1, 2]) fine.map(unit, 1, 1);
    coarse.map(0, 1, 1);
    expect([...fine.nodeAt]).toEqual([0, 2, 0, UNMAPPED]);
    expect(coarse.nodeAt[0]).toBe(SPREAD);
    coarse.discard(0);
    for (const unit of [0, 1, 2]) fine.discard(unit);
    expect([...host.room]).toEqual(Array(4).fill(8 * GiB));
  });

  it('knows what is in swap until it is mapped or given up, and forgets who touched it', () => {
    const own = ram('firstTouch', []);
    own.map(0, 3, 2);
    own.toucher[1] = 7;
    own.swapOut(0);
    own.swapOut(1);
    expect([...own.swapped]).toEqual([1, 0, 0, 0]);
    expect(own.toucher[1]).toBe(NOBODY);
    own.map(0, 1, 3);
    expect([own.swapped[0], own.nodeAt[0], own.mappedIn[0]]).toEqual([0, 1, 3]);
    own.swapOut(0);
    own.discard(0);
    expect(own.swapped[0]).toBe(0);
  });
});
