import type { Layout, Vm } from '../../layout/layout';
import type { Problem, ProblemFix } from '../../text/document';
import type { LayoutContext, LayoutRule } from '../rule';
import { nodesInWords } from '../words';

export const num09: LayoutRule = {
  id: 'NUM09',
  subject: 'layout',
  severity: 'warning',
  title: 'Nodes that nothing binds memory to',
  reason:
    'Under first touch no memory is bound: pages come from the node of whatever touches them, wherever `nodes` or a cell says. And where a VM has cells, each cell has its own node. A reader takes the memory for bound, and it is not.',
  source: 'set_mempolicy(2), MPOL_DEFAULT; Linux, Documentation/admin-guide/mm/numa_memory_policy.rst',
  *check(layout, context) {
    // A rule has no `nodes`, and its VMs inherit no list of cells that would fit them all.
    if (layout.fromRule) return;
    for (const vm of layout.vms) {
      const problem = unbound(vm, context) ?? besideCells(layout, vm, context);
      if (problem !== null) yield problem;
    }
  },
};

/** Nodes under first touch, of the VM or of its cells. */
function unbound(vm: Vm, { isWritten }: LayoutContext): Problem | null {
  if (vm.policy !== 'firstTouch') return null;
  const ofVm = isWritten([...vm.path, 'nodes']);
  if (!ofVm && !isWritten([...vm.path, 'cells', 0])) return null;
  const nodes = ofVm ? vm.nodes : vm.cells.map((cell) => cell.node);
  const whose = ofVm ? `VM "${vm.name}" names` : `Cells of VM "${vm.name}" name`;
  const policy = [...vm.path, 'policy'];
  return {
    message: `${whose} ${nodesInWords(nodes)} for memory, but with the policy "firstTouch" nothing is bound to ${nodes.length === 1 ? 'it' : 'them'}. Use "bind"${ofVm ? ', or leave out `nodes`' : ', or expose the nodes with `"cells": "perNode"`'}.`,
    path: ofVm ? [...vm.path, 'nodes'] : policy,
    concerns: { nodes },
    fixes: [
      {
        title: `Bind the memory of "${vm.name}"`,
        safe: false,
        changes: [{ path: policy, value: 'bind' }],
      },
      ...(ofVm ? [withoutNodes(vm)] : []),
    ],
  };
}

/** The VM's own nodes where cells have others. */
function besideCells({ machine }: Layout, vm: Vm, { isWritten }: LayoutContext): Problem | null {
  const ofCells = new Set(vm.cells.map((cell) => cell.node));
  if (ofCells.size === 0 || !isWritten([...vm.path, 'nodes'])) return null;
  const ignored = vm.nodes.filter((node) => !ofCells.has(node));
  // One that the machine does not have is NUM03's.
  if (ignored.length === 0 || ignored.some((id) => machine.nodes.every((node) => node.id !== id)))
    return null;
  return {
    message: `VM "${vm.name}" names ${nodesInWords(vm.nodes)} for memory, but its cells take theirs from ${nodesInWords([...ofCells])}, and \`nodes\` is not looked at. Leave it out, or change the cells.`,
    path: [...vm.path, 'nodes'],
    concerns: { nodes: ignored },
    fixes: [withoutNodes(vm)],
  };
}

function withoutNodes(vm: Vm): ProblemFix {
  return {
    title: 'Leave out `nodes`',
    safe: false,
    changes: [{ path: [...vm.path, 'nodes'], remove: true }],
  };
}
