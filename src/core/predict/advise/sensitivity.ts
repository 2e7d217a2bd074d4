import { arithmeticMean } from '../../analysis/statistics';
import type { Workload } from '../../experiment/workload';
import { currentRange } from '../currentValues';
import { fittedParameters, type FittedName } from '../fittedParameters';
import type { Steps } from '../steps';
import type { AdviceGround } from './ground';
import { adviceModel, type Candidate, type KnownPages, type RunSetting } from './model';

/** What one fact without a source does to the answer, all others at their values. */
export interface Sensitivity {
  readonly name: FittedName;
  readonly unit: string;
  /** At the low and at the high end of what is believable of it. */
  readonly ends: readonly [SensitivityEnd, SensitivityEnd];
  /** Largest change of the difference between the best cut and the next one, times over native. */
  readonly change: number;
  /** At one end another one of the finalists is best. */
  readonly turns: boolean;
}

export interface SensitivityEnd {
  readonly value: number;
  /** Time over native of the second cut less that of the first, means over programs: below 0 the second is faster. */
  readonly difference: number;
  /** Place among the finalists of the one that is best here. */
  readonly best: number;
}

export interface SensitivityQuestion {
  readonly programs: readonly Workload[];
  readonly setting: RunSetting;
  /** The best first, at least two. */
  readonly candidates: readonly Candidate[];
  /** On which the machine itself runs. */
  readonly nativeGround: AdviceGround;
}

/**
 * One at a time: each parameter at both ends of its range, those first that turn the answer, then by what they do to the
 * difference. Only finalists are compared: a cut that is far behind at the stated values is not looked for again.
 */
export function* sensitivity(question: SensitivityQuestion): Steps<readonly Sensitivity[]> {
  const { setting } = question;
  const pages: KnownPages = new Map();
  const stated = differenceWith(question, setting.values, pages).difference;
  const names = Object.keys(fittedParameters) as FittedName[];
  const endOf = (name: FittedName, value: number): SensitivityEnd => ({
    ...{ value, ...differenceWith(question, { ...setting.values, [name]: value }, pages) },
  });
  const all: Sensitivity[] = [];
  for (const [at, name] of names.entries()) {
    yield `What matters most: fact ${at + 1} of ${names.length}`;
    const [from, to] = currentRange(name);
    const low = endOf(name, from);
    yield null;
    const high = endOf(name, to);
    all.push({
      ...{ name, unit: fittedParameters[name].unit, ends: [low, high] },
      change: Math.max(...[low, high].map(({ difference }) => Math.abs(difference - stated))),
      turns: low.best !== 0 || high.best !== 0,
    });
  }
  return all
    .filter(({ change }) => change > 0)
    .sort((a, b) => Number(b.turns) - Number(a.turns) || b.change - a.change);
}

function differenceWith(
  { programs, setting, candidates, nativeGround }: SensitivityQuestion,
  values: RunSetting['values'],
  pages: KnownPages,
): Pick<SensitivityEnd, 'difference' | 'best'> {
  const model = adviceModel(programs, { ...setting, values, drawn: [] }, pages);
  const natives = programs.map((_program, at) => model.native(nativeGround, at)?.seconds ?? NaN);
  const means = candidates.map(
    (candidate) =>
      arithmeticMean(programs.map((_program, at) => model.seconds(candidate, at) / (natives[at] ?? NaN))) ??
      NaN,
  );
  const best = means.indexOf(Math.min(...means));
  return { difference: (means[1] ?? NaN) - (means[0] ?? NaN), best };
}
