import type { JsonPath, Problem } from '../text/document';
import { isObject, valueAt } from './values';

/** One entry of an `accept` object. */
export interface Acceptance {
  readonly rule: string;
  /** Of the entry: `[..., 'accept', 'NUM01']`. */
  readonly path: JsonPath;
}

const ruleId = /^[A-Z]{2,4}[0-9]{2}$/;

/** All acceptances of a document, wherever they stand: in the document, a VM, a workload, a layout inside. */
export function acceptancesIn(value: unknown): readonly Acceptance[] {
  const found: Acceptance[] = [];
  collect(value, [], found);
  return found;
}

/** `path` is where the value stands; it is the same array throughout, so that a large document makes no copies. */
function collect(value: unknown, path: (string | number)[], found: Acceptance[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof inner !== 'object' || inner === null) continue;
    path.push(Array.isArray(value) ? Number(key) : key);
    if (key === 'accept' && isObject(inner)) found.push(...entriesAt(inner, path));
    else collect(inner, path, found);
    path.pop();
  }
}

function entriesAt(accept: object, path: JsonPath): readonly Acceptance[] {
  const rules = Object.keys(accept).filter((rule) => ruleId.test(rule));
  return rules.map((rule) => ({ rule, path: [...path, rule] }));
}

/** The acceptance of a rule that stands nearest above a path; null when there is none. */
export function acceptanceOf(root: unknown, rule: string, path: JsonPath): Acceptance | null {
  for (let depth = path.length; depth >= 0; depth--) {
    const at = [...path.slice(0, depth), 'accept', rule];
    if (typeof valueAt(root, at) === 'string') return { rule, path: at };
  }
  return null;
}

/** An acceptance that silences nothing. `known` are the ids of all rules. */
export function unusedAcceptance(root: unknown, acceptance: Acceptance, known: ReadonlySet<string>): Problem {
  const { rule, path } = acceptance;
  const object = path.slice(0, -1);
  const alone = Object.keys(valueAt(root, object) as object).length === 1;
  return {
    message: known.has(rule)
      ? `${rule} finds nothing here, so there is nothing to accept. Remove the entry.`
      : `There is no rule ${rule}. Correct the name or remove the entry.`,
    path,
    fixes: [
      {
        title: `Remove the unused acceptance of ${rule}`,
        safe: true,
        changes: [{ path: alone ? object : path, remove: true }],
      },
    ],
  };
}
