import { checkExperiment, checkLayout } from '../../check/engine';
import type { Finding } from '../../check/rule';
import { allRules } from '../../check/rules/all';
import { isObject, valueAt } from '../../check/values';
import type { JsonPath } from '../../text/document';
import type { ParsedDocument } from '../../text/parse';
import type { Offer } from '../completion';
import type { Place } from '../place';
import type { Subject } from '../subject';

/** Rules that find something which an entry here would silence: found by asking the checker with and without it. */
export function acceptOffers(subject: Subject, place: Place): readonly Offer[] {
  const object: JsonPath = [...(place.part?.base ?? []), ...place.path.slice(0, -1)];
  const written = valueAt(subject.doc.value, object);
  const here = isObject(written) ? written : {};
  const before = found(subject, subject.doc);
  const everything = Object.fromEntries(allRules.map(({ id }) => [id, 'accepted']));
  const after = found(subject, withValue(subject.doc, object, everything));
  return allRules
    .filter(({ id }) => !Object.hasOwn(here, id) && countOf(after, id) < countOf(before, id))
    .map(({ id, title }) => ({
      value: id,
      detail: title,
      documentation: before.find(({ rule }) => rule === id)?.message ?? '',
      icon: 'rule',
    }));
}

function found({ kind, parts, experiment }: Subject, doc: ParsedDocument): readonly Finding[] {
  if (kind === 'experiment') return checkExperiment(doc, experiment, []);
  return checkLayout(doc, parts[0]?.layout ?? null, []);
}

function countOf(findings: readonly Finding[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}

/** The document as if a value stood at a path: the rules look at the value, places of the text do not matter here. */
function withValue(doc: ParsedDocument, path: JsonPath, value: unknown): ParsedDocument {
  return { ...doc, value: placed(doc.value, path, value) };
}

function placed(root: unknown, path: JsonPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root))
    return root.map((item: unknown, index) => (index === key ? placed(item, rest, value) : item));
  const object = isObject(root) ? root : {};
  return { ...object, [key]: placed(object[key], rest, value) };
}
