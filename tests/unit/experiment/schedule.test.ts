import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../src/core/experiment/experiment';
import { describeExperiment, describeSchedule, countsOf } from '../../../src/core/experiment/describe';
import { scheduleOf, type Schedule } from '../../../src/core/experiment/schedule';
import { experiment, layoutOf, level, workload } from '../check/builders';

const experiments: fc.Arbitrary<Experiment> = fc
  .record({
    vmCounts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 }),
    programs: fc.integer({ min: 1, max: 4 }),
    native: fc.boolean(),
    phases: fc.constantFrom<Experiment['phases']>(['cold'], ['warm'], ['cold', 'warm']),
    warmRuns: fc.integer({ min: 1, max: 3 }),
    replicates: fc.integer({ min: 1, max: 6 }),
    order: fc.constantFrom<Experiment['order']>('randomized', 'fixed'),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(({ vmCounts, programs, ...rest }) =>
    experiment({
      ...rest,
      layouts: vmCounts.map((vms, index) =>
        level(layoutOf(`l${index}`, ...Array<number>(vms).fill(1)), index),
      ),
      // A program that runs with any number of ranks: what cannot run is another test's.
      workloads: Array.from({ length: programs }, (_, index) =>
        workload({ id: `w${index + 1}`, program: 'ep' }),
      ),
    }),
  );

function levelsOf(e: Experiment): string[] {
  return [...(e.native ? ['native'] : []), ...e.layouts.map((l) => l.name)];
}

function kindsOf(schedule: Schedule, block: number): string[] {
  return schedule.sessions
    .filter((s) => s.block === block)
    .map((s) => `${s.layout} ${s.runs.map((r) => r.workload + r.phase).join(' ')}`);
}

describe('scheduleOf', () => {
  it('plans every cell exactly as often as asked', () => {
    fc.assert(
      fc.property(experiments, (e) => {
        const runs = scheduleOf(e).sessions.flatMap((s) => s.runs.map((r) => ({ ...r, layout: s.layout })));
        for (const layout of levelsOf(e)) {
          for (const w of e.workloads) {
            const count = (phase: string): number =>
              runs.filter((r) => r.layout === layout && r.workload === w.id && r.phase === phase).length;
            const cold = e.phases.includes('cold');
            expect(count('cold')).toBe(cold ? e.replicates : 0);
            expect(count('warm')).toBe(e.phases.includes('warm') ? e.replicates * e.warmRuns : 0);
            expect(count('warmup')).toBe(cold ? 0 : e.replicates);
          }
        }
      }),
    );
  });

  it('has as few sessions and boots as phases allow', () => {
    fc.assert(
      fc.property(experiments, (e) => {
        const schedule = scheduleOf(e);
        // A cold run is the first after a boot, so each one costs a session; warm runs cost none.
        const perLevel = e.phases.includes('cold') ? e.workloads.length : 1;
        expect(schedule.sessions.length).toBe(levelsOf(e).length * perLevel * e.replicates);
        const vms = e.layouts.reduce((sum, l) => sum + l.layout.vms.length, 0);
        expect(schedule.boots).toBe(vms * perLevel * e.replicates);
      }),
    );
  });

  it('has a cold run only as the first of its session, and a history before every warm run', () => {
    fc.assert(
      fc.property(experiments, (e) => {
        for (const session of scheduleOf(e).sessions) {
          const seen = new Set<string>();
          for (const [index, run] of session.runs.entries()) {
            expect(run.phase === 'cold' && index > 0).toBe(false);
            expect(run.phase === 'warm').toBe(seen.has(run.workload));
            seen.add(run.workload);
          }
          expect(session.runs.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('gives every block each kind of session once, native among them', () => {
    fc.assert(
      fc.property(experiments, (e) => {
        const schedule = scheduleOf(e);
        const sorted = (block: number): string[] =>
          kindsOf(schedule, block)
            .map((kind) => kind.split(' ').sort().join(' '))
            .sort();
        for (let block = 0; block < e.replicates; block++) {
          expect(sorted(block)).toEqual(sorted(0));
          if (e.phases.includes('cold'))
            expect(new Set(kindsOf(schedule, block)).size).toBe(sorted(block).length);
          const native = schedule.sessions.filter((s) => s.block === block && s.layout === 'native').length;
          expect(native).toBe(e.native ? (e.phases.includes('cold') ? e.workloads.length : 1) : 0);
        }
        expect(schedule.sessions.map((s) => s.block)).toEqual(
          schedule.sessions.map((s) => s.block).sort((a, b) => a - b),
        );
      }),
    );
  });

  it('numbers sessions and runs in the order of execution', () => {
    fc.assert(
      fc.property(experiments, (e) => {
        const { sessions } = scheduleOf(e);
        expect(sessions.map((s) => Number(s.id.slice(1)))).toEqual(sessions.map((_, index) => index + 1));
        const runs = sessions.flatMap((s) => s.runs);
        expect(runs.map((r) => r.id)).toEqual(
          runs.map((_, index) => `r${String(index + 1).padStart(4, '0')}`),
        );
      }),
    );
  });

  it('is the same for the same seed, and further blocks leave the first ones alone', () => {
    fc.assert(
      fc.property(experiments, (e) => {
        const schedule = scheduleOf(e);
        expect(scheduleOf(e)).toEqual(schedule);
        const longer = scheduleOf({ ...e, replicates: e.replicates + 1 });
        expect(longer.sessions.slice(0, schedule.sessions.length)).toEqual(schedule.sessions);
        const first = schedule.sessions.filter(({ block }) => block === 0);
        expect(scheduleOf(e, 1)).toMatchObject({ blocks: 1, sessions: first });
      }),
    );
  });

  it('keeps the document order when it is fixed', () => {
    const layouts = [level(layoutOf('wide', 16)), level(layoutOf('four', 4, 4, 4, 4), 1)];
    const schedule = scheduleOf(experiment({ layouts, order: 'fixed', replicates: 1 }));
    expect(schedule.sessions.map((s) => s.layout)).toEqual(['native', 'wide', 'four']);
  });

  it('shuffles evenly: over many seeds each session comes first about as often', () => {
    const layouts = [level(layoutOf('wide', 16)), level(layoutOf('four', 4, 4, 4, 4), 1)];
    const first = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const name = scheduleOf(experiment({ layouts, seed, replicates: 1 })).sessions[0]?.layout ?? '';
      first.set(name, (first.get(name) ?? 0) + 1);
    }
    // Expected 1000 each; 5 standard deviations of a binomial are 129.
    for (const name of ['native', 'wide', 'four'])
      expect(Math.abs((first.get(name) ?? 0) - 1000)).toBeLessThan(129);
  });

  it('gives all layouts of a block the same order of programs where they share a session', () => {
    const workloads = Array.from({ length: 4 }, (_, index) => workload({ id: `w${index + 1}` }));
    const schedule = scheduleOf(experiment({ workloads, phases: ['warm'], replicates: 8 }));
    const orders = Array.from({ length: 8 }, (_, block) =>
      schedule.sessions.filter((s) => s.block === block).map((s) => s.runs.map((r) => r.workload).join()),
    );
    for (const order of orders) expect(new Set(order).size).toBe(1);
    expect(new Set(orders.map((order) => order[0])).size).toBeGreaterThan(1);
  });
});

describe('description of a schedule', () => {
  it('counts in words', () => {
    const layouts = [level(layoutOf('wide', 16)), level(layoutOf('four', 4, 4, 4, 4), 1)];
    const e = experiment({ layouts });
    expect(describeSchedule(scheduleOf(e))).toBe(
      '3 sessions in each of 5 blocks, 5 boots a block; 30 runs in all',
    );
    expect(describeExperiment(e)).toMatch(
      /^native and 2 layouts, 1 program, cold and warm: 3 sessions in each/,
    );
  });

  it('tells warm-up runs and keeps singulars right', () => {
    const e = experiment({ native: false, phases: ['warm'], replicates: 1 });
    expect(describeSchedule(scheduleOf(e))).toBe(
      '1 session in 1 block, 1 boot a block; 2 runs in all, 1 of them only to warm up',
    );
    expect(countsOf(scheduleOf(e))).toMatchObject({ runs: 2, warmups: 1, boots: 1, sessionsPerBlock: 1 });
  });

  it('tells both ends where it may stop at a precision, and plans for the most', () => {
    const e = experiment({ precision: { width: 0.04, minimum: 2, maximum: 4 }, replicates: 9 });
    expect(scheduleOf(e)).toMatchObject({ blocks: 4, precision: { width: 0.04 } });
    expect(describeSchedule(scheduleOf(e))).toMatch(/ in each of 2 to 4 blocks, .*; 8 to 16 runs in all$/);
    expect(scheduleOf(e).sessions).toEqual(scheduleOf({ ...e, precision: null, replicates: 4 }).sessions);
  });
});
