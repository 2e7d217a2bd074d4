import type { Concerns, JsonPath, Problem, ProblemFix, TextRange } from '../text/document';
import { changesToEdits } from '../text/edits';
import { rangeAt, type ParsedDocument } from '../text/parse';
import { isApplicable, keyOf, writtenAt, writtenChanges } from './inherited';
import type { Finding, Fix, Severity } from './rule';
import { isObject, valueAt } from './values';

/** A problem with its rule, on the way to a finding. */
export interface Found {
  readonly rule: string;
  readonly severity: Severity;
  readonly problem: Problem;
  /** Stands for a reader's problem at the same place or above it. */
  readonly explainsReader: boolean;
  /** What it is about, where several problems became one. */
  readonly about?: { readonly paths: readonly JsonPath[]; readonly concerns: Required<Concerns> };
}

/** Several VMs can inherit one mistake; it then is one finding, with the fixes of all. */
export function merged(root: unknown, found: readonly Found[]): readonly Found[] {
  const groups = new Map<string, Found[]>();
  for (const item of found) {
    const key = `${item.rule} ${keyOf(writtenAt(root, item.problem.path))}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first === undefined ? [] : [group.length === 1 ? first : together(first, group)];
  });
}

function together(first: Found, group: readonly Found[]): Found {
  const more = group.length - 1;
  const message = `${first.problem.message} (The same holds ${more === 1 ? 'once more' : `${more} times more`} here.)`;
  const all = group.flatMap((item) => item.problem.fixes ?? []);
  // What is safe for one VM is not for those that inherit the same and would mind.
  const isSafe = group.every(({ problem }) => (problem.fixes ?? []).some((fix) => fix.safe));
  const fixes = (first.problem.fixes ?? []).map((fix) => ({
    ...fix,
    safe: fix.safe && isSafe,
    changes: all.filter((other) => other.title === fix.title).flatMap((other) => other.changes),
  }));
  const about = {
    paths: group.map(({ problem }) => problem.path),
    concerns: concernsOf(group.map(({ problem }) => problem)),
  };
  return { ...first, about, problem: { ...first.problem, message, fixes } };
}

function concernsOf(problems: readonly Problem[]): Required<Concerns> {
  const all = (key: keyof Concerns): number[] => [
    ...new Set(problems.flatMap(({ concerns }) => concerns?.[key] ?? [])),
  ];
  return { pus: all('pus'), nodes: all('nodes') };
}

export function toFinding(doc: ParsedDocument, found: Omit<Found, 'explainsReader'>): Finding {
  const { rule, severity, problem } = found;
  return {
    rule,
    severity,
    message: problem.message,
    range: rangeOf(doc, problem.path),
    ...(found.about ?? { paths: [problem.path], concerns: concernsOf([problem]) }),
    fixes: (problem.fixes ?? []).flatMap((fix) => toFix(doc, fix)),
  };
}

/** By place, then by rule; JavaScript's sort keeps the order of what is equal. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.range.offset - b.range.offset || compare(a.rule, b.rule));
}

function toFix(doc: ParsedDocument, fix: ProblemFix): readonly Fix[] {
  const changes = writtenChanges(doc.value, fix.changes);
  if (!changes.every((change) => isApplicable(doc.value, change))) return [];
  const edits = changesToEdits(doc, changes);
  return edits.length === 0 ? [] : [{ title: fix.title, safe: fix.safe, edits }];
}

/**
 * Where the value is written. For one that is not written: something short that stands for its nearest parent (its
 * name, its key, its opening bracket), because a whole object underlined says nothing.
 */
function rangeOf(doc: ParsedDocument, path: JsonPath): TextRange {
  const written = writtenAt(doc.value, path);
  if (valueAt(doc.value, written) !== undefined) return rangeAt(doc, written);
  let depth = path.length - 1;
  while (depth > 0 && valueAt(doc.value, path.slice(0, depth)) === undefined) depth--;
  return standIn(doc, path.slice(0, Math.max(0, depth)));
}

function standIn(doc: ParsedDocument, path: JsonPath): TextRange {
  const value = valueAt(doc.value, path);
  if (isObject(value) && typeof value['name'] === 'string') return rangeAt(doc, [...path, 'name']);
  const range = rangeAt(doc, path, 'key');
  const isBracket = '{['.includes(doc.text.charAt(range.offset)) && range.length > 0;
  return isBracket ? { offset: range.offset, length: 1 } : range;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
