import type { Vm as VmDocument } from '../../schema/generated/vmlayout.types';
import { formatCpuList } from '../../text/cpuList';
import type { JsonPath, ValueChange } from '../../text/document';
import { formatSize, MEBIBYTE } from '../../text/size';
import { nodesOf, puById } from '../../topology/queries';
import type { Layout, Vm } from '../../layout/layout';
import { omit } from '../omit';
import type { Draft } from '../rewrite';
import type { LayoutPart } from '../subject';

/** On a VM that spans nodes: a VM for each of them, with its PUs there and its part of the memory. */
export function splitByNodeRewrites({ document, layout }: LayoutPart, at: JsonPath): readonly Draft[] {
  const index = Number(at[1]);
  const written = document.vms?.[index];
  const vm = layout?.vms[index];
  if (at[0] !== 'vms' || layout === null || vm === undefined || written === undefined) return [];
  const nodes = nodesOf(layout.machine, vm.pus);
  const isPlaced = vm.pus.every((pu) => (puById(layout.machine).get(pu)?.node ?? null) !== null);
  if (nodes.length < 2 || !isPlaced) return [];
  const inherited = document.defaults?.memory !== undefined;
  const [first, ...others] = nodes.map((node) => onNode(layout, vm, written, node, inherited));
  if (first === undefined) return [];
  const changes = changesTo(['vms', index], written, first);
  return [
    {
      title: `Split "${vm.name}" into a VM a node`,
      changes,
      added: { after: ['vms', index], values: others },
    },
  ];
}

/** What a VM of one node does not take over: nodes and cells are its own, interleaving needs several nodes. */
function onNode(
  { machine, vms }: Layout,
  vm: Vm,
  written: VmDocument,
  node: number,
  inheritsMemory: boolean,
): VmDocument {
  const { policy, memory, accept } = written;
  const rest = omit(written, 'nodes', 'cells', 'policy', 'memory', 'accept', 'emulatorPus', 'ioThreadPus');
  const pus = vm.pus.filter((pu) => puById(machine).get(pu)?.node === node);
  const local = (own: readonly number[]): string =>
    formatCpuList(own.filter((pu) => puById(machine).get(pu)?.node === node));
  const grain = Math.max(MEBIBYTE, vm.backing === 'hugetlb' ? (vm.pageSizeBytes ?? 0) : 0);
  const bytes = Math.floor((vm.memoryBytes * pus.length) / vm.pus.length / grain) * grain;
  const accepted = Object.fromEntries(Object.entries(accept ?? {}).filter(([rule]) => rule !== 'NUM01'));
  const emulatorPus = written.emulatorPus === undefined ? '' : local(vm.emulatorPus);
  const ioThreadPus = written.ioThreadPus === undefined ? '' : local(vm.ioThreadPus);
  return {
    ...rest,
    name: nameFor(vm.name, node, vms),
    pus: formatCpuList(pus),
    // Without a size anywhere each takes its share by itself.
    ...(memory === undefined && !inheritsMemory ? {} : { memory: formatSize(Math.max(bytes, grain)) }),
    ...(policy === undefined || policy === 'interleave' ? {} : { policy }),
    ...(emulatorPus === '' ? {} : { emulatorPus }),
    ...(ioThreadPus === '' ? {} : { ioThreadPus }),
    ...(Object.keys(accepted).length === 0 ? {} : { accept: accepted }),
  };
}

/** `left-0`, short enough for a VM's name and not one that is there already. */
function nameFor(name: string, node: number, vms: readonly Vm[]): string {
  const others = new Set(vms.map((other) => other.name));
  for (let tries = 0; ; tries++) {
    const end = `-${node}${'x'.repeat(tries)}`;
    const made = `${name.slice(0, 32 - end.length)}${end}`;
    if (!others.has(made)) return made;
  }
}

/** Only what differs, so that the VM keeps its comments and the order of its keys. */
function changesTo(path: JsonPath, from: VmDocument, to: VmDocument): readonly ValueChange[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]) as ReadonlySet<keyof VmDocument>;
  return [...keys].flatMap((key): ValueChange[] => {
    if (JSON.stringify(from[key]) === JSON.stringify(to[key])) return [];
    return [
      to[key] === undefined
        ? { path: [...path, key], remove: true }
        : { path: [...path, key], value: to[key] },
    ];
  });
}
