import { fittedParameters, startValues, type FittedName, type FittedValues } from './fittedParameters';
import { fittedValues } from './fittedValues';
import type { Range } from './ranges';

/** Fitted where a claim tells, at their start otherwise: what the model answers with. */
export const currentValues: FittedValues = {
  ...startValues,
  ...Object.fromEntries(Object.entries(fittedValues).map(([name, { value }]) => [name, value])),
};

/** What is believable of a parameter now; intervals are drawn from it. */
export function currentRange(name: FittedName): Range {
  return fittedValues[name]?.range ?? fittedParameters[name].range;
}
