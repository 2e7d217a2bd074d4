import { formatCpuList } from '../text/cpuList';
import { sizeInWords } from '../text/size';
import type { Machine, Pu } from './machine';
import { coreKey, puById } from './queries';

/** Of a node's memory: what kernel and firmware keep differs from boot to boot and is no other machine. */
const MEMORY_SHARE = 0.02;
/** Bytes that they keep of a small node: there the share alone says nothing. */
const MEMORY_BYTES = 2 ** 28;

/**
 * How a machine that was found differs from what a file says of it, in words, the weightiest first; empty when it is as
 * the file says. Numbers of PUs and nodes must be the same, because layouts name them; packages, cores and caches must
 * hold the same PUs, whatever their numbers. What one of the two does not know is no difference, nor are huge page
 * pools, which change from day to day.
 */
export function machineDifferences(file: Machine, found: Machine): readonly string[] {
  return [
    ...nodeDifferences(file, found),
    ...puDifferences(file, found),
    ...homeDifferences(file, found),
    ...unitDifferences(file, found),
    ...memoryDifferences(file, found),
    ...distanceDifferences(file, found),
  ];
}

function nodeDifferences(file: Machine, found: Machine): readonly string[] {
  const [had, has] = [file, found].map((machine) => machine.nodes.map(({ id }) => id).sort((a, b) => a - b));
  if (had === undefined || has === undefined || had.join() === has.join()) return [];
  if (had.length === has.length)
    return [`the nodes are ${formatCpuList(has)} instead of ${formatCpuList(had)}`];
  const isSplit = samePus(file, found);
  const why = isSplit ? ' (the firmware divides the packages otherwise: NPS or sub-NUMA clustering)' : '';
  return [`${numberOf(has.length, 'NUMA node')} instead of ${had.length}${why}`];
}

/** PUs that are missing, new, switched on or off, or kept away. */
function puDifferences(file: Machine, found: Machine): readonly string[] {
  const had = puById(file);
  const has = puById(found);
  const missing = file.pus.filter((pu) => pu.online && !has.has(pu.id));
  const fresh = found.pus.filter((pu) => pu.online && !had.has(pu.id));
  const both = found.pus.flatMap((now) => {
    const was = had.get(now.id);
    return was === undefined ? [] : [{ was, now }];
  });
  const which = (test: (was: Pu, now: Pu) => boolean): readonly Pu[] =>
    both.filter(({ was, now }) => test(was, now)).map(({ now }) => now);
  return [
    ...said(missing, 'is missing', 'are missing'),
    ...said(fresh, 'is not in the file', 'are not in the file'),
    ...said(
      which((was, now) => was.online && !now.online),
      'is offline',
      'are offline',
    ),
    ...said(
      which((was, now) => !was.online && now.online),
      'is online again',
      'are online again',
    ),
    ...said(
      which((was, now) => was.allowed && !now.allowed),
      'is kept away by a cgroup',
      'are kept away by a cgroup',
    ),
  ];
}

/** PUs on another node, those that go the same way together. */
function homeDifferences(file: Machine, found: Machine): readonly string[] {
  const ways = new Map<string, { readonly pus: Pu[]; readonly was: number; readonly is: number }>();
  for (const { was, now } of onlineInBoth(file, found)) {
    if (was.node === null || now.node === null || was.node === now.node) continue;
    const key = `${was.node} ${now.node}`;
    const way = ways.get(key) ?? { pus: [], was: was.node, is: now.node };
    way.pus.push(now);
    ways.set(key, way);
  }
  return [...ways.values()].flatMap(({ pus, was, is }) => {
    const where = `on node ${is} instead of node ${was}`;
    return said(pus, `is ${where}`, `are ${where}`);
  });
}

/** PUs that share a package, a core or a cache with others than the file says. */
function unitDifferences(file: Machine, found: Machine): readonly string[] {
  const pairs = onlineInBoth(file, found);
  const units: readonly (readonly [string, (pu: Pu) => string | number | null])[] = [
    ['packages', (pu) => pu.package],
    ['cores', coreKey],
    ['L3 caches', (pu) => pu.l3],
  ];
  return units.flatMap(([what, unitOf]) => {
    const known = pairs.filter(({ was, now }) => unitOf(was) !== null && unitOf(now) !== null);
    const was = firstOfUnit(
      known.map((pair) => pair.was),
      unitOf,
    );
    const now = firstOfUnit(
      known.map((pair) => pair.now),
      unitOf,
    );
    const moved = known.filter((_pair, index) => was[index] !== now[index]).map((pair) => pair.now);
    return said(moved, `shares ${what} with other PUs`, `share ${what} with other PUs`);
  });
}

/** For each PU the number of the first one in its unit: for all PUs the same in two machines where the units hold the same PUs. */
function firstOfUnit(
  pus: readonly Pu[],
  unitOf: (pu: Pu) => string | number | null,
): readonly (number | undefined)[] {
  const firsts = new Map<string | number | null, number>();
  for (const pu of pus) {
    const unit = unitOf(pu);
    if (!firsts.has(unit)) firsts.set(unit, pu.id);
  }
  return pus.map((pu) => firsts.get(unitOf(pu)));
}

function memoryDifferences(file: Machine, found: Machine): readonly string[] {
  const had = new Map(file.nodes.map((node) => [node.id, node.memoryBytes]));
  return found.nodes.flatMap(({ id, memoryBytes }) => {
    const was = had.get(id) ?? null;
    if (was === null || memoryBytes === null) return [];
    // A node that lost all of its memory differs, however small it was.
    const limit = Math.max(MEMORY_SHARE * was, Math.min(MEMORY_BYTES, was - 1));
    const off = Math.abs(memoryBytes - was);
    return off <= limit ? [] : [`node ${id} has ${inWords(memoryBytes)} instead of ${inWords(was)}`];
  });
}

function distanceDifferences(file: Machine, found: Machine): readonly string[] {
  const sameNodes = file.nodes.map(({ id }) => id).join() === found.nodes.map(({ id }) => id).join();
  if (!sameNodes || file.distances === null || found.distances === null) return [];
  const isOther = JSON.stringify(file.distances) !== JSON.stringify(found.distances);
  return isOther ? ['other distances between the nodes'] : [];
}

function onlineInBoth(file: Machine, found: Machine): readonly { readonly was: Pu; readonly now: Pu }[] {
  const had = puById(file);
  return found.pus.flatMap((now) => {
    const was = had.get(now.id);
    return was !== undefined && was.online && now.online ? [{ was, now }] : [];
  });
}

function samePus(file: Machine, found: Machine): boolean {
  return file.pus.map(({ id }) => id).join() === found.pus.map(({ id }) => id).join();
}

function said(pus: readonly Pu[], one: string, more: string): readonly string[] {
  if (pus.length === 0) return [];
  const list = formatCpuList(pus.map(({ id }) => id).sort((a, b) => a - b));
  return [pus.length === 1 ? `PU ${list} ${one}` : `PUs ${list} ${more}`];
}

function numberOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function inWords(bytes: number): string {
  return bytes === 0 ? 'no memory' : sizeInWords(bytes);
}
