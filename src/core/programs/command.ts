import type { MetricPattern, Workload } from '../experiment/workload';
import type { Metric as MetricEntry } from '../schema/generated/vmexperiment.types';
import { givenProfile } from './commandProfile';
import { matchesPattern, readPattern } from './patterns';
import {
  nothingDescribed,
  type Described,
  type Metric,
  type Metrics,
  type Suite,
  type WorkloadEntry,
} from './program';

/** Any program of the user's; its numbers are taken from its output by the patterns of the document. */
export const command: Suite = {
  id: 'command',
  title: 'any program',
  entry: {
    keys: {
      command: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description: 'Program and arguments, as the host knows them. No shell reads them.',
      },
      files: { $ref: '#/definitions/files' },
      time: {
        $ref: '#/definitions/metric',
        description:
          "The program's own timed region. Without it the wall time counts, and the result says so.",
      },
      metrics: {
        type: 'object',
        description: 'Further numbers that the program prints.',
        additionalProperties: { $ref: '#/definitions/metric' },
        propertyNames: { $ref: '#/definitions/name' },
      },
      success: {
        type: 'string',
        minLength: 1,
        maxLength: 1000,
        description: 'Regular expression (RE2) that the output of a right run matches.',
      },
      profile: {
        $ref: '#/definitions/profile',
        description:
          'What the program does in one run, for predictions; what is run does not depend on it. docs/model/profiles.md says how its numbers are found.',
      },
    },
    required: ['name', 'command', 'launcher'],
    launchers: null,
  },
  launcher: 'plain',
  describe: (entry) => [describe(entry)],
  candidates: (workload) => [workload.command],
  files: (workload) => workload.files,
  outputs: [],
  read,
  rankProblem: () => null,
};

function describe(entry: WorkloadEntry): Described {
  const name = entry.name ?? 'command';
  return {
    ...nothingDescribed,
    title: name,
    program: name,
    command: entry.command ?? [],
    files: entry.files ?? {},
    time: entry.time ? patternOf(entry.time) : null,
    metrics: Object.fromEntries(
      Object.entries(entry.metrics ?? {}).map(([key, metric]) => [key, patternOf(metric)]),
    ),
    success: entry.success ?? null,
    profile: entry.profile ? givenProfile(entry.profile) : null,
  };
}

function patternOf(metric: MetricEntry): MetricPattern {
  return { pattern: metric.pattern, unit: metric.unit, better: metric.better ?? 'lower' };
}

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
