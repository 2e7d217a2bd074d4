import { seededRandom } from '../../experiment/random';
import { drawsOf, type CellSetup } from '../cell';
import { currentValues } from '../currentValues';
import type { FittedName, FittedValues } from '../fittedParameters';
import type { CalibratedFactor } from './calibrate';
import { NORMAL_95 } from './calibrate';
import { byFactor, factors, type FactorName, type HostFactors } from './factors';

export type CalibratedFactors = Readonly<
  Record<FactorName, Pick<CalibratedFactor, 'factor' | 'low' | 'high'>>
>;

/**
 * The same cell on a host that was calibrated. Its stated runs take as many times as long as the factors say, and each draw
 * as many as a factor drawn from its interval says: where cells told much the prediction's interval is narrow, where they told
 * nothing it is as wide as what was believed before. Parameters that a factor covers are not drawn besides. Factors are
 * drawn apart from each other, though what two of them do together is known better than either: intervals are rather too wide.
 */
export function calibratedSetup(setup: CellSetup, calibrated: CalibratedFactors): CellSetup {
  const { drawn, hosts } = calibratedDraws(setup.drawn ?? drawsOf(setup.seed), calibrated, setup.seed);
  return { ...setup, drawn, host: { stated: byFactor((name) => calibrated[name].factor), drawn: hosts } };
}

/** Sets of drawn values on such a host: a set of factors for each, by the seed, and of the values those that no factor covers. */
export function calibratedDraws(
  draws: readonly FittedValues[],
  calibrated: CalibratedFactors,
  seed: number,
): { readonly drawn: readonly FittedValues[]; readonly hosts: readonly HostFactors[] } {
  const normal = normals(seed);
  return { drawn: draws.map(uncovered), hosts: draws.map(() => drawnFactors(calibrated, normal)) };
}

const COVERED = new Set(Object.values(factors).flatMap(({ covers }): readonly FittedName[] => covers));

function uncovered(drawn: FittedValues): FittedValues {
  const names = Object.keys(drawn) as FittedName[];
  return Object.fromEntries(
    names.map((name) => [name, COVERED.has(name) ? currentValues[name] : drawn[name]]),
  ) as Record<FittedName, number>;
}

/** Log-normal between the ends of 95 %. */
function drawnFactors(calibrated: CalibratedFactors, normal: () => number): HostFactors {
  return byFactor((name) => {
    const { factor, low, high } = calibrated[name];
    return factor * Math.exp((Math.log(high / low) / 2 / NORMAL_95) * normal());
  });
}

/** Of the standard normal distribution (Box, Muller, Annals of Mathematical Statistics 29(2), 1958). */
function normals(seed: number): () => number {
  const random = seededRandom(seed);
  const even = (): number => (random(STEPS) + 0.5) / STEPS;
  return () => Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even());
}

const STEPS = 1e9;
