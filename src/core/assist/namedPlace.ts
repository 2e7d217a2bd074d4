import { valueAt } from '../check/values';
import { rangeAt } from '../text/parse';
import type { JsonPath, TextRange } from '../text/document';
import type { Subject } from './subject';

/** Something of an experiment by the name that results have for it. */
export interface NamedPart {
  readonly kind: 'layout' | 'workload' | 'factor';
  /** Of a layout `native` is the bare machine; a workload has its title. */
  readonly name: string;
}

export interface NamedPlace {
  readonly range: TextRange;
  /** The layout file that stands there, as it is written; null for anything else. */
  readonly file: string | null;
}

/** Where an experiment's text names it; null where it does so no longer. */
export function namedPlace(subject: Subject, part: NamedPart): NamedPlace | null {
  const path = pathOf(subject, part);
  if (path === null) return null;
  const file = part.kind === 'layout' ? subject.levels.find(({ name }) => name === part.name)?.ref : null;
  return {
    range: rangeAt(subject.doc, path, part.kind === 'factor' ? 'key' : 'value'),
    file: typeof file === 'string' ? file : null,
  };
}

function pathOf(subject: Subject, { kind, name }: NamedPart): JsonPath | null {
  const { experimentDocument } = subject;
  if (kind === 'workload') return programPath(subject, name);
  if (kind === 'factor')
    return Object.hasOwn(experimentDocument?.factors ?? {}, name) ? ['factors', name] : null;
  const level = subject.levels.find((one) => one.name === name);
  if (level !== undefined) return level.path;
  return name === 'native' && experimentDocument?.baseline !== undefined ? ['baseline'] : null;
}

/** A program within the list of its entry; the entry where it is not written there. */
function programPath({ doc, experiment }: Subject, title: string): JsonPath | null {
  const found = experiment?.workloads.find((workload) => workload.title === title);
  if (found === undefined) return null;
  const programs = valueAt(doc.value, [...found.path, 'programs']);
  const at = Array.isArray(programs) ? programs.indexOf(found.program) : -1;
  return at < 0 ? found.path : [...found.path, 'programs', at];
}
