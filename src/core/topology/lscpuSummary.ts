import { MAX_CPU, MAX_CPU_LIST } from '../text/cpuList';
import { setOfList } from './idSet';
import { NO_NODES, unknownNode } from './lscpuTable';
import type { Machine, Pu } from './machine';
import { natural, unread, UNKNOWN_MACHINE, type MachineRead } from './machineRead';

/** One line of the summary, without its colon. */
export interface SummaryField {
  readonly field: string;
  readonly data: string;
}

const REMEDY = 'Print it again with: LC_ALL=C lscpu. `lscpu -e -a` says more.';

/**
 * A machine from lscpu's summary. It counts packages and cores and does not say which PUs make them, so these are known
 * only where there is one package, and cores where each has one PU.
 */
export function lscpuSummary(fields: readonly SummaryField[], text: string, name: string): MachineRead {
  const data = new Map(fields.map((line) => [line.field.trim().toLowerCase(), line.data.trim()]));
  const online = idsOf(data.get('on-line cpu(s) list') ?? '');
  if (online.length === 0)
    return unread(
      text,
      0,
      'The summary of lscpu does not name the PUs: `On-line CPU(s) list` is missing.',
      REMEDY,
    );
  const isOnline = new Set(online);
  const offline = idsOf(data.get('off-line cpu(s) list') ?? '').filter((id) => !isOnline.has(id));
  const nodes = nodeLists(data);
  const place = placer(data, online, nodes);
  const pus = [...online.map(place), ...offline.map(offlinePu)].sort((a, b) => a.id - b.id);
  const machine: Machine = {
    ...UNKNOWN_MACHINE,
    id: name,
    title: data.get('model name') ?? name,
    source: 'lscpu, summary',
    nodes: nodes.length === 0 ? [unknownNode(0)] : nodes.map(({ id }) => unknownNode(id)),
    pus,
    warnings: nodes.length === 0 ? [NO_NODES] : [],
  };
  return { machine };
}

interface NodeList {
  readonly id: number;
  readonly pus: ReadonlySet<number>;
}

function nodeLists(data: ReadonlyMap<string, string>): NodeList[] {
  const known = new Map<number, NodeList>();
  for (const [field, list] of data) {
    const id = natural(/^numa node(\d+) cpu\(s\)$/.exec(field)?.[1]);
    if (id !== null && id <= MAX_CPU) known.set(id, { id, pus: new Set(idsOf(list)) });
  }
  return [...known.values()].sort((a, b) => a.id - b.id);
}

function placer(
  data: ReadonlyMap<string, string>,
  online: readonly number[],
  nodes: readonly NodeList[],
): (id: number) => Pu {
  const nodeOf = new Map<number, number>();
  for (const { id, pus } of nodes) for (const pu of pus) if (!nodeOf.has(pu)) nodeOf.set(pu, id);
  const onePackage = data.get('socket(s)') === '1';
  const oneThread = hasOneThreadPerCore(data, online.length);
  const index = new Map(online.map((pu, i) => [pu, i]));
  const oneL3 = /\(1 instance\)/.test(data.get('l3 cache') ?? data.get('l3') ?? '');
  return (id) => ({
    id,
    package: onePackage ? 0 : null,
    core: oneThread ? (index.get(id) ?? null) : null,
    l3: oneL3 ? 0 : null,
    node: nodeOf.get(id) ?? null,
    kind: null,
    online: true,
    allowed: true,
  });
}

/** lscpu looks at one core for the number of threads; only where its counts fit together does each PU have a core. */
function hasOneThreadPerCore(data: ReadonlyMap<string, string>, online: number): boolean {
  const cores = natural(data.get('core(s) per socket')) ?? natural(data.get('core(s) per cluster')) ?? 0;
  const packages = natural(data.get('socket(s)')) ?? natural(data.get('cluster(s)')) ?? 0;
  return data.get('thread(s) per core') === '1' && cores * packages === online;
}

function offlinePu(id: number): Pu {
  return { id, package: null, core: null, l3: null, node: null, kind: null, online: false, allowed: true };
}

/** Numbers of a list, ascending, each once and bounded. */
function idsOf(list: string): number[] {
  const ids: number[] = [];
  for (const [first, last] of setOfList(list))
    for (let id = first; id <= last && ids.length < MAX_CPU_LIST; id++) ids.push(id);
  return ids;
}
