import type { Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { ProblemFix } from '../../text/document';
import { puById } from '../../topology/queries';
import type { LayoutRule } from '../rule';
import { threads, type Threads } from '../threads';
import { listed, plural, pusInWords } from '../words';

export const io07: LayoutRule = {
  id: 'IO07',
  subject: 'layout',
  severity: 'error',
  title: 'Threads on a PU that is absent or offline',
  reason:
    'The kernel quietly leaves PUs that are not there out of a mask and refuses a mask in which none is left: the threads run elsewhere than it says, or not at all.',
  source: 'sched_setaffinity(2), NOTES and EINVAL',
  *check(layout, { isWritten }) {
    const known = puById(layout.machine);
    for (const vm of layout.vms) {
      for (const { key, words } of threads) {
        // What nobody wrote follows from the VM's PUs, or from the other list.
        if (!isWritten([...vm.path, key])) continue;
        const pus = vm[key];
        const absent = pus.filter((pu) => !known.has(pu));
        const offline = pus.filter((pu) => known.get(pu)?.online === false);
        if (absent.length + offline.length === 0) continue;
        const parts = [
          ...(absent.length > 0
            ? [`${pusInWords(absent)} ${plural(absent, 'does', 'do')} not exist on "${layout.machine.id}"`]
            : []),
          ...(offline.length > 0 ? [`${pusInWords(offline)} ${plural(offline, 'is', 'are')} offline`] : []),
        ];
        yield {
          message: `VM "${vm.name}" puts ${words} on ${pusInWords(pus)}, but ${listed(parts)}. Use PUs that are online.`,
          path: [...vm.path, key],
          concerns: { pus: [...absent, ...offline] },
          fixes: [
            kept(
              vm,
              key,
              pus.filter((pu) => known.get(pu)?.online === true),
            ),
          ],
        };
      }
    }
  },
};

/** The PUs that are there; where none is, the default. */
function kept(vm: Vm, key: Threads['key'], pus: readonly number[]): ProblemFix {
  const path = [...vm.path, key];
  return pus.length > 0
    ? { title: `Keep ${pusInWords(pus)}`, safe: false, changes: [{ path, value: formatCpuList(pus) }] }
    : { title: `Leave out \`${key}\``, safe: false, changes: [{ path, remove: true }] };
}
