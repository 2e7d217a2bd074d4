import type { LayoutDocument, Vm as VmDocument, VmSettings } from '../schema/generated/vmlayout.types';
import type { JsonPath, Problem } from '../text/document';
import { formatCpuList, parseCpuList } from '../text/cpuList';
import type { Machine } from '../topology/machine';
import type { Layout } from './layout';
import { memoryShares } from './memoryShare';
import { partition } from './partition';
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
  const drafts = doc.partition === undefined ? spelledOut(doc, problems) : byRule(doc, machine, problems);
  const shares = memoryShares(
    machine,
    drafts.map((draft) => draft.pus),
  );
  const vms = drafts.map((draft, i) => vmFromDraft(draft, machine, shares[i] ?? null, problems));
  return { layout: { name, machine, vms, fromRule: doc.partition !== undefined }, problems: once(problems) };
}

/** VMs of a rule are `vm0`, `vm1` and so on; their paths point at the rule, and at `defaults` for what stands there. */
function byRule(doc: LayoutDocument, machine: Machine, problems: Problem[]): VmDraft[] {
  const made = partition(doc.partition ?? {}, machine);
  problems.push(...made.problems);
  const path = ['partition'];
  return made.vms.map((pus, i) => ({
    vm: { name: `vm${i}`, pus: formatCpuList(pus) },
    pus,
    defaults: doc.defaults ?? {},
    path,
    memoryPath: doc.defaults?.memory === undefined ? path : ['defaults', 'memory'],
  }));
}

function spelledOut(doc: LayoutDocument, problems: Problem[]): VmDraft[] {
  const vms = doc.vms ?? [];
  problems.push(...repeatedNames(vms));
  return vms.map((vm, i) => {
    const path = ['vms', i];
    return {
      vm,
      pus: parseCpuList(vm.pus),
      defaults: doc.defaults ?? {},
      path,
      memoryPath: memoryPath(vm, doc.defaults, path),
    };
  });
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
