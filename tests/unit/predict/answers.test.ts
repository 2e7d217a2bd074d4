import { describe, expect, it } from 'vitest';
import { answers } from '../../../src/core/predict/answers';
import type { Cell, Predicted, Quantity } from '../../../src/core/predict/claims/question';
import { currentValues } from '../../../src/core/predict/currentValues';
import { builtIn } from './machines/builtIn';

const machines = ['barcelona-4x4', 'barcelona-2x4', 'tigerton-4x4', 'tigerton-cluster'].map(builtIn);
const answer = answers(machines);

const wide: Cell = {
  ...{ machine: 'barcelona-4x4', hosts: 1, sockets: 4, vms: { vms: 1 }, nic: 'virtio', nics: 1 },
  ...{ launcher: 'mpi', kind: 'processes', mpi: 'openmpi', transport: 'network', phase: 'warm' },
  ...{ techniques: [], paging: 'nested', allocator: 'slab' },
  work: { kind: 'npb', program: 'cg', problemClass: 'B' },
};
const native = (cell: Cell): Cell => ({ ...cell, vms: null });
const perSocket: Partial<Cell> = { vms: { per: 'package' }, transport: 'shared' };

function of(quantity: Quantity, cell: Cell, against: Cell | null = null, by = answer): Predicted {
  const found = by({ quantity, cell, against });
  if ('notPredicted' in found) throw new Error(found.notPredicted);
  return found;
}

describe('the model as answers', () => {
  it('gives ratios of seconds: warm over native, and native over itself exactly 1', () => {
    expect(of('seconds', native(wide), native(wide))).toEqual({ value: 1, low: 1, high: 1 });
    const warm = of('seconds', wide, native(wide));
    expect(warm.low).toBeLessThanOrEqual(warm.value);
    expect(warm.value).toBeGreaterThan(of('seconds', { ...wide, ...perSocket }, native(wide)).value);
  });

  it('knows that nothing of VMs matters natively', () => {
    const other: Cell = { ...native(wide), nic: 'rtl8139', nics: 8, phase: 'cold', transport: 'shared' };
    expect(of('seconds', other, native(wide)).value).toBe(1);
  });

  it('has no node far where VMs are confined, and shares of faults that add up', () => {
    expect(of('farPages', { ...wide, ...perSocket }).value).toBeCloseTo(0, 2);
    expect(of('farPages', wide).value).toBeGreaterThan(0.5);
    const cold: Cell = { ...wide, phase: 'cold' };
    expect(of('faultsByGuest', cold).value + of('faultsSeenByHost', cold).value).toBeCloseTo(1, 9);
  });

  it('has a barrier slower in a VM by the growth of its locks', () => {
    const barrier: Cell = { ...wide, machine: 'tigerton-4x4', paging: 'shadow', work: { kind: 'barrier' } };
    expect(of('barrierSeconds', barrier, native(barrier)).value).toBeCloseTo(
      1 + 15 * currentValues.lockGrowthPerVcpu,
      9,
    );
  });

  it('has messages between hosts that cannot be faster than native, whose rate is the wire at most', () => {
    for (const bytes of [8, 2 ** 20]) {
      const pairs: Cell = {
        ...{ ...wide, machine: 'tigerton-cluster', hosts: 2, paging: 'shadow' },
        work: { kind: 'messages', bytes, pairs: 16 },
      };
      expect(of('latencySeconds', pairs, native(pairs)).value).toBeGreaterThan(1);
      expect(of('bytesPerSecond', pairs, native(pairs)).value).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('says what it cannot answer', () => {
    const ask = (cell: Partial<Cell>): unknown =>
      answer({ quantity: 'seconds', cell: { ...wide, ...cell }, against: null });
    expect(ask({ machine: 'nowhere' })).toEqual({ notPredicted: 'there is no machine nowhere' });
    expect(ask({ allocator: 'slub' })).toHaveProperty('notPredicted');
    // Two sockets have 8 cores, with which SP cannot run.
    const sp = { kind: 'npb', program: 'sp', problemClass: 'B' } as const;
    expect(ask({ sockets: 2, work: sp })).toHaveProperty('notPredicted');
  });

  it('says the same without draws and with pages that are known, and simulates anew where memory is another', () => {
    const pages = new Map<string, never>();
    const quick = answers(machines, currentValues, { drawn: [], pages });
    const value = of('seconds', wide, native(wide)).value;
    expect(of('seconds', wide, native(wide), quick)).toEqual({ value, low: value, high: value });
    const larger = { ...currentValues, runtimePrivateBytes: 3 * currentValues.runtimePrivateBytes };
    const shares = (options: object): number =>
      of('faultsByGuest', { ...wide, phase: 'cold' }, null, answers(machines, larger, options)).value;
    of('faultsByGuest', { ...wide, phase: 'cold' }, null, quick);
    const simulated = pages.size;
    expect(shares({ pages })).toBe(shares({}));
    expect(pages.size).toBe(simulated + 1);
    expect(
      of('seconds', wide, native(wide), answers(machines, currentValues, { drawn: [], pages })).value,
    ).toBe(value);
  });

  it('follows the values that it is given', () => {
    const slow = answers(machines, {
      ...currentValues,
      nestedWalkSeconds: 10 * currentValues.nestedWalkSeconds,
    });
    expect(of('seconds', wide, native(wide), slow).value).toBeGreaterThan(
      of('seconds', wide, native(wide)).value,
    );
  });
});
