import { listed, named } from '../../check/words';
import type { Layout, Vm } from '../../layout/layout';
import { numbersInWords } from '../../text/count';
import { partOf, sizeInWords } from '../../text/size';
import { nodesOf } from '../../topology/queries';
import { bytesOfNodes } from '../words';

const POLICY = {
  bind: 'only from',
  preferred: 'if possible from',
  interleave: 'interleaved over',
  firstTouch: 'where it is touched first, by',
} as const;

/** What a VM comes to with every default filled in. */
export function vmLines({ machine }: Layout, vm: Vm): readonly string[] {
  const nodes = nodesOf(machine, vm.pus);
  const on = nodes.length === 0 ? '' : ` on ${numbersInWords('node', nodes)}`;
  const memory = partOf(vm.memoryBytes, bytesOfNodes(machine, vm.nodes));
  const cells = vm.cells.map(({ node }, index) => `${index} on node ${node}`);
  return [
    `${vm.name}: ${numbersInWords('PU', vm.pus)}${on}`,
    `Memory: ${memory}, ${POLICY[vm.policy]} ${numbersInWords('node', vm.nodes)}, ${vm.backing}`,
    ...(cells.length === 0 ? [] : [`Cells of its guest: ${listed(cells)}`]),
    ...(vm.emulatorPus.length === 0 ? [] : [`QEMU's own threads: ${numbersInWords('PU', vm.emulatorPus)}`]),
    `Networks: ${listed(vm.nics.map(({ network, model }) => `${network} (${model})`))}`,
    ...(vm.regions.length === 0 ? [] : [`Regions: ${listed(vm.regions)}`]),
  ];
}

export function networkLines({ networks, vms }: Layout, name: string): readonly string[] {
  const network = networks.find((one) => one.name === name);
  if (network === undefined) return [];
  const on = vms.filter((vm) => vm.nics.some((nic) => nic.network === name)).map((vm) => vm.name);
  const reach =
    network.hostNic === null ? 'stays on its host' : `reaches other hosts through ${network.hostNic}`;
  return [`Network ${name}: ${reach}, ${on.length === 0 ? 'no VM is on it' : `with ${named(on)}`}`];
}

export function regionLines({ regions, vms }: Layout, name: string): readonly string[] {
  const region = regions.find((one) => one.name === name);
  if (region === undefined) return [];
  const by = vms.filter((vm) => vm.regions.includes(name)).map((vm) => vm.name);
  const node = region.node === null ? 'wherever it is touched first' : `on node ${region.node}`;
  return [
    `Region ${name}: ${sizeInWords(region.sizeBytes)} ${node}, ${region.device}, ${by.length === 0 ? 'no VM maps it' : `mapped by ${named(by)}`}`,
  ];
}
