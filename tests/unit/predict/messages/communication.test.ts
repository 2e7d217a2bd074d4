import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutFromDocument } from '../../../../src/core/layout/fromDocument';
import { drawsOf } from '../../../../src/core/predict/cell';
import { groundOf, type Ground } from '../../../../src/core/predict/ground';
import { parametersOf } from '../../../../src/core/predict/machines/parametersOf';
import {
  barrierCost,
  communicationOf,
  type Communication,
} from '../../../../src/core/predict/messages/communication';
import { messagePlan } from '../../../../src/core/predict/messages/plan';
import { classTimes, NO_MESSAGE, type ClassTimes } from '../../../../src/core/predict/messages/times';
import type { WaySetup } from '../../../../src/core/predict/messages/way';
import { partnersOf } from '../../../../src/core/predict/profiles/partners';
import type { Pattern } from '../../../../src/core/predict/profiles/profile';
import type { LayoutDocument } from '../../../../src/core/schema/generated/vmlayout.types';
import type { Machine } from '../../../../src/core/topology/machine';
import { machine } from '../../check/builders';
import { builtIn } from '../machines/builtIn';
import { npbWorkload } from '../profiles/npbWorkload';
import { messagesOf } from './made';
import { oneByOne, type Sending } from './oneByOne';

/** Two VMs of two ranks: a microsecond inside, ten between them, of which a thread that serves all takes four. */
const costs: ClassTimes = (kind, bytes) =>
  kind === 0
    ? { ...NO_MESSAGE, seconds: 1e-6 + bytes * 1e-9, lockedSeconds: 1e-6 }
    : { ...NO_MESSAGE, seconds: 10e-6, bufferSeconds: 4e-6 };

const sending = (count: number, of: Sending['partnersOf'], bytes = 0): Sending => ({
  ...{ count, bytes, partnersOf: of },
});

/** Of ranks 0 to 3, each in its place. */
function talk(sendings: readonly Sending[], barriers = 0, timesOf = costs): Communication {
  const messages = messagesOf(4, 2, timesOf, sendings, barriers);
  return spread(communicationOf(messages), messages.plan.placeOf);
}

function spread(made: Communication, placeOf: Int32Array): Communication {
  const of = (own: Float64Array): Float64Array => Float64Array.from(placeOf, (at) => own[at]!);
  const { seconds, lockedSeconds, waits, busiestSeconds } = made;
  return { seconds: of(seconds), lockedSeconds: of(lockedSeconds), waits: of(waits), busiestSeconds };
}

test('each rank pays for its messages on the path to each partner', () => {
  const within = talk([sending(3, (rank) => [rank ^ 1], 1000)]);
  for (const seconds of within.seconds) expect(seconds).toBeCloseTo(3 * 2e-6, 12);
  for (const locked of within.lockedSeconds) expect(locked).toBeCloseTo(3e-6, 12);
  const both = talk([sending(1, (rank) => [rank ^ 1, rank ^ 2])]);
  expect([...both.waits]).toEqual([2, 2, 2, 2]);
});

test('what a thread serves comes one after the other, and all who need it wait', () => {
  // Each rank's own message takes 10 microseconds; the thread has four of 4 to serve.
  const one = talk([sending(1, (rank) => [rank ^ 2])]);
  for (const seconds of one.seconds) expect(seconds).toBeCloseTo(16e-6, 12);
  // Only ranks 0 and 2 use it: rank 1 does not wait.
  const some = talk([sending(5, (rank) => (rank === 0 ? [2] : []))]);
  expect(some.seconds[0]).toBeCloseTo(50e-6, 12);
  expect(some.seconds[1]).toBe(0);
  expect(some.seconds[2]).toBeCloseTo(20e-6, 12);
});

test('a barrier takes the slowest message of each of its rounds', () => {
  // Distance 1 crosses VMs from rank 1, distance 2 from all.
  expect(barrierCost(messagesOf(4, 2, costs)).seconds).toBeCloseTo(20e-6, 12);
  expect(barrierCost(messagesOf(2, 2, costs)).seconds).toBeCloseTo(1e-6, 12);
  expect(barrierCost(messagesOf(1, 2, costs)).seconds).toBe(0);
  const run = talk([], 7);
  for (const seconds of run.seconds) expect(seconds).toBeCloseTo(140e-6, 12);
  expect([...run.waits]).toEqual([7, 7, 7, 7]);
});

test('more messages and larger ones never take less', () => {
  const size = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(size, size, size, size, (count, more, bytes, larger) => {
      const of = (times: number, length: number): number =>
        Math.max(...talk([sending(times, (rank) => [rank ^ 1, rank ^ 2], length)]).seconds);
      expect(of(count + more, bytes)).toBeGreaterThanOrEqual(of(count, bytes));
      expect(of(count, bytes + larger)).toBeGreaterThanOrEqual(of(count, bytes));
    }),
  );
});

test('waiting for a service to run comes on top of what it then serves', () => {
  const late: ClassTimes = (...message) => ({ ...costs(...message), waitSeconds: 100e-6 });
  const one = talk([sending(1, (rank) => [rank ^ 2])], 0, late);
  for (const seconds of one.seconds) expect(seconds).toBeCloseTo(116e-6, 12);
  expect(one.busiestSeconds).toBeCloseTo(16e-6, 12);
  expect(barrierCost(messagesOf(4, 2, late)).seconds).toBeCloseTo(220e-6, 12);
});

const barcelona = builtIn('barcelona-4x4');
const document: LayoutDocument = {
  ...{ version: 1, machine: 'barcelona-4x4', regions: { shared: { size: '512MiB', node: 1 } } },
};
const partitions = [{ vms: 1 }, { vms: 2 }, { per: 'node' }, { vms: 16 }] as const;

/** Far nodes are two steps away: where a buffer lies then tells, whoever sends. */
const ring = machine({
  distances: [
    [10, 20, 30, 20],
    [20, 10, 20, 30],
    [30, 20, 10, 20],
    [20, 30, 20, 10],
  ],
});

/** Where ranks may be: a layout or natively, over a region or a card, with ranks in a row or dealt out. */
const grounds: readonly Ground[] = [barcelona, ring].flatMap((host) => groundsOn(host));

function groundsOn(host: Machine): readonly Ground[] {
  return partitions.flatMap((partition) =>
    ([{}, { regions: ['shared'] }, { nics: [{ model: 'e1000' }, { model: 'e1000' }] }] as const).flatMap(
      (defaults) => {
        const own = { ...document, partition, defaults } as LayoutDocument;
        const { layout } = layoutFromDocument(own, host, 'cut');
        return (['block', 'cyclic'] as const).map((rankOrder) =>
          groundOf({
            ...{ layout, isNative: partition === partitions[0] && rankOrder === 'cyclic' },
            workload: { ...npbWorkload('cg', 'B'), rankOrder, transport: 'shared' },
          }),
        );
      },
    ),
  );
}

const patterns: readonly Pattern[] = [
  { kind: 'offsets', offsets: [1, -1, 5] },
  { kind: 'grid', extents: [4, 4], steps: [[1, 0], [0, 1], [-1, -1]], isPeriodic: false }, // prettier-ignore
  { kind: 'grid', extents: [2, 8], steps: [[0, 3]], isPeriodic: true }, // prettier-ignore
  { kind: 'transpose', rows: 4, columns: 4 },
  { kind: 'butterfly', group: 8 },
  { kind: 'allToAll' },
];

test('counted by class, messages take what they take one by one', () => {
  const kinds = fc.array(
    fc.record({
      pattern: fc.constantFrom(...patterns),
      count: fc.integer({ min: 0, max: 1e6 }),
      bytes: fc.integer({ min: 1, max: 2 ** 20 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const values = fc.constantFrom(...drawsOf(3));
  fc.assert(
    fc.property(
      // By its place: a whole one fills pages.
      fc.nat({ max: grounds.length - 1 }),
      kinds,
      fc.integer({ min: 0, max: 1000 }),
      values,
      (at, messages, barriers, own) => {
        const ground = grounds[at]!;
        const setup: WaySetup = {
          ...ground.way,
          machine: parametersOf(ground.layout.machine, own),
          values: own,
        };
        const plan = messagePlan({
          ...ground,
          tallies: messages.map(({ pattern }) => ground.tallyOf(pattern)),
        });
        const counted = spread(
          communicationOf({ plan, sent: messages, barriers, timesOf: classTimes(ground.kinds, setup) }),
          plan.placeOf,
        );
        const sendings = messages.map(({ pattern, ...size }) => ({
          ...size,
          partnersOf: (rank: number) => partnersOf(pattern, rank, ground.placed.length),
        }));
        const single = oneByOne(ground.placed, sendings, barriers, setup);
        for (const part of ['seconds', 'lockedSeconds', 'waits'] as const)
          for (const [rank, value] of single[part].entries())
            expect(counted[part][rank]! / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 9);
        expect(counted.busiestSeconds).toBeCloseTo(single.busiestSeconds, 6);
      },
    ),
    { numRuns: 300 },
  );
});
