import { numbersInWords } from '../text/count';

export { count } from '../text/count';

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** Names in quotation marks, at most six of them: `"a", "b" and 3 more`. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, names.length > 6 ? 5 : 6).map((name) => `"${name}"`);
  return listed(names.length > shown.length ? [...shown, `${names.length - shown.length} more`] : shown);
}

/** `PU 3`, `PUs 0-3,8`; ascending, each once. */
export function pusInWords(pus: readonly number[]): string {
  return numbered('PU', pus);
}

export function nodesInWords(nodes: readonly number[]): string {
  return numbered('node', nodes);
}

export function vcpusInWords(vcpus: readonly number[]): string {
  return numbered('vCPU', vcpus);
}

/** For a verb or pronoun that must agree: `plural(pus, 'does', 'do')`. */
export function plural(items: readonly unknown[], one: string, more: string): string {
  return items.length === 1 ? one : more;
}

function numbered(noun: string, numbers: readonly number[]): string {
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  return numbersInWords(noun, distinct);
}
