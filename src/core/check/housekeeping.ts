import type { Layout } from '../layout/layout';
import { remembered } from '../text/remembered';
import type { Machine, Pu } from '../topology/machine';
import { puById, usablePus } from '../topology/queries';
import { coresOf } from './cores';
import { groupBy } from '../text/groupBy';
import { ownersOf } from './owners';

/** Where threads can run that are no vCPU's, ascending; empty where there is no such place. */
export interface Housekeeping {
  /** On these nodes: PUs reserved for the host, else PUs that no VM of that host has. */
  readonly on: (host: string | null, nodes: readonly number[]) => readonly number[];
  /** As `on`, else reserved PUs of any node. */
  readonly near: (host: string | null, nodes: readonly number[]) => readonly number[];
}

export function housekeepingOf(layout: Layout): Housekeeping {
  const { machine } = layout;
  const known = puById(machine);
  const nodeOf = (id: number): number | null => known.get(id)?.node ?? null;
  const reserved = machine.reserved.pus.filter((id) => known.get(id)?.online === true);
  const reservedOn = groupBy(reserved, nodeOf);
  const usable = machine.pus.filter((pu) => pu.online && pu.allowed).map((pu) => pu.id);
  const usableOn = groupBy(usable, nodeOf);
  const taken = ownersOf(layout);
  const find = (host: string | null, nodes: readonly number[]): readonly number[] => {
    const kept = ascending(nodes.flatMap((node) => reservedOn.get(node) ?? []));
    if (kept.length > 0) return kept;
    const owners = taken.get(host);
    return ascending(nodes.flatMap((node) => usableOn.get(node) ?? [])).filter(
      (id) => owners?.has(id) !== true,
    );
  };
  const found = new Map<string, readonly number[]>();
  const on: Housekeeping['on'] = (host, nodes) => {
    const key = `${host ?? ''} ${nodes.join()}`;
    const pus = found.get(key) ?? find(host, nodes);
    found.set(key, pus);
    return pus;
  };
  return {
    on,
    near: (host, nodes) => {
      const here = on(host, nodes);
      return here.length > 0 ? here : ascending(reserved);
    },
  };
}

/**
 * PUs that should be reserved for the host, one core a node; null where that is not what is wrong: VMs leave some PU
 * free, one is reserved already, or a node has no second core.
 */
export function pusToReserve(layout: Layout, host: string | null): readonly number[] | null {
  const { machine } = layout;
  const owners = ownersOf(layout).get(host);
  const isLeft = (pu: Pu): boolean => owners?.has(pu.id) !== true;
  return machine.reserved.pus.length > 0 || usablePus(machine).some(isLeft) ? null : spareCores(machine);
}

interface FirstCore {
  readonly core: number | undefined;
  readonly pus: number[];
  /** Has the node another one? */
  isOneOfSeveral: boolean;
}

/** PUs of the first core of each node, ascending; null where a node has no other one. */
const spareCores = remembered((machine: Machine): readonly number[] | null => {
  const cores = coresOf(machine);
  const nodes = new Map<number | null, FirstCore>();
  for (const { id, node } of usablePus(machine)) {
    const core = cores.get(id);
    const first = nodes.get(node);
    if (first === undefined) nodes.set(node, { core, pus: [id], isOneOfSeveral: false });
    else if (core !== undefined && core === first.core) first.pus.push(id);
    else first.isOneOfSeveral = true;
  }
  const all = [...nodes.values()];
  const isPossible = all.length > 0 && all.every((first) => first.isOneOfSeveral);
  return isPossible ? ascending(all.flatMap((first) => first.pus)) : null;
});

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
