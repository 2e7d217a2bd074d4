import type { Layout, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem, ProblemFix } from '../../text/document';
import { dividedCores } from '../dividedUnits';
import { fewerThreads, siblingsTogether, splitCores, type SplitCore } from '../guestCores';
import { movedTo } from '../movedVm';
import { ownPus } from '../owners';
import type { LayoutContext, LayoutRule } from '../rule';
import { count, pusInWords, vcpusInWords } from '../words';

export const cpu06: LayoutRule = {
  id: 'CPU06',
  subject: 'layout',
  severity: 'warning',
  title: 'Guest threads not on siblings',
  reason:
    'A guest that takes two vCPUs for threads of one core puts work that shares caches there, and keeps off the second one under light load; on PUs of different cores both are wrong.',
  source: 'Linux, Documentation/scheduler/sched-domains.rst; Documentation/admin-guide/cputopology.rst',
  *check(layout, context) {
    const own = ownPus(layout);
    const divided = vmsWithPartsOfCores(layout);
    for (const vm of layout.vms) {
      // PUs that are another VM's as well, or parts of cores: with those the pairs go wrong by themselves.
      if (own.get(vm)?.length !== vm.pus.length || divided.has(vm)) continue;
      const split = splitCores(layout.machine, vm);
      if (split.length > 0) yield wrongPairs(layout, vm, split, context);
    }
  },
};

function vmsWithPartsOfCores(layout: Layout): ReadonlySet<Vm> {
  const units = [...dividedCores(layout).values()].flat();
  return new Set(units.flatMap((unit) => unit.vms));
}

function wrongPairs(layout: Layout, vm: Vm, split: readonly SplitCore[], context: LayoutContext): Problem {
  const ordered = layout.fromRule ? null : siblingsTogether(layout.machine, vm);
  const threads = fewerThreads(layout.machine, vm);
  const more = split.length === 1 ? '' : ` The same holds for ${count(split.length - 1, 'more core')}.`;
  const remedy =
    ordered === null
      ? `Set \`threadsPerCore\` to ${threads}, or use whole cores.`
      : `Name siblings side by side: "${formatCpuList(ordered)}".`;
  return {
    message: `The guest of VM "${vm.name}" takes ${vcpusInWords(split[0]?.vcpus ?? [])} for threads of one core, but ${pusInWords(split[0]?.pus ?? [])} are no siblings.${more} ${remedy}`,
    path: [...vm.path, ordered === null ? 'threadsPerCore' : 'pus'],
    concerns: { pus: split.flatMap(({ pus }) => pus) },
    fixes: [...inOrder(layout, vm, ordered, context), withThreads(vm, threads)],
  };
}

function inOrder(
  layout: Layout,
  vm: Vm,
  pus: readonly number[] | null,
  context: LayoutContext,
): readonly ProblemFix[] {
  const changes = pus === null ? null : movedTo(layout, vm, pus, context);
  return changes === null
    ? []
    : [{ title: `Put siblings side by side in "${vm.name}"`, safe: false, changes }];
}

function withThreads(vm: Vm, threads: number): ProblemFix {
  const changes = [{ path: [...vm.path, 'threadsPerCore'], value: threads }];
  return { title: `Show the guest ${count(threads, 'thread')} a core`, safe: false, changes };
}
