import type { Vm } from '../../layout/layout';
import type { LayoutRule } from '../rule';
import { nodesInWords } from '../words';

export const num10: LayoutRule = {
  id: 'NUM10',
  subject: 'layout',
  severity: 'warning',
  title: 'First-touch memory that QEMU touches first',
  reason:
    "Preallocation touches every page before the guest starts, in QEMU's own threads: the memory comes from the nodes on which those run, and not from where the vCPUs use it.",
  source:
    'qemu(1), -object memory-backend-ram, prealloc and prealloc-context; set_mempolicy(2), MPOL_DEFAULT',
  *check(layout) {
    for (const vm of layout.vms) {
      if (!vm.prealloc || vm.policy !== 'firstTouch' || vm.nodes.length < 2) continue;
      yield {
        message: `VM "${vm.name}" spans ${nodesInWords(vm.nodes)} and has the policy "firstTouch", but preallocation touches all of its memory first, from QEMU's threads. Leave out \`prealloc\`, or use another policy.`,
        path: [...vm.path, 'prealloc'],
        concerns: { nodes: vm.nodes },
        fixes: [
          { title: 'Do not preallocate', safe: false, changes: [change(vm, 'prealloc', false)] },
          {
            title: `Interleave the memory over ${nodesInWords(vm.nodes)}`,
            safe: false,
            changes: [change(vm, 'policy', 'interleave')],
          },
        ],
      };
    }
  },
};

function change(vm: Vm, key: 'prealloc' | 'policy', value: boolean | string) {
  return { path: [...vm.path, key], value };
}
