import type { Layout, Region } from '../../layout/layout';
import type { ProblemFix } from '../../text/document';
import { vmsOfRegions } from '../regionUsers';
import type { LayoutRule } from '../rule';

export const shm06: LayoutRule = {
  id: 'SHM06',
  subject: 'layout',
  severity: 'info',
  title: 'Region that is not shared',
  reason: 'A region that fewer than two VMs map takes memory of its host and connects nobody.',
  source: 'Paper, section VIII-A (S9)',
  *check(layout) {
    for (const [region, vms] of vmsOfRegions(layout)) {
      if (vms.length > 1) continue;
      const [vm] = vms;
      yield {
        message: `Region "${region.name}" is mapped by ${vm === undefined ? 'no VM' : `VM "${vm.name}" alone`}. Name it in \`regions\` of the VMs that share it, or leave it out.`,
        // Its name is its key, which is underlined for what is not there.
        path: [...region.path, 'vms'],
        fixes: vm === undefined ? [leftOut(layout, region)] : [],
      };
    }
  },
};

function leftOut({ regions }: Layout, { name, path }: Region): ProblemFix {
  const all = path.slice(0, -1);
  return {
    title: `Leave out region "${name}"`,
    safe: false,
    changes: [{ path: regions.length === 1 ? all : path, remove: true }],
  };
}
