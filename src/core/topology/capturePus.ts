import {
  indexesOf,
  listAt,
  numberAt,
  sectionOf,
  textAt,
  type CaptureText,
  type Section,
} from './captureText';
import type { Pu } from './machine';

/** The PUs of a capture in ascending order; what the host does not say is null, as all of it for an offline PU. */
export function capturePus(capture: CaptureText): Pu[] {
  const cpu = sectionOf(capture, 'cpu');
  const ids = presentPus(cpu);
  const online = onlinePus(cpu, ids);
  const nodes = nodeByPu(capture, ids);
  const cores = coreByPu(cpu, online);
  const l3 = l3ByPu(cpu, online);
  const kinds = kindByPu(capture);
  return ids.map((id) => {
    const on = online.has(id);
    return {
      id,
      package: on ? packageOf(cpu, id) : null,
      core: cores.get(id) ?? null,
      l3: l3.get(id) ?? null,
      node: on ? (nodes.get(id) ?? null) : null,
      kind: kinds.get(id) ?? null,
      online: on,
    };
  });
}

/** From the list of present PUs; old kernels have their folders only. */
function presentPus(cpu: Section): number[] {
  return listAt(cpu, 'present') ?? indexesOf(cpu, 'cpu');
}

function onlinePus(cpu: Section, ids: readonly number[]): ReadonlySet<number> {
  const list = listAt(cpu, 'online');
  return new Set(list ?? ids.filter((id) => textAt(cpu, `cpu${id}/online`) !== '0'));
}

/** The kernel prints -1 where it does not know. */
function packageOf(cpu: Section, id: number): number | null {
  return natural(numberAt(cpu, `cpu${id}/topology/physical_package_id`));
}

function natural(value: number | null): number | null {
  return value === null || value < 0 ? null : value;
}

/** A kernel without NUMA has no nodes: all PUs are then on the one node 0. */
function nodeByPu(capture: CaptureText, ids: readonly number[]): ReadonlyMap<number, number> {
  const section = sectionOf(capture, 'node');
  const nodes = indexesOf(section, 'node');
  if (nodes.length === 0) return new Map(ids.map((id) => [id, 0]));
  return new Map(
    nodes.flatMap((node) =>
      (listAt(section, `node${node}/cpulist`, `node${node}/cpumap`) ?? []).map((pu): [number, number] => [
        pu,
        node,
      ]),
    ),
  );
}

/**
 * Core numbers, unique within their package. The kernel's `core_id` is not where a package has several dies; the lists of
 * siblings then tell the cores apart, and they are counted anew by their lowest PU.
 */
function coreByPu(cpu: Section, online: ReadonlySet<number>): ReadonlyMap<number, number> {
  const packages = new Map<number, Map<number, { id: number | null; pus: number[] }>>();
  for (const pu of [...online].sort((a, b) => a - b)) {
    // PUs of unknown package count as one: some kernels know cores and no packages.
    const pack = packageOf(cpu, pu) ?? -1;
    const path = `cpu${pu}/topology/`;
    const id = natural(numberAt(cpu, `${path}core_id`));
    const siblings = listAt(cpu, `${path}thread_siblings_list`, `${path}thread_siblings`);
    if (id === null && siblings === null) continue;
    // Without a list of siblings the core's own number must do; -1 - id cannot meet a PU's number.
    const lowest =
      siblings === null ? -1 - (id ?? 0) : Math.min(pu, ...siblings.filter((other) => online.has(other)));
    const cores = packages.get(pack) ?? new Map<number, { id: number | null; pus: number[] }>();
    const core = cores.get(lowest) ?? { id, pus: [] };
    core.pus.push(pu);
    packages.set(pack, cores.set(lowest, core));
  }
  return new Map([...packages.values()].flatMap((cores) => numberCores([...cores.values()])));
}

function numberCores(cores: readonly { id: number | null; pus: readonly number[] }[]): [number, number][] {
  const ids = new Set(cores.map((core) => core.id));
  const usable = ids.size === cores.length && !ids.has(null);
  return cores.flatMap(({ id, pus }, i) => pus.map((pu): [number, number] => [pu, usable ? (id ?? i) : i]));
}

/** Groups of PUs that share a cache of level 3, counted over the machine by their lowest PU. */
function l3ByPu(cpu: Section, online: ReadonlySet<number>): ReadonlyMap<number, number> {
  const lowest = new Map<number, number>();
  for (const [key, [level]] of cpu) {
    const match = /^cpu(\d+)\/cache\/index\d+\/level$/.exec(key);
    const pu = Number(match?.[1]);
    if (match === null || level?.trim() !== '3' || !online.has(pu)) continue;
    const path = key.slice(0, -'level'.length);
    const shared = listAt(cpu, `${path}shared_cpu_list`, `${path}shared_cpu_map`) ?? [];
    // A cache that is not the PU's own tells nothing.
    if (shared.includes(pu)) lowest.set(pu, Math.min(...shared.filter((other) => online.has(other))));
  }
  const groups = [...new Set(lowest.values())].sort((a, b) => a - b);
  return new Map([...lowest].map(([pu, first]) => [pu, groups.indexOf(first)]));
}

/** Kinds of cores of a hybrid x86 machine by the kernel's names for their counters, `core` and `atom`. */
function kindByPu(capture: CaptureText): ReadonlyMap<number, string> {
  const section = sectionOf(capture, 'kinds');
  const of = (kind: string): [number, string][] =>
    (listAt(section, `cpu_${kind}/cpus`) ?? []).map((pu) => [pu, kind]);
  return new Map([...of('core'), ...of('atom')]);
}
