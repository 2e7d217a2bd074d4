import type { Layout, Vm } from '../layout/layout';
import { count, numbersInWords } from '../text/count';
import { sizeInWords } from '../text/size';
import type { Machine } from '../topology/machine';
import { nodesOf } from '../topology/queries';

/** `"barcelona-4x4" cut into 4 VMs`, with the host behind it where there is one. */
export function titleInWords({ machine }: Layout, vms: number, host: string | null): string {
  const cut = vms === 0 ? 'not cut' : `cut into ${count(vms, 'VM')}`;
  return `"${machine.id}" ${cut}${host === null ? '' : ` on host "${host}"`}`;
}

/** `4 PUs · node 1 · 7 GiB bind`, with the nodes of its memory where they are others, and the pages of a pool. */
export function vmInWords(machine: Machine, vm: Vm): string {
  const nodes = nodesOf(machine, vm.pus);
  const from =
    vm.nodes.join() === nodes.join() || vm.nodes.length === 0 ? '' : ` ${numbersInWords('node', vm.nodes)}`;
  const pages = vm.pageSizeBytes === null ? '' : `${sizeInWords(vm.pageSizeBytes)} pages`;
  return [
    count(vm.pus.length, 'PU'),
    nodes.length === 0 ? '' : numbersInWords('node', nodes),
    `${sizeInWords(vm.memoryBytes)} ${POLICY[vm.policy]}${from}`,
    vm.backing === 'hugetlb' ? pages || 'huge pages' : '',
  ]
    .filter((fact) => fact !== '')
    .join(' · ');
}

const POLICY = {
  bind: 'bind',
  firstTouch: 'first touch',
  preferred: 'preferred',
  interleave: 'interleave',
} as const;
