import type { Layout } from '../layout/layout';
import { puById } from '../topology/queries';
import { groupBy } from '../text/groupBy';
import { vmsByHost } from './perHost';

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
  const taken = vcpuOwners(layout);
  const find = (host: string | null, nodes: readonly number[]): readonly number[] => {
    const kept = ascending(nodes.flatMap((node) => reservedOn.get(node) ?? []));
    if (kept.length > 0) return kept;
    const owners = taken.get(host);
    return ascending(nodes.flatMap((node) => usableOn.get(node) ?? [])).filter((id) => !owners?.has(id));
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

/** Name of the first VM that has each PU as a vCPU's, by host. */
export function vcpuOwners(layout: Layout): ReadonlyMap<string | null, ReadonlyMap<number, string>> {
  return new Map(
    [...vmsByHost(layout)].map(([host, vms]) => {
      const owners = new Map<number, string>();
      for (const vm of vms) for (const pu of vm.pus) if (!owners.has(pu)) owners.set(pu, vm.name);
      return [host, owners];
    }),
  );
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
