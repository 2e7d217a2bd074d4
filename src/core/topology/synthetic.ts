import type { MachineNode, Pu } from './machine';
import { indexProblems, numbersOf } from './syntheticIndexes';
import { objectsAt, readItems, type SyntheticItem, type SyntheticProblem } from './syntheticItems';

export interface SyntheticMachine {
  readonly nodes: readonly MachineNode[];
  readonly pus: readonly Pu[];
}

/** Upper bound of PUs, so that a slip of the pen cannot fill the memory; Linux goes to 8192. */
const MAX_PUS = 65536;

/** From the outside inwards; hwloc wants the levels in this order, NUMA nodes may stand anywhere above the cores. */
const RANK = { machine: 0, package: 1, die: 2, l3: 3, l2: 4, l1: 5, core: 6, pu: 7 } as const;

/**
 * A regular machine from hwloc's synthetic notation (hwloc documentation, "Synthetic topologies"): the levels from the
 * outside inwards with their number in each parent, memory as a level (`numa:2`) or attached to one (`[numa]`). PUs and
 * nodes are numbered by `indexes`, without it in depth-first order, and come in ascending order. Cores count from 0 in
 * each package, L3 groups over the machine. Without NUMA nodes there is one for the whole machine. Memory is null where
 * the string does not give it.
 */
export function parseSynthetic(
  text: string,
): SyntheticMachine | { readonly problems: readonly SyntheticProblem[] } {
  const { items, problems } = readItems(text);
  if (problems.length > 0) return { problems };
  const wrong = orderProblems(items, text);
  return wrong.length > 0 ? { problems: wrong } : build(items);
}

/** True when the string could not be read. */
export function isSyntheticProblem(
  result: ReturnType<typeof parseSynthetic>,
): result is { readonly problems: readonly SyntheticProblem[] } {
  return 'problems' in result;
}

function orderProblems(items: readonly SyntheticItem[], text: string): SyntheticProblem[] {
  const levels = items.filter((item) => !item.attached);
  const at = (item: SyntheticItem | undefined, message: string): SyntheticProblem => ({
    offset: item?.offset ?? 0,
    length: item?.length ?? text.length,
    message,
  });
  if (levels.at(-1)?.type !== 'pu')
    return [at(levels.at(-1), 'The last level must be `pu`, for example `pu:1`.')];
  const nodes = items.filter((item) => item.type === 'numa');
  if (nodes.length > 1)
    return [at(nodes[1], 'NUMA nodes stand here for the second time. A PU has one node: keep one `numa`.')];
  const deep = nodes.find((node) => items.slice(0, items.indexOf(node)).some((item) => item.type === 'pu'));
  if (deep !== undefined) return [at(deep, 'NUMA nodes must stand before `pu`.')];
  const wrong = [...levelProblems(levels, at), ...countProblems(levels, at)];
  return wrong.length > 0 ? wrong : indexProblems(items);
}

type At = (item: SyntheticItem | undefined, message: string) => SyntheticProblem;

function levelProblems(levels: readonly SyntheticItem[], at: At): SyntheticProblem[] {
  const named = levels.filter((level) => level.type !== 'numa' && level.type !== 'group');
  return named.flatMap((level, i) => {
    const before = named[i - 1];
    if (before === undefined || rankOf(before) < rankOf(level)) return [];
    const words =
      before.type === level.type
        ? `Level \`${level.type}\` stands here for the second time. Multiply the two counts into one.`
        : `Level \`${level.type}\` cannot lie within \`${before.type}\`. The order is package, die, l3, l2, l1, core, pu.`;
    return [at(level, words)];
  });
}

function countProblems(levels: readonly SyntheticItem[], at: At): SyntheticProblem[] {
  const total = levels.reduce((product, level) => product * level.count, 1);
  const largest = levels.reduce((a, b) => (b.count > a.count ? b : a));
  return total > MAX_PUS
    ? [
        at(
          largest,
          `This makes ${Number.isSafeInteger(total) ? total : 'far too many'} PUs, and ${MAX_PUS} is the limit. Reduce a count.`,
        ),
      ]
    : [];
}

function rankOf(item: SyntheticItem): number {
  return item.type in RANK ? RANK[item.type as keyof typeof RANK] : -1;
}

function build(items: readonly SyntheticItem[]): SyntheticMachine {
  const levels = items.filter((item) => !item.attached);
  const total = levels.reduce((product, level) => product * level.count, 1);
  const attached = items.find((item) => item.type === 'numa');
  const nodeCount = attached === undefined ? 1 : objectsAt(items, attached);
  const count = (type: SyntheticItem['type']): number | null => {
    const level = levels.find((item) => item.type === type);
    return level === undefined ? null : objectsAt(items, level);
  };
  const packages = count('package') ?? 1;
  const cores = count('core') ?? total;
  const l3 = count('l3');
  const nodeNumbers = attached === undefined ? [0] : numbers(items, attached);
  const nodes = nodeNumbers.map((id) => ({
    id,
    memoryBytes: attached?.memoryBytes ?? null,
    hugePages: [],
    kind: null,
    allowed: true,
  }));
  // Levels divide the PUs, in depth-first order, into equal runs.
  const pus = numbers(items, levels.at(-1)).map((id, at) => ({
    id,
    package: run(at, packages, total),
    core: run(at, cores, total) - run(at, packages, total) * Math.floor(cores / packages),
    l3: l3 === null ? null : run(at, l3, total),
    node: nodeNumbers[run(at, nodeCount, total)] ?? null,
    kind: null,
    online: true,
    allowed: true,
  }));
  const ascending = (a: { id: number }, b: { id: number }): number => a.id - b.id;
  return { nodes: nodes.sort(ascending), pus: pus.sort(ascending) };
}

/** Numbers of an item whose `indexes` have been checked. */
function numbers(items: readonly SyntheticItem[], item: SyntheticItem | undefined): readonly number[] {
  const made = item === undefined ? [] : numbersOf(items, item);
  return typeof made === 'string' ? [] : made;
}

/** Index of the object that holds a PU, on a level of `objects` equal ones. */
function run(pu: number, objects: number, total: number): number {
  return Math.floor((pu * objects) / total);
}
