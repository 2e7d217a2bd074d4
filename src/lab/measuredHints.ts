import {
  measuredOfLayout,
  measuredOfProgram,
  notMeasured,
  type Measured,
} from '../core/analysis/measuredWords';
import type { Results } from '../core/analysis/results';
import { placeFor } from '../core/assist/hints';
import type { Subject } from '../core/assist/subject';
import { valueAt } from '../core/check/values';
import type { Workload } from '../core/experiment/workload';
import type { JsonPath } from '../core/text/document';

export interface MeasuredHint extends Measured {
  readonly offset: number;
}

/** Behind each layout and each program of an experiment. None where nothing is compared with the machine itself. */
export function measuredHints(
  { doc, levels, experiment }: Subject,
  results: Results | null,
): readonly MeasuredHint[] {
  if (experiment?.native !== true) return [];
  const layouts = levels.map(({ name, path }) => ({
    path,
    ...(results === null ? notMeasured : measuredOfLayout(results, name)),
  }));
  const programs = onePerPlace(doc.value, experiment.workloads).map(({ path, title }) => ({
    path,
    ...(results === null ? notMeasured : measuredOfProgram(results, title)),
  }));
  return [...layouts, ...programs].map(({ path, text, lines }) => ({
    offset: placeFor(doc, path),
    text,
    lines,
  }));
}

interface Place {
  readonly path: JsonPath;
  readonly title: string;
}

/** Variants of a program share its place and its title. */
function onePerPlace(root: unknown, workloads: readonly Workload[]): readonly Place[] {
  const places = workloads.map((workload) => ({
    path: placeOf(root, workload),
    title: workload.title,
  }));
  return [...new Map(places.map((place) => [place.path.join('/'), place])).values()];
}

/** The program in its list, else the entry's name, else its suite. */
function placeOf(root: unknown, { path, program }: Workload): JsonPath {
  const programs = valueAt(root, [...path, 'programs']);
  const index = Array.isArray(programs) ? programs.indexOf(program) : -1;
  if (index >= 0) return [...path, 'programs', index];
  return [...path, valueAt(root, [...path, 'name']) === undefined ? 'suite' : 'name'];
}
