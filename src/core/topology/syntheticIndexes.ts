import { objectsAt, typeOf, type SyntheticItem, type SyntheticProblem } from './syntheticItems';

/** Largest number that a PU or node may have, as in the schema of a topology. */
const MAX_INDEX = 1048575;

/** One loop of an interleaving: `count` numbers in turn, each for `step` objects that lie side by side. */
interface Loop {
  readonly step: number;
  readonly count: number;
}

/**
 * The number of each object of an item, in depth-first order, by hwloc's attribute `indexes` (hwloc documentation,
 * "Synthetic topologies"): a list of all numbers (`0,2,1,3`), loops from the fastest to the slowest as `step*count`
 * (`2*8:1*2`), or loops over levels further out (`core`, `l3:core`). A last loop over what is left may be missing, so
 * `pu:2(indexes=core)` numbers the first threads of all cores before the second ones. Without the attribute numbers
 * count up. Words say what cannot be taken over.
 */
export function numbersOf(items: readonly SyntheticItem[], item: SyntheticItem): readonly number[] | string {
  const total = objectsAt(items, item);
  const text = item.indexes;
  if (text === null) return Array.from({ length: total }, (_, i) => i);
  if (/^\d+(,\d+)*$/.test(text)) return listed(text.split(',').map(Number), total);
  const loops = /^\d+\*\d+(:\d+\*\d+)*$/.test(text) ? writtenLoops(text) : levelLoops(text, items, item);
  return typeof loops === 'string' ? loops : interleaved(loops, total);
}

/** What is wrong with the `indexes` of any item, before numbers are made of them. */
export function indexProblems(items: readonly SyntheticItem[]): SyntheticProblem[] {
  return items.flatMap((item) => {
    if (item.indexes === null) return [];
    const numbers =
      item.type === 'pu' || item.type === 'numa'
        ? numbersOf(items, item)
        : 'Only NUMA nodes and PUs are numbered by `indexes`. Leave it out here.';
    return typeof numbers === 'string'
      ? [{ offset: item.offset, length: item.length, message: numbers }]
      : [];
  });
}

function listed(numbers: readonly number[], total: number): readonly number[] | string {
  if (numbers.length !== total)
    return `\`indexes\` gives ${numbers.length} numbers for ${total} objects. Give one to each.`;
  const large = numbers.find((number) => number > MAX_INDEX);
  if (large !== undefined) return `The number ${large} in \`indexes\` is larger than ${MAX_INDEX}.`;
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i);
  return twice === undefined
    ? numbers
    : `The number ${twice} stands in \`indexes\` twice. Give each object its own.`;
}

function writtenLoops(text: string): readonly Loop[] | string {
  const loops = text.split(':').map((word) => {
    const [step = 0, count = 0] = word.split('*').map(Number);
    return { step, count };
  });
  return loops.some((loop) => loop.step === 0 || loop.count === 0)
    ? 'A loop of `indexes` has a step or count of 0. Write 1 or more.'
    : loops;
}

function levelLoops(
  text: string,
  items: readonly SyntheticItem[],
  item: SyntheticItem,
): readonly Loop[] | string {
  const outer = items.slice(0, items.indexOf(item)).filter((level) => !level.attached);
  const named: SyntheticItem[] = [];
  for (const name of text.split(':')) {
    const level = outer.find((candidate) => candidate.type === typeOf(name));
    if (level === undefined)
      return `\`${name}\` in \`indexes\` is no level further out. Write for example \`indexes=core\`, a list of numbers or loops such as \`2*8\`.`;
    if (named.includes(level)) return `\`${name}\` stands in \`indexes\` twice. Name each level once.`;
    named.push(level);
  }
  const total = objectsAt(items, item);
  return named.map((level) => {
    // A loop runs over the objects of its level within the next named level further out.
    const around = outer
      .slice(0, outer.indexOf(level))
      .filter((other) => named.includes(other))
      .at(-1);
    const width = objectsAt(items, level);
    return { step: total / width, count: width / (around === undefined ? 1 : objectsAt(items, around)) };
  });
}

function interleaved(given: readonly Loop[], total: number): readonly number[] | string {
  const width = given.reduce((product, loop) => product * loop.count, 1);
  const finest = Math.min(...given.map((loop) => loop.step));
  const loops = width !== total && width * finest === total ? [...given, { step: 1, count: finest }] : given;
  const made = loops.reduce((product, loop) => product * loop.count, 1);
  if (made !== total)
    return `\`indexes\` makes ${made} numbers for ${total} objects. The counts of its loops must multiply to that.`;
  const numbers = Array.from({ length: total }, (_, i) => numberAt(i, loops));
  return new Set(numbers).size === total
    ? numbers
    : '`indexes` gives the same number twice. Each step must be that of another level.';
}

/** The number of the i-th object: its place in each loop, the first loop running fastest. */
function numberAt(i: number, loops: readonly Loop[]): number {
  let weight = 1;
  let number = 0;
  for (const { step, count } of loops) {
    number += (Math.floor(i / step) % count) * weight;
    weight *= count;
  }
  return number;
}
