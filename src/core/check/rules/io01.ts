import type { Layout, Vm } from '../../layout/layout';
import { numbered, type ByNumber } from '../../text/byNumber';
import { formatCpuList } from '../../text/cpuList';
import type { Problem, ProblemFix } from '../../text/document';
import { nodesOf, puById } from '../../topology/queries';
import { housekeepingOf, pusToReserve } from '../housekeeping';
import { ownersOf } from '../owners';
import type { LayoutRule } from '../rule';
import { threads, type Threads } from '../threads';
import { named, plural, pusInWords } from '../words';

const NOBODY: ByNumber<Vm> = numbered([]);

export const io01: LayoutRule = {
  id: 'IO01',
  subject: 'layout',
  severity: 'warning',
  title: 'Emulator or I/O threads on the PU of a vCPU',
  reason:
    "QEMU's own threads serve devices and the monitor. Where they run on a vCPU's PU, that vCPU stops meanwhile, and all ranks that wait for it.",
  source:
    'libvirt, Domain XML format, emulatorpin and iothreadpin; Linux, Documentation/admin-guide/kernel-per-CPU-kthreads.rst',
  *check(layout, { isWritten }) {
    // Threads that nobody placed run on reserved PUs. Where there is no PU for any, that is CPU09's.
    const placed: { readonly vm: Vm; readonly kind: Threads }[] = [];
    for (const vm of layout.vms)
      for (const kind of threads) if (isWritten([...vm.path, kind.key])) placed.push({ vm, kind });
    if (placed.length === 0) return;
    const betterPus = better(layout);
    for (const { vm, kind } of placed) {
      const owned = ownersOf(layout).get(vm.host) ?? NOBODY;
      const shared = vm[kind.key].filter((pu) => owned.has(pu));
      const isNowhere = vm[kind.key].length === 0;
      if (!isNowhere && (shared.length === 0 || pusToReserve(layout, vm.host) !== null)) continue;
      yield {
        ...problem(vm, kind, whatIsWrong(vm, kind, shared, owned), betterPus(vm, kind, owned)),
        concerns: { pus: shared },
      };
    }
  },
};

/** Those PUs of a list that carry no vCPU, else others near the VM. */
function better(layout: Layout) {
  const known = puById(layout.machine);
  const housekeeping = housekeepingOf(layout);
  return (vm: Vm, { key }: Threads, owned: ByNumber<Vm>): readonly number[] => {
    const rest = vm[key].filter((pu) => !owned.has(pu) && known.get(pu)?.online === true);
    if (rest.length > 0) return rest;
    return housekeeping.near(vm.host, nodesOf(layout.machine, vm.pus)).filter((pu) => !owned.has(pu));
  };
}

function whatIsWrong(vm: Vm, { words }: Threads, shared: readonly number[], owned: ByNumber<Vm>): string {
  if (shared.length === 0) return `VM "${vm.name}" pins ${words} to no PU at all.`;
  const names = [...new Set(shared.map((pu) => owned.get(pu)?.name ?? ''))];
  return `${words} of VM "${vm.name}" may run on ${pusInWords(shared)}, which ${plural(shared, 'carries a vCPU', 'carry vCPUs')} of ${named(names)}.`;
}

function problem(vm: Vm, { key, words }: Threads, what: string, pus: readonly number[]): Problem {
  const path = [...vm.path, key];
  const fix: ProblemFix = {
    // The same for all VMs that inherit the setting, so that one fix moves the threads of all.
    title: `Put ${words} on PUs without vCPUs`,
    safe: false,
    changes: [{ path, value: formatCpuList(pus) }],
  };
  const remedy =
    pus.length > 0
      ? `Put them on ${pusInWords(pus)}.`
      : 'Reserve PUs for the host in the topology, and put them there.';
  return { message: `${what} ${remedy}`, path, fixes: pus.length > 0 ? [fix] : [] };
}
