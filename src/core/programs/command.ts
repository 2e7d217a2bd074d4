import type { Workload } from '../experiment/workload';
import { matchesPattern, readPattern } from './patterns';
import type { Metric, Metrics, Suite } from './program';

/** Any program of the user's; its numbers are taken from its output by the patterns of the document. */
export const command: Suite = {
  id: 'command',
  candidates: (workload) => [workload.command],
  files: (workload) => workload.files,
  outputs: [],
  read,
  rankProblem: () => null,
};

function read(workload: Workload, output: string): Metrics {
  const values: Record<string, Metric> = {};
  for (const [name, pattern] of Object.entries(workload.metrics)) {
    const metric = readPattern(pattern, output);
    if (metric !== null) values[name] = metric;
  }
  return {
    seconds: secondsOf(workload, output),
    values,
    verified: workload.success === null ? null : matchesPattern(workload.success, output),
    facts: {},
  };
}

/** Seconds in units in which programs print times. */
const SECONDS: Readonly<Record<string, number>> = {
  h: 3600,
  min: 60,
  s: 1,
  sec: 1,
  seconds: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

/** null without a `time` pattern, without a match, and for a unit that is none of time. */
function secondsOf(workload: Workload, output: string): number | null {
  const metric = workload.time === null ? null : readPattern(workload.time, output);
  const factor = metric === null ? undefined : SECONDS[metric.unit];
  return metric === null || factor === undefined ? null : metric.value * factor;
}

/** What is wrong with the unit of a `time` pattern, in words; null when it is a unit of time. */
export function timeUnitProblem(unit: string): string | null {
  if (Object.hasOwn(SECONDS, unit)) return null;
  return `\`${unit}\` is no unit of time. Use one of ${Object.keys(SECONDS).join(', ')}.`;
}
