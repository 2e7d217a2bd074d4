import { hasMemory } from '../memoryNodes';
import { homeOf, vmsOfRegions } from '../regionUsers';
import type { LayoutRule } from '../rule';
import { named, plural } from '../words';

export const shm03: LayoutRule = {
  id: 'SHM03',
  subject: 'layout',
  severity: 'warning',
  title: 'Shared region without a home node',
  reason:
    'Its pages come from the node of whoever touches them first, which differs from boot to boot: so does the time of every message.',
  source:
    'Linux, Documentation/admin-guide/mm/numa_memory_policy.rst (shared policy); qemu(1), -object memory-backend-file, host-nodes and policy',
  *check(layout) {
    const { machine } = layout;
    if (machine.nodes.filter(({ id }) => hasMemory(machine, id)).length < 2) return;
    for (const [region, vms] of vmsOfRegions(layout)) {
      // One that nobody maps is SHM06's.
      if (region.node !== null || vms.length === 0) continue;
      const home = homeOf(machine, vms);
      const path = [...region.path, 'node'];
      const names = named(vms.map(({ name }) => name));
      const advice =
        home === null
          ? 'Name one with `node`.'
          : `Bind it with \`"node": ${home}\`, where most vCPUs of ${plural(vms, 'VM', 'VMs')} ${names} run.`;
      yield {
        message: `Region "${region.name}" has no home node, so its pages lie wherever they are touched first. ${advice}`,
        path,
        fixes:
          home === null
            ? []
            : [{ title: `Bind it to node ${home}`, safe: false, changes: [{ path, value: home }] }],
      };
    }
  },
};
