import { seededRandom, shuffled } from '../experiment/random';
import { currentRange } from './currentValues';
import { fittedParameters, type FittedName, type FittedValues } from './fittedParameters';
import { valueAt, type Range } from './ranges';

/**
 * So many sets of values of what nobody has published, each parameter spread over what is believable of it after the
 * fit: evenly in its logarithm, or evenly where the range begins at 0. Every stretch of a range comes up once (Latin
 * hypercube: McKay, Beckman, Conover 1979), so that few sets are enough. The same seed gives the same sets, whatever the
 * cell.
 */
export function drawnValues(
  count: number,
  seed: number,
  rangeOf: (name: FittedName) => Range = currentRange,
): readonly FittedValues[] {
  const random = seededRandom(seed);
  const strata = Array.from({ length: count }, (_, at) => at);
  const columns = (Object.keys(fittedParameters) as FittedName[]).map((name) => ({
    ...{ name, range: rangeOf(name) },
    order: shuffled(strata, random),
  }));
  return strata.map((_draw, draw) => {
    const values = columns.map(
      ({ name, range, order }) => [name, valueAt(range, ((order[draw] ?? 0) + 0.5) / count)] as const,
    );
    return Object.fromEntries(values) as Record<FittedName, number>;
  });
}
