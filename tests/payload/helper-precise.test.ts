import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAt } from '../../src/core/analysis/sequential';
import { baselineLayout, comparisonsOf, type Comparisons } from '../../src/core/experiment/comparisons';
import { seededRandom } from '../../src/core/experiment/random';
import { readJournal } from '../../src/core/journal/reader';
import { comparisonsFile } from '../../src/core/plan/comparisonsFile';
import { attemptBegin, journalText, runEnd, type Said, sessionBegin } from '../unit/journal/lines';
import { freshFolder, run } from './helper';
import { journalOf, layoutNames, scheduleOf, type Shape } from './randomJournal';

function look(journal: string, compared: Comparisons, width: number, minimum: number, block: number) {
  const folder = freshFolder();
  const [path, list] = [join(folder, 'journal.jsonl'), join(folder, 'comparisons')];
  writeFileSync(path, journal);
  writeFileSync(list, comparisonsFile(compared));
  const { status, stdout, stderr } = run([
    'precise',
    path,
    list,
    String(width),
    String(minimum),
    String(block),
  ]);
  const [blocks, widest] = stdout.trim().split(' ');
  return { status, stderr, blocks, widest: widest === '-' ? null : Number(widest), silent: stdout === '' };
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  blocks: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(45)),
  layouts: fc.integer({ min: 1, max: 3 }),
  native: fc.boolean(),
  workloads: fc.integer({ min: 1, max: 2 }),
  runs: fc.integer({ min: 1, max: 3 }),
});

describe('the stopping rule of the host', () => {
  it('decides like its twin, with the same widths, whatever an attempt went through', () => {
    const seen = { precise: 0, vague: 0, without: 0, none: 0 };
    fc.assert(
      fc.property(
        ...([shapes, fc.integer(), fc.constantFrom(0, 0.3, 1), fc.constantFrom(0.001, 0.05, 1)] as const),
        fc.integer({ min: 2, max: 6 }),
        (shape, seed, trouble, spread, minimum) => {
          const schedule = scheduleOf(shape);
          const compared = comparisonsOf(schedule, baselineLayout(shape.native, layoutNames(shape.layouts)));
          const text = journalOf(schedule, seededRandom(seed >>> 0), trouble, spread);
          const { state } = readJournal(text);
          const last = state.blocksEnded.at(-1) ?? 0;
          for (const block of [last, last - 1, last + 1].filter((one) => one >= 0)) {
            const twin = lookAt(state, compared, { width: 0.04, minimum }, block);
            const found = look(text, compared, 0.04, minimum, block);
            expect(found.stderr).toBe('');
            expect(found.status).toBe(twin?.precise === true ? 0 : 1);
            expect(found.silent).toBe(twin === null);
            if (twin === null) seen.none += 1;
            else if (twin.widest === null) seen.without += 1;
            else seen[twin.precise ? 'precise' : 'vague'] += 1;
            if (twin === null) continue;
            expect(Number(found.blocks)).toBe(twin.blocks);
            expect(found.widest === null).toBe(twin.widest === null);
            const wide = twin.widest ?? 0;
            expect(Math.abs((found.widest ?? 0) - wide)).toBeLessThanOrEqual(1e-9 * wide);
          }
        },
      ),
      { numRuns: 150, seed: 5 },
    );
    // Each kind of answer was among them.
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(5);
  });

  const shape: Shape = { blocks: 3, layouts: 1, native: true, workloads: 1, runs: 1 };
  const planned = scheduleOf(shape);
  const compared = comparisonsOf(planned, 'native');
  /** Two or three blocks in which the layout takes so many times the native second. */
  const blocks = (...ratios: readonly number[]): readonly Said[] => [
    { ...attemptBegin },
    ...ratios.flatMap((ratio, block) => [
      ...planned.sessions
        .filter((session) => session.block === block)
        .flatMap(({ id, layout, runs }) => [
          sessionBegin(id, layout, [], { block }),
          ...runs.map((one) => runEnd(id, one.id, { block, wallSeconds: layout === 'native' ? 1 : ratio })),
        ]),
      { event: 'block_end', block } as const,
    ]),
  ];

  it('gives the width of the interval, and stops when that is narrower', () => {
    // Logarithms 0.1, 0.2, 0.3: see the interval of the textbook in the unit tests.
    const text = journalText(blocks(Math.exp(0.1), Math.exp(0.2), Math.exp(0.3)));
    const width = Math.exp(0.2 + 0.2484138) - Math.exp(0.2 - 0.2484138);
    const found = look(text, compared, 0.9, 3, 2);
    expect([found.status, found.blocks]).toEqual([0, '3']);
    expect(found.widest).toBeCloseTo(width, 6);
    expect(look(text, compared, 0.6, 3, 2).status).toBe(1);
  });

  it('stops neither below the minimum nor at a block that was looked at before', () => {
    const text = journalText(blocks(1.5, 1.5, 1.5));
    expect(look(text, compared, 0.04, 3, 2).status).toBe(0);
    expect(look(text, compared, 0.04, 4, 2)).toMatchObject({ status: 1, widest: null });
    expect(look(text, compared, 0.04, 2, 1)).toMatchObject({ status: 1, silent: true });
    expect(look(text, compared, 0.04, 2, 3)).toMatchObject({ status: 1, silent: true });
  });

  it('does not take a run that a power cut broke off for one that is open', () => {
    const at = { block: 1 };
    const text = journalText([
      ...blocks(1.5),
      sessionBegin('s1native', 'native', [], at),
      runEnd('s1native', 'r1nativew0n0', { ...at, wallSeconds: 1 }),
      sessionBegin('s1l0', 'l0', ['vm0'], at),
      { event: 'run_begin', session: 's1l0', run: 'r1l0w0n0', workload: 'w0', phase: 'cold', ...at },
      { event: 'attempt_resume', block: null },
      sessionBegin('s1l0', 'l0', ['vm0'], at),
      // Speaks of no run that is open, so of the next one.
      { event: 'mark', session: 's1l0', run: null, what: 'odd', ...at },
      runEnd('s1l0', 'r1l0w0n0', { ...at, workload: 'w0', wallSeconds: 1.5 }),
      { event: 'block_end', block: 1 },
    ]);
    const twin = lookAt(readJournal(text).state, compared, { width: 0.04, minimum: 2 }, 1);
    expect(twin).toEqual({ blocks: 2, widest: null, precise: false });
    expect(look(text, compared, 0.04, 2, 1)).toMatchObject({ status: 1, blocks: '2', widest: null });
  });

  it('leaves out what is marked or has failed, and waits for enough blocks of the rest', () => {
    const events = blocks(1.5, 1.5, 9);
    const marked = { event: 'mark', session: 's2l0', block: 2, run: 'r2l0w0n0', what: 'moved' } as const;
    expect(look(journalText([...events, marked]), compared, 0.04, 3, 2)).toMatchObject({ widest: null });
    expect(look(journalText([...events, marked]), compared, 0.04, 2, 2)).toMatchObject({
      status: 0,
      widest: 0,
    });
    const retried = { event: 'retry', block: null, run: 'r2l0w0n0' } as const;
    expect(look(journalText([...events, retried]), compared, 0.04, 2, 2)).toMatchObject({ widest: 0 });
    expect(look(journalText(events), compared, 0.04, 2, 2).status).toBe(1);
  });

  it.each([[[]], [['j', 'c', '0', '2', '0']], [['j', 'c', '-1', '2', '0']], [['j', 'c', '1', 'x', '0']]])(
    'refuses %j',
    (words) => {
      expect(run(['precise', ...words]).status).toBe(2);
    },
  );

  it('says which file of comparisons cannot be read, or which line of it', () => {
    const folder = freshFolder();
    const list = join(folder, 'comparisons');
    expect(run(['precise', 'none', list, '1', '2', '0'])).toMatchObject({ status: 3 });
    writeFileSync(list, 'compare 1 0\nrum r1 0 0\n');
    const { status, stderr } = run(['precise', 'none', list, '1', '2', '0']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('rum r1 0 0')]);
  });
});
