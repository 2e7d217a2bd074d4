import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import type { Problem } from '../text/document';
import type { Machine, Pu } from '../topology/machine';
import { coreKey, inTopologicalOrder, usablePus } from '../topology/queries';

export type PartitionRule = NonNullable<LayoutDocument['partition']>;
type Unit = NonNullable<PartitionRule['per']>;

/** PUs of each VM in vCPU order; empty when the rule does not go up on this machine. */
export interface Partitioned {
  readonly vms: readonly (readonly number[])[];
  readonly problems: readonly Problem[];
}

const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  machine: 'machine',
  package: 'package',
  node: 'NUMA node',
  l3: 'L3 group',
  core: 'core',
};

/** The VMs that a `partition` rule makes of the machine's usable PUs, in the order package, node, L3, core, PU. */
export function partition(rule: PartitionRule, machine: Machine): Partitioned {
  const pus = inTopologicalOrder(usablePus(machine));
  if (pus.length === 0)
    return fails([], 'No PU of the machine is online and free of the host. Reserve fewer PUs.');
  return rule.per === undefined ? equalParts(rule.vms ?? 1, pus) : perUnit(rule.per, rule.count ?? 1, pus);
}

function equalParts(vms: number, pus: readonly Pu[]): Partitioned {
  if (pus.length % vms === 0) return { vms: slices(pus, vms), problems: [] };
  return fails(
    ['vms'],
    `${pus.length} usable PUs cannot be cut into ${vms} equal VMs. Use ${choices(pus.length, vms)} VMs, or spell the VMs out.`,
  );
}

function perUnit(unit: Unit, count: number, pus: readonly Pu[]): Partitioned {
  const groups = new Map<string, Pu[]>();
  for (const pu of pus) {
    const key = unitKey(pu, unit);
    if (key === null)
      return fails(
        ['per'],
        `The machine does not say in which ${UNIT_WORDS[unit]} PU ${pu.id} lies. Cut it by something else, or add that to the topology.`,
      );
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pu]);
    else group.push(pu);
  }
  const sizes = [...groups.values()].map((group) => group.length);
  const odd = sizes.find((size) => size % count !== 0);
  if (odd === undefined)
    return { vms: [...groups.values()].flatMap((group) => slices(group, count)), problems: [] };
  const common = sizes.reduce(greatestDivisor);
  return fails(
    ['count'],
    `The ${odd} usable PUs of a ${UNIT_WORDS[unit]} cannot be cut into ${count} equal VMs. Use ${choices(common, count)} VMs a ${UNIT_WORDS[unit]}, or spell the VMs out.`,
  );
}

/** The unit in which a PU lies; null when the machine does not say. */
function unitKey(pu: Pu, unit: Unit): string | null {
  if (unit === 'machine') return '';
  if (unit === 'core') return coreKey(pu);
  return pu[unit] === null ? null : `${pu[unit]}`;
}

function slices(pus: readonly Pu[], count: number): number[][] {
  const size = pus.length / count;
  return Array.from({ length: count }, (_, i) => pus.slice(i * size, (i + 1) * size).map((pu) => pu.id));
}

/** The numbers of VMs that go up, those nearest to the wanted one when there are many: `1, 2 or 4`. */
function choices(pus: number, wanted: number): string {
  const all = Array.from({ length: pus }, (_, i) => i + 1).filter((n) => pus % n === 0);
  const nearest = [...all].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted)).slice(0, 5);
  const shown = nearest.sort((a, b) => a - b);
  return shown.length === 1 ? `${shown[0]}` : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function fails(path: readonly string[], message: string): Partitioned {
  return { vms: [], problems: [{ message, path: ['partition', ...path] }] };
}
