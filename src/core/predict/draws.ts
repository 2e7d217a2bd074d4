import { seededRandom, shuffled } from '../experiment/random';
import { fittedParameters, type FittedName, type FittedValues } from './fittedParameters';

/**
 * So many sets of values of what nobody has published, each parameter spread over its range: evenly in its logarithm, or
 * evenly where the range begins at 0. Every stretch of a range comes up once (Latin hypercube: McKay, Beckman, Conover
 * 1979), so that few sets are enough. The same seed gives the same sets, whatever the cell.
 */
export function drawnValues(count: number, seed: number): readonly FittedValues[] {
  const random = seededRandom(seed);
  const strata = Array.from({ length: count }, (_, at) => at);
  const columns = Object.entries(fittedParameters).map(([name, { range }]) => {
    const [low, high] = range;
    return { name, low, high, order: shuffled(strata, random) };
  });
  return strata.map((_draw, draw) => {
    const values = columns.map(({ name, low, high, order }) => {
      const share = ((order[draw] ?? 0) + 0.5) / count;
      return [name, low > 0 ? low * (high / low) ** share : low + (high - low) * share] as const;
    });
    return Object.fromEntries(values) as Record<FittedName, number>;
  });
}
