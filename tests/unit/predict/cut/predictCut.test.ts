import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workload } from '../../../../src/core/experiment/workload';
import { layoutFromDocument } from '../../../../src/core/layout/fromDocument';
import type { Layout } from '../../../../src/core/layout/layout';
import { predictCell } from '../../../../src/core/predict/cell';
import { cutPrograms, experimentProgram } from '../../../../src/core/predict/cut/cutPrograms';
import {
  cutPredictor,
  type CutPrediction,
  type PredictedCut,
} from '../../../../src/core/predict/cut/predictCut';
import { ratioOf } from '../../../../src/core/predict/time/timeOf';
import type { LayoutDocument } from '../../../../src/core/schema/generated/vmlayout.types';
import type { Machine } from '../../../../src/core/topology/machine';
import { benchDocuments } from '../../../bench/documents';
import { readMachine } from '../../../bench/ways';
import { builtIn } from '../machines/builtIn';
import { npbWorkload } from '../profiles/npbWorkload';

const barcelona = builtIn('barcelona-4x4');

function layoutOf(
  partition: NonNullable<LayoutDocument['partition']>,
  machine: Machine = barcelona,
  defaults: LayoutDocument['defaults'] = {},
): Layout {
  const document: LayoutDocument = {
    ...{ version: 1, machine: machine.id, partition, regions: { shared: { size: '512MiB' } } },
    defaults: { ...defaults, regions: ['shared'] },
  };
  return layoutFromDocument(document, machine, 'cut').layout;
}

const wide = layoutOf({ vms: 1 });
const perSocket = layoutOf({ per: 'package' });

function workloadsOf(id: string, layout: Layout, transport: Workload['transport'] = 'shared') {
  return (
    cutPrograms()
      .find((one) => one.id === id)
      ?.workloads(layout, transport) ?? []
  );
}

function predicted(prediction: CutPrediction): PredictedCut {
  if (prediction.kind === 'refused') throw new Error(prediction.message);
  return prediction;
}

function predict(layout: Layout, id: string, transport: Workload['transport'] = 'shared'): PredictedCut {
  return predicted(cutPredictor().predict(layout, workloadsOf(id, layout, transport)));
}

/** The same by the whole model. */
function whole(layout: Layout, workload: Workload): { value: number; low: number; high: number } {
  const cell = (isNative: boolean) => {
    const made = predictCell({
      ...{ layout, isNative, workload, phase: 'warm', techniques: [], paging: 'nested', seed: 1 },
    });
    if (made === null) throw new Error('nothing is predicted');
    return { value: made.seconds, draws: made.draws };
  };
  return ratioOf(cell(false), cell(true));
}

describe('a predicted cut', () => {
  it('is what the whole model predicts, up to 64 ranks', () => {
    const cuts: readonly (readonly [Layout, Workload])[] = [
      [wide, npbWorkload('lu', 'B')],
      [layoutOf({ vms: 2 }), { ...npbWorkload('cg', 'B'), transport: 'shared' }],
      [layoutOf({ vms: 2 }), npbWorkload('ft', 'B')],
      [perSocket, { ...npbWorkload('is', 'B'), rankOrder: 'cyclic' }],
      [layoutOf({ vms: 2 }, barcelona, { pinning: 'floating' }), npbWorkload('mg', 'B')],
      [wide, npbWorkload('cg', 'B', 'openmp')],
    ];
    for (const [layout, workload] of cuts) {
      const made = predicted(cutPredictor().predict(layout, [workload]));
      const { value, low, high } = whole(layout, workload);
      // Rounds of the queues end where seconds stand still to a millionth, and the two ways add in other orders.
      expect(made.slowdown).toBeCloseTo(value - 1, 3);
      expect(made.low).toBeCloseTo(low - 1, 3);
      expect(made.high).toBeCloseTo(high - 1, 3);
    }
  }, 60_000);

  it('is near it beyond that: within five points for 128 ranks in one VM over two nodes', () => {
    const layout = layoutOf({ vms: 1 }, readMachine(benchDocuments(1, 128).topology));
    const workload = npbWorkload('cg', 'C');
    const made = predicted(cutPredictor().predict(layout, [workload]));
    expect(Math.abs(made.slowdown - (whole(layout, workload).value - 1))).toBeLessThan(0.05);
  }, 60_000);

  it('has parts that sum to the slowdown, which lies in its interval', () => {
    for (const made of [
      predict(wide, 'mean.B'),
      predict(perSocket, 'mean.B', 'network'),
      predict(wide, 'cg.C'),
    ]) {
      const { memory, communication, contention, other } = made.parts;
      expect(memory + communication + contention + other).toBeCloseTo(made.slowdown, 9);
      expect(made.low).toBeLessThanOrEqual(made.slowdown);
      expect(made.high).toBeGreaterThan(made.low);
    }
  }, 60_000);

  it('is faster with one VM a socket and a region than with one wide VM on the paper’s machine', () => {
    expect(predict(perSocket, 'mean.B').slowdown).toBeLessThan(predict(wide, 'mean.B').slowdown);
  });

  it('tells why from the numbers', () => {
    expect(predict(wide, 'cg.B').reasons[0]).toMatch(
      /^Ranks of vm0 use pages on 3 other nodes: 7\d\.\d % of their memory\.$/,
    );
    const [first] = predict(perSocket, 'cg.B', 'network').reasons;
    expect(first).toMatch(/^11\.0 % of the messages go over the network \(virtio\), whose threads wait/);
    expect(predict(perSocket, 'cg.B').reasons.join()).not.toContain('messages');
    expect(predict(wide, 'mean.B').reasons.length).toBeLessThanOrEqual(3);
  });

  it('is the same whatever was predicted before', () => {
    const predictor = cutPredictor();
    const workloads = workloadsOf('cg.B', perSocket);
    const first = predictor.predict(perSocket, workloads);
    predictor.predict(wide, workloads);
    predictor.predict(layoutOf({ vms: 2 }), workloads);
    expect(predictor.predict(perSocket, workloads)).toEqual(first);
    expect(cutPredictor().predict(perSocket, workloads)).toEqual(first);
  });

  it('is the same whichever cuts of a machine were predicted before', () => {
    const cuts = fc.record({
      pus: fc.shuffledSubarray([...Array(16).keys()], { minLength: 16 }),
      vms: fc.constantFrom(1, 2, 4),
      each: fc.constantFrom(1, 2, 4),
    });
    const used = cutPredictor();
    fc.assert(
      fc.property(cuts, ({ pus, vms, each }) => {
        const document: LayoutDocument = {
          ...{ version: 1, machine: 'barcelona-4x4' },
          vms: Array.from({ length: vms }, (_, at) => ({
            name: `vm${at}`,
            pus: pus.slice(at * each, (at + 1) * each).join(),
          })),
        };
        const { layout } = layoutFromDocument(document, barcelona, 'cut');
        const workloads = [npbWorkload('mg', 'B')];
        expect(used.predict(layout, workloads)).toEqual(cutPredictor().predict({ ...layout }, workloads));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('leaves out programs that cannot run, and says so; of too few it makes no mean', () => {
    const eight = layoutOf({ vms: 2 }, builtIn('nehalem-2x4'));
    const made = predict(eight, 'mean.B');
    expect(made.programs).toEqual(['cg.B', 'ep.B', 'ft.B', 'is.B', 'lu.B', 'mg.B']);
    expect(made.left.map(({ program }) => program)).toEqual(['bt.B', 'sp.B']);
    expect(made.left[0]?.reason).toContain('square');
    const three = layoutFromDocument(
      { version: 1, machine: 'barcelona-4x4', vms: [{ name: 'a', pus: '0-2' }] },
      barcelona,
      'cut',
    ).layout;
    expect(cutPredictor().predict(three, workloadsOf('mean.B', three))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('too few for a mean') as string,
    });
    expect(predict(three, 'ep.B').slowdown).toBeGreaterThan(0);
  });

  it('refuses what it knows nothing of', () => {
    const workload: Workload = {
      ...npbWorkload('cg', 'B'),
      suite: 'command',
      title: 'mine',
      command: ['/bin/x'],
    };
    expect(cutPredictor().predict(wide, [workload])).toEqual({
      kind: 'refused',
      message: 'The model knows nothing of mine with 16 ranks.',
    });
    const none: Layout = { ...wide, vms: [] };
    expect(cutPredictor().predict(none, [npbWorkload('cg', 'B')])).toMatchObject({ kind: 'refused' });
    expect(cutPredictor().predict(wide, [])).toEqual({ kind: 'refused', message: 'There is no program.' });
  });

  it('knows every program that can be chosen on the paper’s machine', () => {
    for (const { id } of cutPrograms().filter((one) => !one.id.startsWith('mean')))
      expect(predict(perSocket, id).slowdown, id).toBeGreaterThan(-0.01);
    const own = experimentProgram('mine', [npbWorkload('is', 'B')]);
    expect(own.workloads(wide, 'shared')[0]).toMatchObject({ program: 'is', transport: 'shared' });
  }, 60_000);
});
