import { parseSize } from '../text/size';

/** Something wrong in a synthetic string, at UTF-16 offset and length in it. */
export interface SyntheticProblem {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

export type SyntheticType =
  'machine' | 'package' | 'die' | 'numa' | 'group' | 'l3' | 'l2' | 'l1' | 'core' | 'pu';

/** One level of a synthetic string, or memory attached to the level before it. */
export interface SyntheticItem {
  readonly type: SyntheticType;
  /** Objects in each parent; 1 for an attached one. */
  readonly count: number;
  /** Written in brackets: it hangs on the level before and is none itself. */
  readonly attached: boolean;
  /** `memory=` of a node in bytes, null when not given. */
  readonly memoryBytes: number | null;
  /** `indexes=` as written, null when not given. */
  readonly indexes: string | null;
  readonly offset: number;
  readonly length: number;
}

/** hwloc's names, which may be shortened to two letters or more. */
const NAMES: readonly (readonly [string, SyntheticType])[] = [
  ['machine', 'machine'],
  ['package', 'package'],
  ['socket', 'package'],
  ['die', 'die'],
  ['numanode', 'numa'],
  ['node', 'numa'],
  ['group', 'group'],
  ['core', 'core'],
  ['pu', 'pu'],
];
const CACHE = /^l([1-5])([uid])?(cache)?$/;
const ITEM = /^(\[?)([A-Za-z][A-Za-z0-9]*)?(?::?(\d+))?(\(([^()]*)\))?(\(([^()]*)\))?(\]?)$/;

/** Of a text that is no such notation at all nobody reads more. */
const MOST_PROBLEMS = 20;
/** There are ten kinds of levels, and groups. */
const MOST_ITEMS = 50;

/** The items of a synthetic string in the order written, or what is wrong with them. */
export function readItems(text: string): { items: SyntheticItem[]; problems: SyntheticProblem[] } {
  const items: SyntheticItem[] = [];
  const problems: SyntheticProblem[] = [];
  // Attributes in parentheses may hold spaces.
  for (const match of text.matchAll(/(?:\([^()]*\)|[^\s()]|[()])+/g)) {
    const item = readItem(match[0], match.index);
    if ('message' in item) problems.push(item);
    else items.push(item);
    if (items.length > MOST_ITEMS)
      problems.push({
        offset: match.index,
        length: match[0].length,
        message: `There are more than ${MOST_ITEMS} levels. Leave some out.`,
      });
    if (problems.length === MOST_PROBLEMS || items.length > MOST_ITEMS) break;
  }
  if (items.length + problems.length === 0)
    problems.push({
      offset: 0,
      length: text.length,
      message: 'The string is empty. Write for example `pack:2 [numa] core:4 pu:1`.',
    });
  return { items, problems };
}

function readItem(word: string, offset: number): SyntheticItem | SyntheticProblem {
  const problem = (message: string): SyntheticProblem => ({ offset, length: word.length, message });
  const match = ITEM.exec(word);
  const [, open, name, digits, , outer, , second, close] = match ?? [];
  if (match === null || (open === '[') !== (close === ']'))
    return problem(
      `\`${word}\` is no level. Write type, colon and count, for example \`core:4\`, or \`[numa]\`.`,
    );
  if (name === undefined)
    return problem(`The level \`${word}\` has no type. Write for example \`core:${digits ?? 1}\`.`);
  const type = typeOf(name);
  if (type === null)
    return problem(`\`${name}\` is no type of level. Types are package, die, numa, l3, l2, l1, core and pu.`);
  const attached = open === '[';
  if (attached && type !== 'numa') return problem('Only NUMA nodes can be attached in brackets: `[numa]`.');
  if (attached && digits !== undefined && Number(digits) !== 1)
    return problem('A level can hold one NUMA node here. Make the nodes a level of their own: `numa:2`.');
  if (!attached && digits === undefined)
    return problem(`The level \`${name}\` has no count. Write for example \`${name}:1\`.`);
  if (digits !== undefined && Number(digits) < 1)
    return problem(`\`${word}\` has a count of 0. Write 1 or more.`);
  const attributes = attributesOf([outer, second].filter((part) => part !== undefined).join(' '));
  if (typeof attributes === 'string') return problem(attributes);
  return { type, count: Number(digits ?? 1), attached, ...attributes, offset, length: word.length };
}

const DATA_CACHES: Readonly<Record<string, SyntheticType>> = { 1: 'l1', 2: 'l2', 3: 'l3' };

/** The type that a name of a level means, shortened or not; null when it means none. */
export function typeOf(name: string): SyntheticType | null {
  const lower = name.toLowerCase();
  const cache = CACHE.exec(lower);
  // Instruction caches and the outer levels of hwloc's five group nothing that the model knows.
  if (cache !== null) return cache[2] === 'i' ? 'group' : (DATA_CACHES[cache[1] ?? ''] ?? 'group');
  if (lower.length < 2) return null;
  return NAMES.find(([full]) => full.startsWith(lower))?.[1] ?? null;
}

/** Memory in bytes and `indexes` among attributes, null where not given; words when one cannot be taken over. */
function attributesOf(attributes: string): Pick<SyntheticItem, 'memoryBytes' | 'indexes'> | string {
  let memoryBytes: number | null = null;
  let indexes: string | null = null;
  for (const attribute of attributes.split(/\s+/).filter((part) => part !== '')) {
    const [key, value = ''] = attribute.split('=');
    if (key === 'indexes') indexes = value;
    if (key !== 'memory') continue;
    const bytes = memoryAttribute(value);
    if (typeof bytes === 'string') return bytes;
    memoryBytes = bytes;
  }
  return { memoryBytes, indexes };
}

/** Bytes of `memory=` in an attribute list; a problem in words where it is not understood. */
function memoryAttribute(value: string): number | string {
  if (/^\d+$/.test(value)) return Number(value);
  const bytes = parseSize(value);
  return bytes ?? `\`${value}\` is not understood as memory. Write bytes or a size such as \`16GiB\`.`;
}

/** Objects on a level; of an attached one, as many as the level has that it hangs on. */
export function objectsAt(items: readonly SyntheticItem[], item: SyntheticItem): number {
  return items
    .slice(0, items.indexOf(item) + 1)
    .filter((level) => !level.attached)
    .reduce((product, level) => product * level.count, 1);
}
