import { describe, expect, it } from 'vitest';
import type { Workload } from '../../../src/core/experiment/workload';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import type { Layout } from '../../../src/core/layout/layout';
import { currentValues } from '../../../src/core/predict/currentValues';
import { predictCell, rangeOf, type CellSetup, type PredictedCell } from '../../../src/core/predict/cell';
import { startUpSeconds } from '../../../src/core/predict/time/startTime';
import { ratioOf, type Drawn } from '../../../src/core/predict/time/timeOf';
import { wholeOf } from '../../../src/core/predict/time/timeParts';
import type { LayoutDocument } from '../../../src/core/schema/generated/vmlayout.types';
import { builtIn } from './machines/builtIn';
import { npbWorkload } from './profiles/npbWorkload';

const barcelona = builtIn('barcelona-4x4');

function layoutOf(partition: NonNullable<LayoutDocument['partition']>, isShared = true): Layout {
  const shared: Partial<LayoutDocument> = {
    regions: { shared: { size: '512MiB' } },
    defaults: { regions: ['shared'] },
  };
  return layoutFromDocument(
    { version: 1, machine: 'barcelona-4x4', partition, ...(isShared ? shared : {}) },
    barcelona,
    'cut',
  ).layout;
}

const wide = layoutOf({ vms: 1 });
const perNode = layoutOf({ per: 'node' });

function cell(layout: Layout, more: Partial<CellSetup> = {}): PredictedCell {
  const made = predictCell({
    ...{ layout, isNative: false, workload: shared('sp'), phase: 'warm', techniques: [], paging: 'nested' },
    ...{ seed: 1, ...more },
  });
  if (made === null) throw new Error('nothing is predicted');
  return made;
}

function shared(program: string, problemClass = 'B'): Workload {
  return { ...npbWorkload(program, problemClass), transport: 'shared' };
}

const native = cell(wide, { isNative: true });
const warm = cell(wide);
const partitioned = cell(perNode);

describe('a predicted cell', () => {
  it('has parts that sum to its seconds, and an interval around them', () => {
    for (const one of [native, warm, partitioned]) {
      expect(wholeOf(one.parts)).toBeCloseTo(one.seconds, 9);
      expect(one.low).toBeLessThan(one.seconds);
      expect(one.high).toBeGreaterThan(one.seconds);
      expect(one.draws).toHaveLength(20);
    }
  });

  it('costs nothing of virtualisation natively, where no memory is far', () => {
    expect(native.parts.virtualisationSeconds).toBe(0);
    expect(partitioned.parts.memorySeconds / native.parts.memorySeconds).toBeCloseTo(1, 1);
  });

  it('is slower in memory where a wide VM has left pages anywhere than where no node is split', () => {
    expect(warm.parts.memorySeconds).toBeGreaterThan(1.02 * partitioned.parts.memorySeconds);
    const cold = cell(wide, { phase: 'cold' });
    expect(cold.parts.memorySeconds).toBeLessThan(warm.parts.memorySeconds);
    // What guests keep in caches is a matter of its own: a wide VM has fewer of them on a node.
    const values = { ...currentValues, imageCacheBytes: 0 };
    expect(cell(wide, { phase: 'cold', values }).parts.memorySeconds).toBeGreaterThanOrEqual(
      cell(perNode, { values }).parts.memorySeconds * 0.999,
    );
  });

  it('has less cache for ranks the more guests are on a node, and all of it natively', () => {
    const lines = (one: PredictedCell): number => one.runs.stated[0]?.work.sequentialLines ?? NaN;
    const many = lines(cell(layoutOf({ per: 'node', count: 4 })));
    expect(many).toBeGreaterThan(lines(partitioned));
    expect(lines(partitioned)).toBeGreaterThan(lines(warm));
    expect(lines(warm)).toBeGreaterThan(lines(native));
  });

  it('starts slower cold than warm', () => {
    const start = (phase: CellSetup['phase']): number =>
      rangeOf(cell(wide, { phase }).runs, startUpSeconds).value;
    expect(start('cold')).toBeGreaterThan(start('warm'));
  });

  it('is compared with native by the same draws, in a narrower interval than the times have', () => {
    const drawn = ({ seconds, draws }: PredictedCell): Drawn => ({ value: seconds, draws });
    const ratio = ratioOf(drawn(warm), drawn(native));
    expect(ratio.value).toBeGreaterThan(1);
    const apart = warm.high / native.low - warm.low / native.high;
    expect(ratio.high - ratio.low).toBeLessThan(apart);
  });

  it('is the same for the same seed', () => {
    expect(cell(wide).draws).toEqual(warm.draws);
    expect(cell(wide).seconds).toBe(warm.seconds);
  });

  it('talks slower over virtio between VMs than through a region', () => {
    const network = { workload: npbWorkload('cg', 'B') };
    const region = { workload: shared('cg') };
    expect(cell(perNode, network).parts.communicationSeconds).toBeGreaterThan(
      1.5 * cell(perNode, region).parts.communicationSeconds,
    );
    // One VM has no need of either.
    expect(cell(wide, network).parts.communicationSeconds).toBeCloseTo(
      cell(wide, region).parts.communicationSeconds,
      9,
    );
  });

  it('waits for no service where QEMU has a PU to itself', () => {
    const spare = { ...barcelona, reserved: { ...barcelona.reserved, pus: [3, 7, 11, 15] } };
    const document = { version: 1, machine: 'barcelona-4x4', partition: { per: 'node' } } as const;
    const waiting = (machine: typeof barcelona, emulatorPus?: string): number => {
      const defaults = emulatorPus === undefined ? {} : { emulatorPus };
      const { layout } = layoutFromDocument({ ...document, defaults }, machine, 'cut');
      const made = cell(layout, { workload: { ...npbWorkload('ep', 'B'), ranks: 8 } });
      const { plan, timesOf } = made.runs.stated[0]!.messages;
      const { kindOf, classOf, ends } = plan.kinds;
      return timesOf(classOf[kindOf[0]! * ends.length + kindOf[7]!]!, 8).waitSeconds;
    };
    expect(waiting(barcelona)).toBeCloseTo(2 * currentValues.serviceWaitSeconds, 9);
    expect(waiting(spare)).toBe(0);
    // One that is free among others is enough.
    expect(waiting(spare, '0,3')).toBe(0);
    expect(waiting(spare, '0')).toBeGreaterThan(0);
  });

  it('knows threads of OpenMP, whose memory is that of all', () => {
    const openmp = cell(wide, { workload: npbWorkload('sp', 'B', 'openmp'), isNative: true });
    const shares = openmp.runs.stated[0]?.threads[0]?.nodeShares ?? [];
    expect(openmp.runs.stated[0]?.threads).toHaveLength(16);
    expect(shares[0]).toBeLessThan(0.9);
    expect(openmp.parts.communicationSeconds).toBeGreaterThan(0);
  });

  it('is nothing for a program of which nothing is known', () => {
    const workload: Workload = { ...shared('sp'), suite: 'command', command: ['/bin/true'] };
    expect(
      predictCell({
        ...{ layout: wide, isNative: false, workload, phase: 'warm', techniques: [] },
        ...{ paging: 'nested', seed: 1 },
      }),
    ).toBeNull();
  });
});
