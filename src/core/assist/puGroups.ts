import { count } from '../check/words';
import type { Machine, Pu } from '../topology/machine';
import { coreKey, inTopologicalOrder } from '../topology/queries';

/** PUs that belong together, with words for it. */
export interface PuGroup {
  /** By package, node, L3, core and number, as a partition rule deals them out. */
  readonly pus: readonly number[];
  readonly words: string;
}

/**
 * The wanted PUs of a machine by what holds them: all of them, each node (`home` first), package and L3 group, whole
 * cores, single ones. What comes out the same is one group with the words of all.
 */
export function puGroups(
  machine: Machine,
  wanted: ReadonlySet<number>,
  home: readonly number[] = [],
): readonly PuGroup[] {
  const pus = inTopologicalOrder(machine.pus.filter((pu) => pu.online));
  const nearFirst = [...pus.filter((pu) => isHome(pu, home)), ...pus.filter((pu) => !isHome(pu, home))];
  const groups = new Map<string, Group>();
  for (const unit of UNITS) {
    for (const all of grouped(nearFirst, unit)) {
      const free = all.filter((pu) => wanted.has(pu.id)).map((pu) => pu.id);
      const [first] = all;
      if (first === undefined || free.length === 0 || (unit.isWhole && free.length < all.length)) continue;
      const known = groups.get(free.join());
      const words = unit.words(first);
      const group = known ?? { pus: free, whole: [], partly: [] };
      if (known === undefined) groups.set(free.join(), group);
      if (known === undefined || !unit.isSingle)
        (free.length === all.length ? group.whole : group.partly).push(words);
    }
  }
  return [...groups.values()].map((group) => ({ pus: group.pus, words: wordsOf(group) }));
}

interface Group {
  readonly pus: readonly number[];
  /** What the PUs are all of, and what they are free of. */
  readonly whole: string[];
  readonly partly: string[];
}

/** `4 PUs: node 1, package 1`; `2 PUs: free of node 0` where no more can be said. */
function wordsOf({ pus, whole, partly }: Group): string {
  const words = whole.length > 0 ? whole : partly.map((part) => `free of ${part}`);
  return pus.length === 1 ? words.join(', ') : `${count(pus.length, 'PU')}: ${words.join(', ')}`;
}

interface Unit {
  /** What PUs of the same one have in common; null where that is not known. */
  readonly key: (pu: Pu) => string | number | null;
  readonly words: (pu: Pu) => string;
  /** Only offered when all of its PUs are free. */
  readonly isWhole: boolean;
  /** Says nothing that the larger ones have not said. */
  readonly isSingle: boolean;
}

const LARGE = { isWhole: false, isSingle: false };

const UNITS: readonly Unit[] = [
  { ...LARGE, key: () => 0, words: () => 'the machine' },
  { ...LARGE, key: (pu) => pu.node, words: (pu) => `node ${pu.node}` },
  { ...LARGE, key: (pu) => pu.package, words: (pu) => `package ${pu.package}` },
  { ...LARGE, key: (pu) => pu.l3, words: (pu) => `L3 ${pu.l3}` },
  { key: coreKey, words: coreWords, isWhole: true, isSingle: false },
  { key: (pu) => pu.id, words: placeWords, isWhole: true, isSingle: true },
];

function coreWords(pu: Pu): string {
  return pu.package === null ? `core ${pu.core}` : `core ${pu.core} of package ${pu.package}`;
}

/** `node 1, core 2` */
function placeWords({ node, core, kind }: Pu): string {
  const words = [node === null ? '' : `node ${node}`, core === null ? '' : `core ${core}`, kind ?? ''];
  return words.filter((word) => word !== '').join(', ');
}

function grouped(pus: readonly Pu[], { key }: Unit): readonly (readonly Pu[])[] {
  const groups = new Map<string | number, Pu[]>();
  for (const pu of pus) {
    const own = key(pu);
    if (own === null) continue;
    const group = groups.get(own);
    if (group === undefined) groups.set(own, [pu]);
    else group.push(pu);
  }
  return [...groups.values()];
}

function isHome({ node }: Pu, home: readonly number[]): boolean {
  return node !== null && home.includes(node);
}
