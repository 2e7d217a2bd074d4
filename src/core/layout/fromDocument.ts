import { groupBy } from '../text/groupBy';
import type { LayoutDocument, Vm as VmDocument, VmSettings } from '../schema/generated/vmlayout.types';
import type { JsonPath, Problem } from '../text/document';
import { formatCpuList, readCpuList } from '../text/cpuList';
import type { Machine } from '../topology/machine';
import type { Layout, Region } from './layout';
import { memoryShares, type BytesByNode } from './memoryShare';
import { partition } from './partition';
import { hostProblems, networksOf, regionsOf } from './shared';
import { vmFromDraft, type VmDraft } from './vmFromDraft';

/**
 * The layout that a valid document describes on a machine, every default filled in as the schema says, with what is
 * wrong in it. Never throws. `name` is the layout's name, by custom that of its file.
 */
export function layoutFromDocument(
  doc: LayoutDocument,
  machine: Machine,
  name: string,
): { readonly layout: Layout; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const networks = networksOf(doc);
  const regions = regionsOf(doc, problems);
  const context = { network: networks[0].name, defaults: doc.defaults ?? {} };
  const drafts =
    doc.partition === undefined
      ? spelledOut(doc, context, problems)
      : byRule(doc, machine, context, problems);
  const shares = sharesOf(machine, drafts, regions);
  const vms = drafts.map((draft) => vmFromDraft(draft, machine, shares.get(draft) ?? null, problems));
  const hosts = doc.hosts ?? [];
  return {
    layout: { name, machine, vms, hosts, networks, regions, fromRule: doc.partition !== undefined },
    problems: once(problems),
  };
}

type DraftContext = Pick<VmDraft, 'network' | 'defaults'>;

/** VMs of a rule are `vm0`, `vm1` and so on over all hosts; their paths point at the rule, and at `defaults` for what stands there. */
function byRule(
  doc: LayoutDocument,
  machine: Machine,
  context: DraftContext,
  problems: Problem[],
): VmDraft[] {
  const made = partition(doc.partition ?? {}, machine);
  problems.push(...made.problems);
  const path = ['partition'];
  const memoryPath = doc.defaults?.memory === undefined ? path : ['defaults', 'memory'];
  const draft = (pus: readonly number[], name: string, host: string | null): VmDraft => ({
    vm: { name, pus: formatCpuList(pus), ...(host === null ? {} : { host }) },
    pus,
    path,
    memoryPath,
    ...context,
  });
  const hosts = doc.hosts === undefined ? [null] : doc.hosts;
  return hosts.flatMap((host, h) =>
    made.vms.map((pus, i) => draft(pus, `vm${h * made.vms.length + i}`, host)),
  );
}

function spelledOut(doc: LayoutDocument, context: DraftContext, problems: Problem[]): VmDraft[] {
  const vms = doc.vms ?? [];
  problems.push(...repeatedNames(vms), ...hostProblems(doc));
  return vms.map((vm, i) => {
    const path = ['vms', i];
    const { numbers: pus, problem } = readCpuList(vm.pus);
    if (problem !== null) problems.push({ message: problem, path: [...path, 'pus'] });
    return {
      vm,
      pus,
      path,
      memoryPath: memoryPath(vm, doc.defaults, path),
      ...context,
    };
  });
}

/** Each VM's share of its own host's memory, less what regions take there. */
function sharesOf(
  machine: Machine,
  drafts: readonly VmDraft[],
  regions: readonly Region[],
): ReadonlyMap<VmDraft, BytesByNode | null> {
  const shares = new Map<VmDraft, BytesByNode | null>();
  const byHost = groupBy(drafts, (draft) => draft.vm.host ?? '');
  for (const group of byHost.values()) {
    const used = new Set(group.flatMap((draft) => draft.vm.regions ?? draft.defaults.regions ?? []));
    const taken = regions.filter((region) => used.has(region.name));
    const parts = memoryShares(
      machine,
      group.map((draft) => draft.pus),
      taken,
    );
    group.forEach((draft, i) => shares.set(draft, parts[i] ?? null));
  }
  return shares;
}

function memoryPath(vm: VmDocument, defaults: VmSettings | undefined, path: JsonPath): JsonPath {
  if (vm.memory !== undefined) return [...path, 'memory'];
  return defaults?.memory === undefined ? path : ['defaults', 'memory'];
}

function repeatedNames(vms: readonly VmDocument[]): Problem[] {
  const seen = new Set<string>();
  return vms.flatMap(({ name }, i): Problem[] => {
    if (seen.has(name))
      return [
        {
          message: `Two VMs are named \`${name}\`. Give each VM a name of its own.`,
          path: ['vms', i, 'name'],
        },
      ];
    seen.add(name);
    return [];
  });
}

/** All VMs of a rule have the same problem at the same place: say it once. */
function once(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.path, problem.message]);
    return !seen.has(key) && seen.add(key);
  });
}
