import { partition, type PartitionRule } from '../layout/partition';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import type { ExperimentDocument } from '../schema/generated/vmexperiment.types';
import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { Machine } from '../topology/machine';
import { commentedText } from './commentedText';
import type { Ground } from './ground';
import type { Cut, Design, Recipe } from './recipe';

/** Rules that are meant to be broken, with the reasons. */
export type Accepted = Readonly<Record<string, string>>;

/** One for all VMs of a layout: programs that go through shared memory find it by themselves. */
const REGION = 'shared';

/** `machine` is what the document calls it: a built-in id, or a path relative to the document. */
export function layoutDocument(cut: Cut, ground: Ground, machine: string, accept: Accepted): LayoutDocument {
  const rule = ruleFor(cut, ground);
  const size = cut.vms[0]?.length ?? 0;
  const region = cut.vms.length < 2 ? null : ground.region;
  return {
    version: 1,
    machine,
    title: cut.title,
    ...(region === null
      ? {}
      : { regions: { [REGION]: { size: formatSize(region.bytes), node: region.node } } }),
    ...(rule === null ? { vms: spelledOut(cut) } : { partition: rule }),
    defaults: {
      memory: formatSize(ground.bytesPerPu * size),
      ...(region === null ? {} : { regions: [REGION] }),
    },
    ...(Object.keys(accept).length === 0 ? {} : { accept }),
  };
}

export function layoutText(cut: Cut, document: LayoutDocument): string {
  return commentedText([cut.about], membersOf(document));
}

/** The rule that makes these VMs and no others, where there is one. */
function ruleFor({ vms, unit }: Cut, { machine, packages, nodes }: Ground): PartitionRule | null {
  const byUnit = {
    package: perUnit('package', vms.length / packages.length),
    node: perUnit('node', vms.length / nodes.length),
  };
  const other = unit === 'package' ? 'node' : 'package';
  const parts: PartitionRule = { vms: vms.length };
  const ordered = vms.length === 1 ? [parts] : [...byUnit[unit], ...byUnit[other], parts];
  return ordered.find((rule) => makes(rule, machine, vms)) ?? null;
}

function perUnit(per: 'package' | 'node', count: number): readonly PartitionRule[] {
  if (!Number.isInteger(count)) return [];
  return [count === 1 ? { per } : { per, count }];
}

function makes(rule: PartitionRule, machine: Machine, vms: Cut['vms']): boolean {
  const made = partition(rule, machine).vms;
  return made.length === vms.length && made.every((pus, vm) => pus.join() === vms[vm]?.join());
}

function spelledOut({ vms }: Cut): NonNullable<LayoutDocument['vms']> {
  return vms.map((pus, vm) => ({ name: `vm${vm}`, pus: formatCpuList(pus) }));
}

/** `title` names the machine: experiments on several lie side by side. */
export function experimentDocument(recipe: Recipe, design: Design, ground: Ground): ExperimentDocument {
  const { workloads, phases, factors, exclude, collect, cuts } = design;
  return {
    version: 1,
    title: `${recipe.title}, ${ground.machine.id}`,
    layouts: cuts.map(({ name }) => layoutFile(name)),
    workloads: [...workloads],
    phases,
    ...(factors === undefined ? {} : { factors }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(collect === undefined ? {} : { collect }),
    replicates: ground.isSmall ? 5 : 10,
    order: 'randomized',
    seed: 20,
    timeLimit: ground.isSmall ? '10min' : '1h',
  };
}

export function experimentText(design: Design, document: ExperimentDocument, ground: Ground): string {
  const about = {
    workloads: ground.isSmall
      ? ['Small classes: this machine has no room for those of the paper, B and C.']
      : [],
    replicates: ground.isSmall ? [] : ['Sessions a cell; the paper has at least 30.'],
  };
  const members = membersOf(document).map((member) => ({
    ...member,
    about: member.key === 'workloads' || member.key === 'replicates' ? about[member.key] : [],
  }));
  return commentedText(design.about, members);
}

export function layoutFile(name: string): string {
  return `${name}.vmlayout.json`;
}

function membersOf(document: object): readonly { readonly key: string; readonly value: unknown }[] {
  return Object.entries(document).map(([key, value]: [string, unknown]) => ({ key, value }));
}
