import type { Machine, Pu } from '../core/topology/machine';

/** What QEMU is asked for: a regular machine with numbers from 0. */
export interface EmulatedShape {
  readonly packages: number;
  readonly coresPerPackage: number;
  readonly nodes: readonly EmulatedNode[];
  /** Rows and columns in the order of `nodes`; null for QEMU's own (10 and 20). */
  readonly distances: readonly (readonly number[])[] | null;
  /** How the emulated machine differs from the one that was asked for, in words. */
  readonly losses: readonly string[];
}

export interface EmulatedNode {
  readonly memoryMiB: number;
  /** Numbers on the emulated machine: package by package. */
  readonly pus: readonly number[];
}

/** An emulated PU is a thread of the host's; with more than so many, booting takes minutes. */
export const MOST_PUS = 16;
const MOST_MEMORY_MIB = 10 * 1024;
/** Below this a node holds no guest. */
const LEAST_NODE_MIB = 256;
const UNKNOWN_NODE_MIB = 512;
/** Linux adds memory in such blocks. */
const STEP_MIB = 128;

interface Place {
  readonly package: number;
  readonly node: number;
  readonly core: number;
  readonly pu: Pu;
}

/** The nearest machine that can be emulated here. Throws RangeError for a machine without a single placed PU. */
export function emulatedShape(machine: Machine): EmulatedShape {
  const placed = placesOf(machine);
  if (placed.length === 0) throw new RangeError(`${machine.id} has no online PU of known package and node.`);
  const kept = regular(atMost(placed));
  const withPus = new Set(placed.map(({ node }) => node));
  const keptNodes = new Set(kept.map(({ node }) => node));
  const nodes = machine.nodes.filter(({ id }) => keptNodes.has(id) || !withPus.has(id));
  const memory = nodeMemory(nodes.map(({ memoryBytes }) => memoryBytes));
  const rows = nodes.map(({ id }) => machine.nodes.findIndex((node) => node.id === id));
  const packages = new Set(kept.map((place) => place.package)).size;
  return {
    packages,
    coresPerPackage: kept.length / packages,
    nodes: nodes.map(({ id }, index) => ({
      memoryMiB: memory[index] ?? UNKNOWN_NODE_MIB,
      pus: kept.flatMap((place, pu) => (place.node === id ? [pu] : [])),
    })),
    distances: machine.distances === null ? null : distances(machine.distances, rows),
    losses: [
      ...puLosses(machine, placed, kept),
      ...nodeLosses(
        machine,
        nodes.map(({ id }) => id),
        memory,
      ),
    ],
  };
}

function placesOf(machine: Machine): readonly Place[] {
  const places = machine.pus.flatMap((pu): Place[] =>
    pu.online && pu.package !== null && pu.node !== null
      ? [{ package: pu.package, node: pu.node, core: pu.core ?? pu.id, pu }]
      : [],
  );
  return places.sort(
    (a, b) => a.package - b.package || a.node - b.node || a.core - b.core || a.pu.id - b.pu.id,
  );
}

/** Takes away hardware threads first, then whole cores, the same number in every node, then packages. */
function atMost(places: readonly Place[]): readonly Place[] {
  if (places.length <= MOST_PUS) return places;
  const cores = firstOf(places, 1, ({ package: pack, core }) => `${pack} ${core}`);
  const groups = new Set(cores.map(groupOf)).size;
  const each = Math.max(1, Math.floor(MOST_PUS / groups));
  const fewer = cores.length <= MOST_PUS ? cores : firstOf(cores, each, groupOf);
  const packages = [...new Set(fewer.map((place) => place.package))];
  const whole = packages.filter((pack) => fewer.filter((place) => place.package <= pack).length <= MOST_PUS);
  const last = whole.at(-1) ?? packages[0] ?? 0;
  return fewer.filter((place) => place.package <= last).slice(0, MOST_PUS);
}

function groupOf(place: Place): string {
  return `${place.package} ${place.node}`;
}

/** The first `count` places of each group. */
function firstOf(places: readonly Place[], count: number, group: (place: Place) => string): readonly Place[] {
  const seen = new Map<string, number>();
  return places.filter((place) => {
    const key = group(place);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return number < count;
  });
}

/** Every package as large as the smallest: QEMU knows no other machines. */
function regular(places: readonly Place[]): readonly Place[] {
  const sizes = new Map<number, number>();
  for (const place of places) sizes.set(place.package, (sizes.get(place.package) ?? 0) + 1);
  return firstOf(places, Math.min(...sizes.values()), (place) => String(place.package));
}

/** MiB of each node; all are made smaller alike when the sum is too much for a workstation. */
function nodeMemory(bytes: readonly (number | null)[]): readonly number[] {
  const wanted = bytes.map((value) => (value === null ? UNKNOWN_NODE_MIB : value / 2 ** 20));
  const sum = wanted.reduce((total, value) => total + value, 0);
  const factor = Math.min(1, MOST_MEMORY_MIB / sum);
  return wanted.map((value) => Math.max(LEAST_NODE_MIB, Math.floor((value * factor) / STEP_MIB) * STEP_MIB));
}

/** ACPI: 10 on the diagonal, more elsewhere, 255 means that there is no way. */
function distances(
  all: readonly (readonly number[])[],
  rows: readonly number[],
): readonly (readonly number[])[] {
  return rows.map((row) =>
    rows.map((column) => (row === column ? 10 : Math.min(254, Math.max(11, all[row]?.[column] ?? 20)))),
  );
}

function puLosses(machine: Machine, placed: readonly Place[], kept: readonly Place[]): readonly string[] {
  const said: string[] = [];
  const away = machine.pus.length - placed.length;
  if (away > 0) said.push(`without PUs that are offline or of unknown place: ${away}`);
  if (kept.length < placed.length) said.push(`${kept.length} of ${placed.length} PUs`);
  else if (kept.some(({ pu }, index) => pu.id !== index)) said.push('PUs are numbered package by package');
  if (kept.length > new Set(kept.map(({ package: p, core }) => `${p} ${core}`)).size) {
    said.push('hardware threads of a core appear as cores');
  }
  if (new Set(kept.map(({ pu }) => pu.l3)).size < kept.length && kept.some(({ pu }) => pu.l3 !== null)) {
    said.push('shared caches do not appear');
  }
  if (kept.some(({ pu }) => pu.kind !== null)) said.push('all cores are of one kind');
  return said;
}

function nodeLosses(machine: Machine, kept: readonly number[], memory: readonly number[]): readonly string[] {
  const said: string[] = [];
  if (kept.length < machine.nodes.length) said.push(`${kept.length} of ${machine.nodes.length} NUMA nodes`);
  if (kept.some((id, index) => id !== index)) said.push('NUMA nodes are numbered from 0');
  const wanted = kept.map((id) => machine.nodes.find((node) => node.id === id)?.memoryBytes ?? null);
  if (wanted.some((bytes, index) => bytes !== (memory[index] ?? 0) * 2 ** 20)) {
    said.push(`memory of the nodes: ${memory.join(', ')} MiB`);
  }
  if (machine.distances === null) said.push('distances, which are not known, are 10 and 20');
  if (machine.nics.length > 0) said.push('its network cards are not there');
  return said;
}
