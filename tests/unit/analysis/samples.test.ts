import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../src/core/analysis/samples';
import type { Workload } from '../../../src/core/experiment/workload';
import { attempt, took, WORKLOADS, type Done } from './attempt';

const STENCIL = WORKLOADS[0]!;

const sample = (done: Done) => attempt([done], []).samples[0];

describe('a sample', () => {
  it("has the program's own time", () => {
    expect(sample(took('s1', 4))).toMatchObject({
      workload: 'stencil',
      seconds: 4,
      clock: 'program',
      excluded: [],
    });
  });

  it('has the wall time where no timed region was asked for', () => {
    const plain = { ...WORKLOADS[0]!, time: null };
    const { samples } = attempt([took('s1', 4)], [], { workloads: [plain] });
    expect(samples[0]).toMatchObject({ seconds: 9, clock: 'wall', excluded: [] });
  });

  it.each<[string, Done, readonly string[]]>([
    ['failed', took('s1', 4, { state: 'failed', exit: 134 }), ['failed with exit code 134']],
    ['too long', took('s1', 4, { state: 'timeout', exit: 124 }), ['ended by the time limit']],
    ['wrong', { session: 's1', prints: 'time 4\nbad\n' }, ['the program says that its result is wrong']],
    ['without time', { session: 's1', prints: 'ok\n' }, ['its output tells no time']],
    ['history', took('s1', 4, { phase: 'warmup' }), ['warm-up']],
    ['misplaced', took('s1', 4, { placements: [{ ok: false, found: '7' }] }), ['placement not as declared']],
  ])('that is %s is left out, with the reason', (_name, done, excluded) => {
    expect(sample(done)?.excluded).toEqual(excluded);
  });

  it('that failed has no time, though its output has one', () => {
    expect(sample(took('s1', 4, { state: 'failed', exit: 1 }))).toMatchObject({ seconds: null, clock: null });
  });

  it('keeps marks of the host as reasons of their own', () => {
    const { state } = attempt([took('s1', 4, { placements: [{ ok: false, found: '7' }] })], []);
    const run = { ...state.runs[0]!, marks: [...(state.runs[0]?.marks ?? []), 'host was busy'] };
    expect(sampleOf(run, WORKLOADS[0], 'time 1\nok\n').excluded).toEqual([
      'placement not as declared',
      'host was busy',
    ]);
  });

  it('waits for its output', () => {
    const { state } = attempt([took('s1', 4)], []);
    expect(sampleOf(state.runs[0]!, WORKLOADS[0], null).excluded).toEqual(['its output is not here']);
  });

  it.each<[string, Partial<Workload>, readonly string[]]>([
    ['nothing', {}, []],
    ['whether it is right', { success: '^ok$' }, ['its output is not here']],
    ['a number', { metrics: { flops: STENCIL.time! } }, ['its output is not here']],
    ['the time of NPB', { suite: 'npb' }, ['its output is not here']],
  ])('of which %s is asked', (_name, asked, excluded) => {
    const { state } = attempt([took('s1', 4)], []);
    const asks = { ...STENCIL, time: null, success: null, ...asked };
    expect(sampleOf(state.runs[0]!, asks, null).excluded).toEqual(excluded);
  });

  it('that printed nothing waits for no output', () => {
    const { state } = attempt([took('s1', 4)], []);
    const [run] = state.runs;
    const silent = { ...run!, raw: { ...run!.raw!, bytes: 0 } };
    const timed = { ...STENCIL, time: null, success: null };
    expect(sampleOf(silent, timed, null)).toMatchObject({ seconds: 9, clock: 'wall', excluded: [] });
    expect(sampleOf(silent, STENCIL, null).excluded).toEqual([
      'the program says that its result is wrong',
      'its output tells no time',
    ]);
  });

  it('reads NPB and never takes the wall time for it', () => {
    const { state } = attempt([took('s1', 4)], []);
    const npb = { ...WORKLOADS[0]!, suite: 'npb', time: null, success: null } as const;
    expect(sampleOf(state.runs[0]!, npb, 'killed')).toMatchObject({
      seconds: null,
      excluded: ['its output tells no time'],
    });
  });
});
