import { count } from '../text/count';
import type { Ground } from './ground';
import type { Cut } from './recipe';

/** One VM over everything. */
export function wideCut({ pus }: Ground): Cut {
  return {
    name: 'one-wide-vm',
    title: 'One wide VM',
    about:
      'One VM over the whole machine that knows nothing of its nodes: the case that the paper argues against.',
    unit: 'package',
    vms: [pus],
  };
}

/** A VM for each package, or for each node of a machine with a single package; null where there is one of each. */
export function cutByUnit({ packages, nodes }: Ground): Cut | null {
  if (packages.length > 1)
    return {
      name: 'vm-per-socket',
      title: 'One VM a socket',
      about: "The paper's remedy: a VM for each socket, its memory bound there.",
      unit: 'package',
      vms: packages,
    };
  if (nodes.length < 2) return null;
  return {
    name: 'vm-per-node',
    title: 'One VM a node',
    about: 'A VM for each NUMA node, its memory bound there; the machine has one socket.',
    unit: 'node',
    vms: nodes,
  };
}

/** The machine cut into 1, 2, 4 and so on VMs: up to 16 as in the paper, or up to one a node where it has more. */
export function equalCuts({ pus, nodes }: Ground): readonly Cut[] {
  const most = Math.min(pus.length, Math.max(16, nodes.length));
  const counts = [1, 2, 4, 8, 16, 32, 64, 128, 256].filter((vms) => vms <= most);
  return counts.map((vms) => ({
    name: `vms-${vms}`,
    title: vms === 1 ? 'One wide VM' : `${vms} VMs`,
    about: `${count(vms, 'VM')} of ${count(pus.length / vms, 'PU')}: ${whereOf(vms, nodes.length)}.`,
    unit: 'node',
    vms: slices(pus, vms),
  }));
}

function whereOf(vms: number, nodes: number): string {
  if (nodes === 1) return vms === 1 ? 'the whole machine' : 'all on its one node';
  if (vms < nodes) return `each over ${nodes / vms} NUMA nodes`;
  return vms === nodes ? 'one a NUMA node' : `${vms / nodes} a NUMA node`;
}

function slices(pus: readonly number[], parts: number): readonly (readonly number[])[] {
  const size = pus.length / parts;
  return Array.from({ length: parts }, (_, part) => pus.slice(part * size, (part + 1) * size));
}
