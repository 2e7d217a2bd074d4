import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resultsOf, type ResultsInput } from '../../../src/core/analysis/compute';
import { grown } from '../../../src/core/analysis/grown';
import { analysisMemory } from '../../../src/core/analysis/memory';
import type { Results } from '../../../src/core/analysis/results';
import { sampleOf } from '../../../src/core/analysis/samples';
import type { Sample } from '../../../src/core/analysis/sample';
import { seededRandom } from '../../../src/core/experiment/random';
import { journalReader } from '../../../src/core/journal/reader';
import type { RunState } from '../../../src/core/journal/state';
import { journalOf, layoutNames, scheduleOf } from '../../payload/randomJournal';
import { workload } from '../../support/experiments';

const SHAPE = { blocks: 8, layouts: 2, native: true, workloads: 2, runs: 2 } as const;
const PLAN: Omit<ResultsInput, 'state' | 'samples'> = {
  ...{ experiment: 'x', schedule: scheduleOf(SHAPE), layoutNames: layoutNames(SHAPE.layouts), native: true },
  ...{ workloads: ['w0', 'w1'].map((id) => workload({ id, title: id })), factors: {}, drift: [] },
};

/** Results after each piece of a random journal, with one memory and without any. */
function* asItGrows(seed: number, size: number): Generator<readonly [Results, Results]> {
  const text = journalOf(PLAN.schedule, seededRandom(seed), 0.3, 1);
  const [reader, memory, kept] = [journalReader(), analysisMemory(), new WeakMap<RunState, Sample>()];
  for (let at = 0; at < text.length; at += size) {
    reader.push(text.slice(at, at + size));
    const state = reader.state();
    const samples = state.runs
      .filter((run) => run.state !== 'running')
      .map((run) => {
        const own = PLAN.workloads.find(({ id }) => id === run.workload);
        const sample = kept.get(run) ?? sampleOf(run, own, '');
        kept.set(run, sample);
        return sample;
      });
    const input = { ...PLAN, state, samples };
    yield [resultsOf(input, memory), resultsOf(input)];
  }
}

it('results are the same with a memory of earlier ones, whatever has come since', () => {
  const seen = { p: 0, order: 0, means: 0, intervals: 0 };
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1000, max: 8000 }), (seed, size) => {
      for (const [remembered, anew] of asItGrows(seed, size)) {
        expect(remembered).toEqual(anew);
        seen.p += anew.comparisons.filter(({ adjusted }) => adjusted !== null).length;
        seen.order += anew.order.length;
        seen.means += anew.means.filter(({ geometricInterval }) => geometricInterval !== null).length;
        seen.intervals += anew.cells.filter(({ medianInterval }) => medianInterval !== null).length;
      }
    }),
    { numRuns: 5, seed: 8 },
  );
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
});

it('results that were made before are not changed by later ones', () => {
  let before: { readonly results: Results; readonly copy: Results } | null = null;
  for (const [remembered] of asItGrows(3, 1500)) {
    if (before !== null) expect(before.results).toEqual(before.copy);
    before = { results: remembered, copy: structuredClone(remembered) };
  }
  expect(before).not.toBeNull();
});

it('comparisons of a family of which nothing new has come are the same objects', () => {
  const [reader, memory] = [journalReader(), analysisMemory()];
  reader.push(journalOf(PLAN.schedule, seededRandom(5), 0, 1));
  const state = reader.state();
  const samples = state.runs.map((run) => sampleOf(run, PLAN.workloads[0], ''));
  const [one, other] = [0, 1].map(() => resultsOf({ ...PLAN, state, samples }, memory).comparisons[0]);
  expect(one).toBeDefined();
  expect(other).toBe(one);
});

it('what is made of a growing list looks at each item once, and at all of another list', () => {
  const looked: string[] = [];
  const joined = grown<{ readonly name: string }, string[]>({
    start: () => [],
    add(made, { name }) {
      looked.push(name);
      made.push(name);
    },
  });
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  expect([...joined([a, b])]).toEqual(['a', 'b']);
  expect([...joined([a, b, c])]).toEqual(['a', 'b', 'c']);
  expect(looked.splice(0)).toEqual(['a', 'b', 'c']);
  expect([...joined([a, { name: 'b' }])]).toEqual(['a', 'b']);
  expect([...joined([b])]).toEqual(['b']);
  expect(looked).toEqual(['a', 'b', 'b']);
});
