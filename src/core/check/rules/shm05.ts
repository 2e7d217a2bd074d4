import { hasMemory, nearestMemory } from '../memoryNodes';
import { homeOf, vmsOfRegions } from '../regionUsers';
import type { LayoutRule } from '../rule';
import { nodeById } from '../../topology/queries';
import { nodesInWords } from '../words';

export const shm05: LayoutRule = {
  id: 'SHM05',
  subject: 'layout',
  severity: 'error',
  title: 'Home node of a region absent or empty',
  reason: 'QEMU binds the region there and ends when the kernel refuses: no VM that maps it starts.',
  source: 'mbind(2), EINVAL; qemu(1), -object memory-backend-file, host-nodes',
  *check(layout) {
    const { machine } = layout;
    for (const [region, vms] of vmsOfRegions(layout)) {
      const { node } = region;
      if (node === null || hasMemory(machine, node)) continue;
      const isThere = nodeById(machine, node) !== undefined;
      const home = (isThere ? nearestMemory(machine, node) : null) ?? homeOf(machine, vms);
      const path = [...region.path, 'node'];
      const what = isThere ? 'has no memory' : `does not exist on "${machine.id}"`;
      const nodes = machine.nodes.map(({ id }) => id).filter((id) => hasMemory(machine, id));
      yield {
        message: `Region "${region.name}" is to come from node ${node}, which ${what}. Take it from ${nodes.length === 0 ? 'a node that has some' : nodesInWords(nodes)}.`,
        path,
        concerns: { nodes: [node] },
        fixes:
          home === null
            ? []
            : [{ title: `Take it from node ${home}`, safe: false, changes: [{ path, value: home }] }],
      };
    }
  },
};
