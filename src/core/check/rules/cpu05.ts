import type { Layout, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { ProblemFix } from '../../text/document';
import { inTopologicalOrder, puById } from '../../topology/queries';
import type { LayoutRule } from '../rule';
import { coreOf } from '../sparePus';
import { count, named, plural } from '../words';

export const cpu05: LayoutRule = {
  id: 'CPU05',
  subject: 'layout',
  severity: 'error',
  title: 'Core divided between VMs',
  reason:
    'PUs of one core share its execution units and first caches: what one VM does there slows the other, and their times are not their own.',
  source:
    'Linux, Documentation/admin-guide/hw-vuln/core-scheduling.rst; Documentation/admin-guide/cputopology.rst',
  *check(layout) {
    for (const group of groupsOf(layout)) {
      const vms = layout.vms.filter((vm) => group.vms.has(vm));
      const cores = group.cores.map((pus) => formatCpuList(pus));
      const shown =
        cores.slice(0, 4).join(' and ') + (cores.length > 4 ? ` and ${cores.length - 4} more` : '');
      yield {
        message: `VMs ${named(vms.map((vm) => vm.name))} divide ${count(cores.length, 'core')} between them (${plural(cores, 'its PUs are', 'PUs')} ${shown}). Give each VM whole cores.`,
        path: [...((vms[1] ?? vms[0])?.path ?? []), 'pus'],
        fixes: layout.fromRule ? [] : wholeCores(layout, vms),
      };
    }
  },
};

/** VMs that are tied together by divided cores, and the PUs of each of those cores. */
interface Group {
  readonly vms: Set<Vm>;
  readonly cores: (readonly number[])[];
}

function groupsOf(layout: Layout): readonly Group[] {
  let groups: Group[] = [];
  for (const { pus, vms } of dividedCores(layout)) {
    const touched = groups.filter((group) => vms.some((vm) => group.vms.has(vm)));
    const joined = {
      vms: new Set([...touched.flatMap((group) => [...group.vms]), ...vms]),
      cores: [...touched.flatMap((group) => group.cores), pus],
    };
    groups = [...groups.filter((group) => !touched.includes(group)), joined];
  }
  return groups;
}

/** Cores whose PUs lie in several VMs. A PU that two VMs have is CPU02's and does not count here. */
function dividedCores(
  layout: Layout,
): readonly { readonly pus: readonly number[]; readonly vms: readonly Vm[] }[] {
  const cores = new Map<string, Map<number, Set<Vm>>>();
  for (const vm of layout.vms) {
    for (const pu of vm.pus) {
      const core = coreOf(layout.machine, pu);
      if (core === null) continue;
      const owners = cores.get(core) ?? new Map<number, Set<Vm>>();
      cores.set(core, owners.set(pu, (owners.get(pu) ?? new Set<Vm>()).add(vm)));
    }
  }
  return [...cores.values()].flatMap((owners) => {
    const own = [...owners].filter(([, vms]) => vms.size === 1);
    const vms = [...new Set(own.flatMap(([, owner]) => [...owner]))];
    return vms.length < 2 ? [] : [{ pus: own.map(([pu]) => pu).sort((a, b) => a - b), vms }];
  });
}

/** The same PUs dealt out anew, core by core; only where that leaves no core divided. */
function wholeCores(layout: Layout, vms: readonly Vm[]): readonly ProblemFix[] {
  const known = puById(layout.machine);
  const ids = new Set(vms.flatMap((vm) => vm.pus));
  const pus = inTopologicalOrder([...ids].flatMap((id) => known.get(id) ?? [])).map((pu) => pu.id);
  if (pus.length !== vms.reduce((sum, vm) => sum + vm.pus.length, 0)) return [];
  let next = 0;
  const dealt = vms.map((vm) => ({ ...vm, pus: pus.slice(next, (next += vm.pus.length)) }));
  if (dividedCores({ ...layout, vms: dealt }).length > 0) return [];
  const changes = dealt.map((vm) => ({ path: [...vm.path, 'pus'], value: formatCpuList(vm.pus) }));
  return [{ title: `Deal whole cores out to ${named(vms.map((vm) => vm.name))}`, safe: false, changes }];
}
