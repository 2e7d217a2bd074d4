import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experimentFromDocument } from '../../../../src/core/experiment/fromDocument';
import { scheduleOf } from '../../../../src/core/experiment/schedule';
import type { ExperimentDocument } from '../../../../src/core/schema/generated/vmexperiment.types';
import { blocksOf, costOfBlock } from '../../../../src/core/experiment/cost';
import { experiment, layoutOf, level, workload } from '../builders';
import { checkExperimentText, checkText, fixed, layoutText, underlined, type LayoutBody } from '../documents';

const files: Readonly<Record<string, LayoutBody>> = {
  node: { partition: { per: 'node' } },
  whole: { partition: { vms: 1 } },
};
const programs = ['bt', 'cg', 'ep', 'ft', 'is', 'lu', 'mg', 'sp'];

const text = (more: object = {}, names: readonly string[] = programs): string =>
  JSON.stringify({
    version: 1,
    layouts: ['node', 'whole'],
    workloads: [{ suite: 'npb', programs: names, class: 'A', directory: '/npb' }],
    ...more,
  });
const exp03 = (document: string) => checkExperimentText(document, files, { EXP03: 'info' });

describe('EXP03', () => {
  it('tells sessions, boots, runs, the longest duration and what costs most', () => {
    const document = text({ replicates: 30, timeLimit: '10min', bootLimit: '1min' });
    const [finding, ...others] = exp03(document);
    expect(others).toEqual([]);
    expect(finding?.severity).toBe('info');
    // A block: 8 programs natively, in 4 VMs and in 1; of 600 s, two runs each; 60 s for the sessions with VMs.
    expect(finding?.message).toBe(
      '720 sessions with 1200 boots of VMs and 1440 runs, in 30 blocks. ' +
        'The duration is not known before a first block; by the limits it is at most 10 d 8 h. ' +
        'The cold phase costs most: without it, so that programs share sessions, a block has 3 sessions with 5 boots instead of 24 with 40.',
    );
    expect(underlined(document, finding)).toBe('30');
  });

  it('counts every factor, natively only what the machine itself has', () => {
    const factors = { 'host.thp': ['always', 'never'], 'guest.thp': ['always', 'never', 'madvise'] };
    const [finding] = exp03(text({ replicates: 20, factors, phases: ['warm'], warmRuns: 3 }, ['cg']));
    // Natively 2 of the 6 combinations, in each layout all 6: 14 sessions and 6 x (4 + 1) boots in each of 20 blocks.
    expect(finding?.message).toMatch(/^280 sessions with 600 boots of VMs and 1120 runs, in 20 blocks\./);
    expect(finding?.message).toMatch(
      /The factor `guest\.thp` costs most: with one level of it a block has 6 sessions with 10 boots/,
    );
  });

  it('tells runs where what costs most boots nothing', () => {
    const [finding] = exp03(
      text({ layouts: ['whole'], factors: { 'env.A': ['1', '2'] }, phases: ['warm'] }, ['cg']),
    );
    expect(finding?.message).toMatch(
      /The factor `env\.A` costs most: with one level of it a block has 4 runs instead of 8\.$/,
    );
  });

  it('takes away what is excluded, wholly or with some levels', () => {
    const factors = { 'host.thp': ['always', 'never'] };
    const count = (exclude: readonly object[]): string | undefined =>
      /^(\d+) sessions/.exec(
        exp03(text({ replicates: 100, factors, exclude }, ['cg', 'ft']))[0]?.message ?? '',
      )?.[1];
    expect(count([{ layout: 'nowhere' }])).toBe('1200');
    expect(count([{ layout: 'whole', program: 'ft' }])).toBe('1000');
    expect(count([{ layout: 'node', 'host.thp': 'never' }])).toBe('1000');
    expect(count([{ 'host.thp': 'never' }])).toBe('600');
    expect(count([{ layout: 'node', 'guest.thp': 'never' }])).toBe('1200');
  });

  it('tells both ends where it stops at a precision', () => {
    const document = text({ precision: { width: 0.04, minimum: 10, maximum: 40 } });
    const [finding] = exp03(document);
    expect(finding?.message).toMatch(/^240 to 960 sessions with 400 to 1600 boots .*, in 10 to 40 blocks\./);
    expect(underlined(document, finding)).toBe('40');
  });

  it('stands at what is there when nothing says how often', () => {
    const factors = { 'host.thp': ['always', 'never'] };
    const document = text({ factors });
    expect(exp03(document)[0]?.range).toEqual({ offset: 0, length: 1 });
  });

  it('stays with numbers that can be read, however many factors there are', () => {
    const factors = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`env.A${index}`, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']]),
    );
    const [finding] = exp03(text({ factors, exclude: [{ 'env.A1': 'a', 'env.A2': 'b' }] }));
    expect(finding?.message).toMatch(/^\d{13,17} sessions/);
    expect(finding?.message).toMatch(/by the limits it is more than a century\./);
    expect(finding?.message).not.toMatch(/NaN|Infinity|e\+/);
  });

  it('is cured by fewer replicates where that is enough', () => {
    const document = text({ replicates: 80 }, ['cg']);
    const [finding] = exp03(document);
    expect(finding?.fixes.map(({ title }) => title)).toEqual(['Use 5 replicates']);
    expect(exp03(fixed(document, finding?.fixes[0]))).toMatchObject([
      { message: expect.stringMatching(/^15 sessions/) as string, fixes: [] },
    ]);
    expect(
      exp03(text({ replicates: 80, factors: { 'env.A': 'abcdefghij'.match(/./g) } }, ['cg']))[0]?.fixes,
    ).toEqual([]);
  });

  it('tells of a small experiment as well, and leaves it as it is', () => {
    const [finding, ...others] = exp03(text({ layouts: ['whole'], phases: ['warm'] }, ['cg']));
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(/^10 sessions with 5 boots of VMs and 20 runs, in 5 blocks\./);
    expect(finding?.message).not.toMatch(/costs? most/);
    expect(finding?.fixes).toEqual([]);
  });

  it('says nothing in a layout', () => {
    const layout = layoutText({ partition: { per: 'node' } });
    expect(checkText(layout, { settings: { EXP03: 'info' } })).toEqual([]);
  });
});

describe('the cost of a block', () => {
  it.each([['cold', 'warm'], ['warm'], ['cold']] as const)('is that of the schedule: %s %s', (...phases) => {
    const one = experiment({
      phases,
      warmRuns: 2,
      replicates: 3,
      layouts: [level(layoutOf('two', 8, 8)), level(layoutOf('one', 16), 1)],
      workloads: [workload(), workload({ id: 'w2', title: 'ft.B', program: 'ft' })],
    });
    const schedule = scheduleOf(one);
    const { sessions, boots, runs } = costOfBlock(one);
    expect([sessions * 3, boots * 3, runs * 3]).toEqual([
      schedule.sessions.length,
      schedule.boots,
      schedule.sessions.flatMap((session) => session.runs).length,
    ]);
    expect(blocksOf(one)).toEqual({ least: 3, most: 3 });
  });

  it.each([['cold', 'warm'], ['warm']] as const)(
    'is that of the schedule with factors: %s %s',
    (...phases) => {
      const names = ['host.a', 'guest.b', 'nic', 'env.C', 'env.D'];
      const levelsOf = (n: number): [string, ...string[]] => ['0', ...['1', '2'].slice(0, n - 1)];
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 5, maxLength: 5 }),
          fc.array(fc.dictionary(fc.constantFrom(...names, 'layout'), fc.constantFrom('0', '1', 'one')), {
            maxLength: 3,
          }),
          (counts, exclude) => {
            const layouts = [level(layoutOf('two', 8, 8)), level(layoutOf('one', 16), 1)];
            const document = {
              ...{ version: 1, layouts: ['x'], phases, warmRuns: 2, replicates: 2 },
              workloads: [{ suite: 'npb', programs: ['ep', 'cg'], class: 'A', directory: '/npb' }],
              factors: Object.fromEntries(names.map((name, i) => [name, levelsOf(counts[i] ?? 1)])),
              exclude: exclude.filter((entry) => Object.keys(entry).length > 0),
            } as unknown as ExperimentDocument;
            const { experiment: one } = experimentFromDocument(document, layouts, 'x');
            const schedule = scheduleOf(one);
            const { sessions, boots, runs } = costOfBlock(one);
            expect([sessions * 2, boots * 2, runs * 2]).toEqual([
              schedule.sessions.length,
              schedule.boots,
              schedule.sessions.flatMap((session) => session.runs).length,
            ]);
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it('is found at once for any number of factors', () => {
    const levels = Array.from({ length: 20 }, (_, level) => `level${level}`);
    const factors = Object.fromEntries(levels.slice(0, 10).map((name) => [`env.${name}`, levels]));
    const exclude = [Object.fromEntries(Object.keys(factors).map((name) => [name, 'level1']))];
    expect(costOfBlock(experiment({ factors, exclude })).sessions).toBeGreaterThan(1e11);
  });
});
