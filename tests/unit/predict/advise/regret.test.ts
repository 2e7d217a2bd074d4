import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../../src/core/experiment/random';
import {
  EXACT_PUS,
  searchCuts,
  type AdviceQuestion,
  type SearchedCuts,
} from '../../../../src/core/predict/advise/advise';
import { adviceModel, type KnownPages } from '../../../../src/core/predict/advise/model';
import { finished } from '../../../../src/core/predict/steps';
import { drawnValues } from '../../../../src/core/predict/draws';
import { isRefused } from '../../../../src/core/recipes/recipe';
import type { Machine } from '../../../../src/core/topology/machine';
import { everything } from '../../../support/everything';
import { madeUp, question } from './questions';

const TRIALS = everything ? 200 : 60;

function oneOf<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)] as T;
}

/** Two to four nodes of two or four cores, sometimes in packages, with threads, with one node of less memory or farther away. */
function randomMachine(random: Random): Machine {
  const shape = oneOf(
    [
      'pack:2 [numa] core:2 pu:1',
      'pack:2 [numa] core:2 pu:1',
      'pack:2 [numa] core:4 pu:1',
      'pack:2 group:2 [numa] core:2 pu:1',
    ] as const,
    random,
  );
  const threads = random(12) === 0 ? shape.replace('pu:1', 'pu:2') : shape;
  const nodes = shape.includes('group') ? 4 : 2;
  const far = 15 + random(30);
  const odd = random(3) === 0 ? 10 + random(20) : 0;
  const distances = Array.from({ length: nodes }, (_, a) =>
    Array.from({ length: nodes }, (_other, b) => (a === b ? 10 : far + (Math.min(a, b) === 0 ? odd : 0))),
  );
  return madeUp(threads, { distances });
}

function randomQuestion(random: Random, seed: number): AdviceQuestion {
  const program = (): string =>
    `${oneOf(['cg', 'ep', 'ft', 'is', 'lu', 'mg'], random)}.${oneOf(['S', 'W', 'A'], random)}`;
  const programs = random(3) === 0 ? [program(), program()] : [program()];
  return {
    ...question(randomMachine(random), programs, {
      sizes: oneOf(['equal', 'equal', 'equal', 'equal', 'any'] as const, random),
      memory: oneOf(
        [['firstTouch'], ['firstTouch'], ['interleave'], ['firstTouch', 'cells']] as const,
        random,
      ),
      transports: oneOf([['shared'], ['shared', 'network']] as const, random),
      isIsolated: random(8) === 0,
    }),
    ...{
      phase: oneOf(['cold', 'warm'] as const, random),
      paging: oneOf(['nested', 'shadow'] as const, random),
    },
    // Another world each time: what nobody has published is drawn as well.
    values: drawnValues(1, seed)[0] as NonNullable<AdviceQuestion['values']>,
  };
}

/** Of every candidate, from a model that knows nothing of the search but pages, which nobody searches for. */
function allMeans(
  { candidates, natives, setting }: SearchedCuts,
  { programs }: AdviceQuestion,
  pages: KnownPages,
): readonly number[] {
  const workloads = programs.map(({ workload }) => workload);
  const model = adviceModel(workloads, setting, pages);
  return candidates.map((candidate) => {
    const ratios = workloads.map((_one, at) => model.seconds(candidate, at) / (natives[at]?.seconds ?? NaN));
    return ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
  });
}

function found(asked: AdviceQuestion, pages: KnownPages): SearchedCuts {
  const searched = finished(searchCuts(asked, pages));
  if (isRefused(searched)) throw new Error(searched.problem);
  return searched;
}

describe(`${TRIALS} random machines and programs`, () => {
  it('regret nothing where the best is said to be exact, and never beat the bound where it is not', () => {
    const random = seededRandom(7);
    let [pruned, cuts, widest] = [0, 0, 0];
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const asked = randomQuestion(random, trial);
      const pages: KnownPages = new Map();
      const exact = found(asked, pages);
      const means = allMeans(exact, asked, pages);
      const least = Math.min(...means);
      const [best] = exact.found;
      expect(exact.space.isExact).toBe(true);
      expect(means[exact.candidates.indexOf(best as never)]).toBe(least);
      expect(exact.space.bound).toBeCloseTo(least, 12);
      cuts += exact.space.cuts;
      pruned += exact.space.cuts - exact.space.evaluated;

      // As on a machine that is too large: three cuts are looked at, and the bound speaks for the others.
      const bounded = found({ ...asked, budget: 3 }, pages);
      expect(bounded.space.bound).toBeLessThanOrEqual(least * (1 + 1e-12));
      const mean = means[bounded.candidates.indexOf(bounded.found[0] as never)] ?? NaN;
      const chosen = bounded.space.bound * (1 + bounded.space.gap);
      expect(chosen).toBeGreaterThanOrEqual(least * (1 - 1e-12));
      expect(Number.isNaN(mean) || chosen >= least).toBe(true);
      widest = Math.max(widest, bounded.space.gap);
    }
    // Otherwise there would be nothing to be wrong about.
    expect(cuts).toBeGreaterThan(8 * TRIALS);
    expect(pruned).toBeGreaterThan(cuts / 10);
    expect(widest).toBeGreaterThan(0.01);
    expect(EXACT_PUS).toBe(64);
  }, 600_000);
});
