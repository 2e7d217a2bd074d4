import type { Nic, Vm as VmDocument, VmSettings } from '../schema/generated/vmlayout.types';
import { cpuListProblem, parseCpuList } from '../text/cpuList';
import type { JsonPath, Problem } from '../text/document';
import { MEBIBYTE, parseSize } from '../text/size';
import type { Machine } from '../topology/machine';
import { nodesOf, pusOfNode } from '../topology/queries';
import { guestCells } from './guestCells';
import type { Vm, VmNic } from './layout';
import { pusByNode, sumOf, type BytesByNode } from './memoryShare';

/** A VM of a document before its defaults are filled in. */
export interface VmDraft {
  readonly vm: VmDocument;
  /** Host PUs in vCPU order. */
  readonly pus: readonly number[];
  readonly defaults: VmSettings;
  readonly path: JsonPath;
  /** Where its memory is given, or where it would be. */
  readonly memoryPath: JsonPath;
  /** Name of the network of an interface that names none. */
  readonly network: string;
}

/** Fills in the defaults of one VM; `share` is its part of its nodes' memory, null when not known. Appends what is wrong. */
export function vmFromDraft(
  draft: VmDraft,
  machine: Machine,
  share: BytesByNode | null,
  problems: Problem[],
): Vm {
  const { vm, pus, path } = draft;
  const settings: VmSettings = { ...draft.defaults, ...vm };
  const ownNodes = nodesOf(machine, pus);
  const list = listReader(draft, problems);
  list(vm.pus, 'pus');
  const pageSizeBytes = settings.pageSize === undefined ? null : parseSize(settings.pageSize);
  const backing = settings.backing ?? 'anon';
  const grain = Math.max(MEBIBYTE, backing === 'hugetlb' ? (pageSizeBytes ?? 0) : 0);
  const memoryBytes = memoryOf(settings.memory, draft, share, grain, problems);
  const emulatorPus =
    settings.emulatorPus === undefined
      ? defaultEmulatorPus(machine, ownNodes, pus)
      : ascending(list(settings.emulatorPus, 'emulatorPus'));
  const weights = settings.memory === undefined && share !== null ? share : pusByNode(machine, pus);
  return {
    name: vm.name,
    host: vm.host ?? null,
    pus,
    pinning: settings.pinning ?? 'perVcpu',
    threadsPerCore: settings.threadsPerCore ?? 1,
    memoryBytes,
    nodes: vm.nodes === undefined ? ownNodes : ascending(list(vm.nodes, 'nodes')),
    policy: settings.policy ?? (ownNodes.length <= 1 ? 'bind' : 'firstTouch'),
    backing,
    pageSizeBytes,
    cells: guestCells(settings.cells ?? 'none', { machine, pus, memoryBytes, weights, grain }),
    prealloc: settings.prealloc ?? false,
    balloon: settings.balloon ?? false,
    freePageReporting: settings.freePageReporting ?? false,
    emulatorPus,
    ioThreadPus:
      settings.ioThreadPus === undefined ? emulatorPus : ascending(list(settings.ioThreadPus, 'ioThreadPus')),
    nics: (settings.nics ?? [{}]).map((nic) => nicFromDocument(nic, draft.network)),
    regions: settings.regions ?? [],
    path,
  };
}

/** Reads a CPU list of the VM and says what is wrong with it, at the VM or at the defaults it comes from. */
function listReader(draft: VmDraft, problems: Problem[]): (text: string, key: keyof VmDocument) => number[] {
  return (text, key) => {
    const message = cpuListProblem(text);
    const path = draft.vm[key] === undefined ? ['defaults', key] : [...draft.path, key];
    if (message !== null) problems.push({ message, path });
    return parseCpuList(text);
  };
}

/** Bytes as given, else the share rounded down to whole pages, at least to MiB. */
function memoryOf(
  given: string | undefined,
  draft: VmDraft,
  share: BytesByNode | null,
  grain: number,
  problems: Problem[],
): number {
  const problem = (message: string): number => {
    problems.push({ message, path: draft.memoryPath });
    return 0;
  };
  if (given !== undefined) {
    const bytes = parseSize(given);
    if (bytes === null) return problem(`\`${given}\` is larger than any memory. Write a smaller size.`);
    return bytes > 0 ? bytes : problem('A VM needs memory. Write a size above 0.');
  }
  if (share !== null && share.size === 0)
    return problem(
      `No node is known for the PUs of ${draft.vm.name}, so it gets no share of memory. Use PUs of the machine, or give \`memory\`.`,
    );
  const whole = share === null ? null : Math.floor(sumOf(share) / grain) * grain;
  if (whole === null)
    return problem(
      'The memory of the machine is not known, so VMs get no share of it. Give `memory`, or add the size to the topology.',
    );
  return whole > 0
    ? whole
    : problem(
        `No memory is left for ${draft.vm.name} on the nodes of its PUs. Give \`memory\`, or reserve less for the host.`,
      );
}

function nicFromDocument(nic: Nic, network: string): VmNic {
  return {
    network: nic.network ?? network,
    model: nic.model ?? 'virtio',
    queues: nic.queues ?? 1,
    vhost: nic.vhost ?? false,
    device: nic.device ?? null,
  };
}

/** The host's reserved PUs on the VM's nodes, else all online PUs of these nodes, else the VM's own. */
function defaultEmulatorPus(machine: Machine, nodes: readonly number[], own: readonly number[]): number[] {
  const local = nodes.flatMap((node) => pusOfNode(machine, node)).filter((pu) => pu.online);
  const ids = ascending(local.map((pu) => pu.id));
  const reserved = ids.filter((id) => machine.reserved.pus.includes(id));
  if (reserved.length > 0) return reserved;
  return ids.length > 0 ? ids : ascending(own);
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
