import { MAX_CPU_LIST, formatCpuList } from '../text/cpuList';
import { captureKinds } from './captureKinds';
import {
  indexesOf,
  naturalAt,
  sectionOf,
  setReader,
  textAt,
  type CaptureText,
  type Section,
  type SetReader,
} from './captureText';
import { numberCores, numberGroups, type CorePlace } from './coreNumbers';
import { firstOf, hasId, idsWithin, type IdSet } from './idSet';
import type { Pu } from './machine';

export interface CapturedPus {
  readonly pus: readonly Pu[];
  readonly warnings: readonly string[];
}

interface Reading {
  readonly cpu: Section;
  /** Online PUs, ascending. */
  readonly online: readonly number[];
  readonly sets: SetReader;
  readonly warnings: string[];
}

/**
 * The PUs of a capture in ascending order; what the host does not say is null, as all of it for an offline PU. All are
 * `allowed`: who may use them is not known here.
 */
export function capturePus(capture: CaptureText): CapturedPus {
  const cpu = sectionOf(capture, 'cpu');
  const sets = setReader();
  const ids = presentPus(cpu, sets);
  const online = onlinePus(cpu, ids, sets);
  const reading: Reading = { cpu, online, sets, warnings: [] };
  const packages = packageByPu(reading);
  const cores = coreByPu(reading, packages);
  const l3 = l3ByPu(reading);
  const nodes = nodeByPu(capture, reading);
  const kinds = captureKinds(capture, online, sets);
  const isOnline = new Set(online);
  const pus = ids.map((id) => ({
    id,
    package: packages.get(id) ?? null,
    core: cores.get(id) ?? null,
    l3: l3.get(id) ?? null,
    node: nodes.get(id) ?? null,
    kind: kinds.get(id) ?? null,
    online: isOnline.has(id),
    allowed: true,
  }));
  return { pus, warnings: reading.warnings };
}

/** From the list of present PUs; old kernels have their folders only. */
function presentPus(cpu: Section, sets: SetReader): number[] {
  const set = sets.at(cpu, 'present');
  if (set === null) return indexesOf(cpu, 'cpu').slice(0, MAX_CPU_LIST);
  const ids: number[] = [];
  for (const [first, last] of set)
    for (let id = first; id <= last && ids.length < MAX_CPU_LIST; id++) ids.push(id);
  return ids;
}

function onlinePus(cpu: Section, ids: readonly number[], sets: SetReader): number[] {
  const set = sets.at(cpu, 'online');
  return set === null ? ids.filter((id) => textAt(cpu, `cpu${id}/online`) !== '0') : idsWithin(set, ids);
}

/**
 * The kernel prints -1 where it knows no number for a package; the PUs that it puts into one package are then counted
 * as hwloc counts them.
 */
function packageByPu(reading: Reading): ReadonlyMap<number, number> {
  const known = new Map<number, number>();
  const unnumbered = new Map<number, number>();
  for (const pu of reading.online) {
    const id = naturalAt(reading.cpu, `cpu${pu}/topology/physical_package_id`);
    if (id !== null) known.set(pu, id);
    else {
      const group = groupOf(reading, pu, ['package_cpus', 'core_siblings']);
      if (group !== null) unnumbered.set(pu, group);
    }
  }
  if (known.size > 0 || unnumbered.size === 0) return known;
  reading.warnings.push(
    'The kernel gives packages no numbers. They are counted by the PUs that it says lie in one package.',
  );
  return numberGroups(unnumbered);
}

/** The lowest online PU of those that a PU shares something with; null when the capture does not say. */
function groupOf(
  { cpu, online, sets }: Reading,
  pu: number,
  files: readonly string[],
  told?: SharingToldTwice,
): number | null {
  for (const file of files) {
    const path = `cpu${pu}/topology/${file}`;
    const set = sets.at(cpu, `${path}_list`, path, () => told?.contradicted(pu));
    // A set without the PU itself tells nothing.
    if (set !== null && hasId(set, pu)) {
      told?.saw(pu, set);
      return firstOf(set, online) ?? pu;
    }
  }
  return null;
}

/**
 * Core numbers, unique within their package. The kernel's `core_id` is not where a package has several dies; the lists of
 * siblings then tell the cores apart.
 */
function coreByPu(reading: Reading, packages: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const told = sharingToldTwice();
  const places = reading.online.flatMap((pu): CorePlace[] => {
    const id = naturalAt(reading.cpu, `cpu${pu}/topology/core_id`);
    const lowest = groupOf(reading, pu, ['thread_siblings', 'core_cpus'], told);
    // PUs of unknown package count as one package: some kernels know cores and no packages.
    const place = { pu, package: packages.get(pu) ?? null, id };
    if (lowest !== null) return [{ ...place, key: lowest }];
    return id === null ? [] : [{ ...place, key: `core ${id}` }];
  });
  reading.warnings.push(...told.warnings('siblings on a core', reading.online));
  return numberCores(places);
}

/** Groups of PUs that share a cache of level 3, counted over the machine by their lowest PU. */
function l3ByPu({ cpu, online, sets, warnings }: Reading): ReadonlyMap<number, number> {
  const told = sharingToldTwice();
  const lowest = new Map<number, number>();
  const isOnline = new Set(online);
  for (const [key, [level]] of cpu) {
    const match = /^cpu(\d+)\/cache\/index\d+\/level$/.exec(key);
    const pu = Number(match?.[1]);
    if (match === null || level?.trim() !== '3' || !isOnline.has(pu)) continue;
    const path = key.slice(0, -'level'.length);
    const set = sets.at(cpu, `${path}shared_cpu_list`, `${path}shared_cpu_map`, () => {
      told.contradicted(pu);
    });
    // A cache that is not the PU's own tells nothing.
    if (set === null || !hasId(set, pu)) continue;
    told.saw(pu, set);
    lowest.set(pu, firstOf(set, online) ?? pu);
  }
  warnings.push(...told.warnings('PUs that share an L3', online));
  return numberGroups(lowest);
}

/** Notes where the kernel's files on who shares something contradict each other. */
interface SharingToldTwice {
  contradicted(pu: number): void;
  saw(pu: number, set: IdSet): void;
  warnings(what: string, online: readonly number[]): string[];
}

function sharingToldTwice(): SharingToldTwice {
  const twice: number[] = [];
  const seen = new Map<number, IdSet>();
  return {
    contradicted: (pu) => void twice.push(pu),
    saw: (pu, set) => void seen.set(pu, set),
    warnings: (what, online) => {
      const odd = [...seen].flatMap(([pu, set]) => {
        const leader = seen.get(firstOf(set, online) ?? pu);
        return leader !== undefined && !hasId(leader, pu) ? [pu] : [];
      });
      return [
        ...(twice.length === 0
          ? []
          : [
              `The list and the mask of the ${what} contradict each other for PUs ${listed(twice)}. The mask was believed.`,
            ]),
        ...(odd.length === 0
          ? []
          : [
              `PUs ${listed(odd)} name ${what} that do not name them back. What each PU says of itself was believed.`,
            ]),
      ];
    },
  };
}

function listed(pus: readonly number[]): string {
  return formatCpuList([...new Set(pus)].sort((a, b) => a - b));
}

/** A kernel without NUMA has no nodes: all online PUs are then on the one node 0. */
function nodeByPu(capture: CaptureText, { online, sets, warnings }: Reading): ReadonlyMap<number, number> {
  const section = sectionOf(capture, 'node');
  const nodes = indexesOf(section, 'node');
  if (nodes.length === 0) return new Map(online.map((id) => [id, 0]));
  const found = new Map<number, number>();
  for (const node of nodes) {
    const set = sets.at(section, `node${node}/cpulist`, `node${node}/cpumap`) ?? [];
    const taken = new Map<number, number[]>();
    for (const pu of idsWithin(set, online)) {
      const before = found.get(pu);
      if (before === undefined) found.set(pu, node);
      else push(taken, before, pu);
    }
    for (const [before, pus] of taken)
      warnings.push(
        `Nodes ${before} and ${node} both claim PUs ${listed(pus)}. The list of node ${before} was believed.`,
      );
  }
  return found;
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
