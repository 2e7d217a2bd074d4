import type { Problem } from '../text/document';
import type { ExperimentDocument } from '../schema/generated/vmexperiment.types';
import { parseDuration } from '../text/duration';
import type { Experiment, LayoutLevel, Phase, Precision } from './experiment';
import { givenFactors } from './givenFactors';
import { usableLevels } from './levels';
import { workloadsFromDocument } from './workloads';

/** A year of 365 days. */
const longestSeconds = 365 * 24 * 3600;

/**
 * An experiment from a document that satisfies the schema. `levels` are the layouts that could be loaded, in document
 * order; those whose names cannot be used are left out with a problem. Never throws for what a user can write.
 */
export function experimentFromDocument(
  doc: ExperimentDocument,
  levels: readonly LayoutLevel[],
  name: string,
): { readonly experiment: Experiment; readonly problems: readonly Problem[] } {
  const layouts = usableLevels(levels);
  const workloads = workloadsFromDocument(doc);
  const timeLimit = limitOf(doc.timeLimit, 'timeLimit', 3600);
  const bootLimit = limitOf(doc.bootLimit, 'bootLimit', 300);
  return {
    experiment: {
      ...settingsOf(doc, name),
      layouts: layouts.levels,
      workloads: workloads.workloads,
      timeLimitSeconds: timeLimit.seconds,
      bootLimitSeconds: bootLimit.seconds,
    },
    problems: [
      ...layouts.problems,
      ...workloads.problems,
      ...timeLimit.problems,
      ...bootLimit.problems,
      ...selectionProblems(doc),
      ...precisionProblems(doc),
    ],
  };
}

function settingsOf(doc: ExperimentDocument, name: string) {
  return {
    name,
    title: doc.title ?? name,
    native: (doc.baseline ?? 'native') === 'native',
    phases: phasesOf(doc),
    warmRuns: doc.warmRuns ?? 1,
    replicates: doc.replicates ?? 5,
    order: doc.order ?? 'randomized',
    seed: doc.seed ?? 1,
    precision: precisionOf(doc),
    margin: doc.margin ?? null,
    factors: givenFactors(doc),
    exclude: doc.exclude ?? [],
    cells: doc.cells ?? null,
    techniques: doc.techniques ?? [],
    collect: doc.collect ?? [],
    guest: {
      kernel: doc.guest?.kernel ?? null,
      args: doc.guest?.args ?? [],
      files: doc.guest?.files ?? [],
    },
  };
}

function selectionProblems({ cells, exclude }: ExperimentDocument): readonly Problem[] {
  if (cells === undefined || exclude === undefined) return [];
  const message = '`cells` says what is run and `exclude` what is not: both cannot be told. Leave one out.';
  return [{ message, path: ['exclude'] }];
}

function precisionOf({ precision }: ExperimentDocument): Precision | null {
  if (precision === undefined) return null;
  const { width, minimum, maximum } = precision;
  return {
    width,
    minimum: minimum ?? Math.min(5, maximum ?? 5),
    maximum: maximum ?? Math.max(30, minimum ?? 30),
  };
}

/** Without a look nothing can be found to be precise. */
function precisionProblems(doc: ExperimentDocument): readonly Problem[] {
  const precision = precisionOf(doc);
  if (precision === null || precision.minimum <= precision.maximum) return [];
  const { minimum, maximum } = precision;
  const message = `The experiment ends after ${maximum} blocks, before the first look at the intervals after ${minimum}. Lower \`minimum\`, or raise \`maximum\`.`;
  return [{ message, path: ['precision', 'maximum'] }];
}

/** Cold before warm whatever the document's order: that is how they run. */
function phasesOf(doc: ExperimentDocument): readonly Phase[] {
  const wanted = doc.phases ?? ['cold', 'warm'];
  return (['cold', 'warm'] as const).filter((phase) => wanted.includes(phase));
}

/** A limit in seconds. Limits reach the host as whole seconds, so that less than one would mean none. */
function limitOf(text: string | undefined, key: string, defaultSeconds: number) {
  if (text === undefined) return { seconds: defaultSeconds, problems: [] };
  const seconds = parseDuration(text);
  if (seconds !== null && seconds >= 1 && seconds <= longestSeconds) {
    return { seconds: Math.ceil(seconds), problems: [] };
  }
  const message = `"${text}" is no usable time limit. Write one second to a year, for example "90s", "10min" or "2h".`;
  return { seconds: defaultSeconds, problems: [{ message, path: [key] }] };
}
