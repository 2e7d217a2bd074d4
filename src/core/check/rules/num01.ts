import { nodesOf } from '../../topology/queries';
import { ownPus } from '../owners';
import type { LayoutRule } from '../rule';
import { nodesInWords } from '../words';

export const num01: LayoutRule = {
  id: 'NUM01',
  subject: 'layout',
  severity: 'warning',
  title: 'VM spans nodes that its guest does not see',
  reason:
    'A guest that sees one node places pages without regard to the host nodes, and reused pages stay where earlier programs left them: the cost that partitioning removes.',
  source: 'Paper, sections V and VI (N2, N7)',
  *check(layout) {
    const own = ownPus(layout);
    for (const vm of layout.vms) {
      const nodes = vm.cells.length > 0 ? [] : nodesOf(layout.machine, own.get(vm) ?? []);
      if (nodes.length < 2) continue;
      yield {
        message: `VM "${vm.name}" has vCPUs on ${nodesInWords(nodes)}, but its guest sees a single node. Split it into one VM a node, expose the nodes with \`"cells": "perNode"\`, or accept NUM01 where that is what you measure.`,
        path: [...vm.path, 'cells'],
        concerns: { nodes },
        fixes: [
          {
            title: 'Let the guest see a NUMA cell for each node',
            safe: false,
            changes: [{ path: [...vm.path, 'cells'], value: 'perNode' }],
          },
        ],
      };
    }
  },
};
