import { MAX_CPU } from '../text/cpuList';
import { contradictions } from './contradictions';
import { numberCores, numberGroups } from './coreNumbers';
import type { Machine, MachineNode, Pu } from './machine';
import { natural, unread, UNKNOWN_MACHINE, type MachineRead } from './machineRead';

/** The cells of a line by column, in small letters. */
export type LscpuRow = ReadonlyMap<string, string>;

/** A machine from a table with a line for each PU; columns that it does not have are unknown. */
export function lscpuTable(rows: readonly LscpuRow[], text: string, name: string): MachineRead {
  const byId = new Map<number, LscpuRow>();
  for (const row of rows) {
    const id = natural(row.get('cpu'));
    if (id !== null && id <= MAX_CPU && !byId.has(id)) byId.set(id, row);
  }
  if (byId.size === 0)
    return unread(text, 0, 'The table of lscpu has no PU.', 'Print it again with: lscpu -e -a');
  const pus = pusOf(byId);
  const nodeColumn = rows.some((row) => row.has('node'));
  const machine: Machine = {
    ...UNKNOWN_MACHINE,
    id: name,
    title: modelOf(rows) ?? name,
    source: 'lscpu, table',
    nodes: nodesOfPus(pus),
    pus,
    warnings: nodeColumn ? [] : [NO_NODES],
  };
  return { machine: { ...machine, warnings: [...machine.warnings, ...contradictions(machine, null)] } };
}

export const NO_NODES =
  'lscpu names no NUMA node here. Node 0 stands for all memory, and the node of each PU is unknown.';

/** The nodes that PUs name; lscpu tells nothing of others. A machine has one at least. */
export function nodesOfPus(pus: readonly Pu[]): MachineNode[] {
  const ids = new Set(pus.flatMap((pu) => pu.node ?? []));
  if (ids.size === 0) ids.add(0);
  return [...ids].sort((a, b) => a - b).map(unknownNode);
}

export function unknownNode(id: number): MachineNode {
  return { id, memoryBytes: null, hugePages: [], kind: null, allowed: true };
}

function pusOf(rows: ReadonlyMap<number, LscpuRow>): Pu[] {
  const ids = [...rows.keys()].sort((a, b) => a - b);
  const cell = (id: number, column: string): number | null => natural(rows.get(id)?.get(column));
  const online = (id: number): boolean => !/^(no?|false)$/i.test(rows.get(id)?.get('online') ?? 'yes');
  const on = ids.filter(online);
  const cores = numberCores(
    on.flatMap((pu) => {
      const id = cell(pu, 'core');
      return id === null ? [] : [{ pu, package: cell(pu, 'socket'), key: id, id }];
    }),
  );
  const l3 = numberGroups(
    new Map(on.flatMap((pu): [number, number][] => [[pu, cell(pu, 'l3') ?? -1]]).filter(([, id]) => id >= 0)),
  );
  return ids.map((id) => {
    const isOn = online(id);
    const node = isOn ? cell(id, 'node') : null;
    return {
      id,
      package: isOn ? cell(id, 'socket') : null,
      core: cores.get(id) ?? null,
      l3: l3.get(id) ?? null,
      node: node !== null && node <= MAX_CPU ? node : null,
      kind: null,
      online: isOn,
      allowed: true,
    };
  });
}

function modelOf(rows: readonly LscpuRow[]): string | null {
  const model = rows[0]?.get('modelname') ?? '-';
  return model === '-' || model === '' ? null : model;
}
