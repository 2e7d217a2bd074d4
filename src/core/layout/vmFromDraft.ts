import type { Nic, Vm as VmDocument, VmSettings } from '../schema/generated/vmlayout.types';
import { readCpuList } from '../text/cpuList';
import type { JsonPath, Problem } from '../text/document';
import { MEBIBYTE, parseSize } from '../text/size';
import type { Machine } from '../topology/machine';
import { nodesOf, pusOfNode } from '../topology/queries';
import { remembered } from '../text/remembered';
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
  const { vm, pus, path, defaults } = draft;
  const setting = <K extends keyof VmSettings>(key: K): VmSettings[K] => vm[key] ?? defaults[key];
  const ownNodes = nodesOf(machine, pus);
  const list = listReader(draft, problems);
  const pageSize = setting('pageSize');
  const pageSizeBytes = pageSize === undefined ? null : parseSize(pageSize);
  const backing = setting('backing') ?? 'anon';
  const grain = Math.max(MEBIBYTE, backing === 'hugetlb' ? (pageSizeBytes ?? 0) : 0);
  const memory = setting('memory');
  const memoryBytes = memoryOf(memory, draft, share, grain, problems);
  const listOr = (key: 'emulatorPus' | 'ioThreadPus', otherwise: readonly number[]): readonly number[] => {
    const text = setting(key);
    return text === undefined ? otherwise : ascending(list(text, key));
  };
  const emulatorPus = listOr('emulatorPus', defaultEmulatorPus(machine, ownNodes, pus));
  const cells = setting('cells') ?? 'none';
  const weights = memory === undefined ? share : null;
  return {
    name: vm.name,
    host: vm.host ?? null,
    pus,
    pinning: setting('pinning') ?? 'perVcpu',
    threadsPerCore: setting('threadsPerCore') ?? 1,
    memoryBytes,
    nodes: vm.nodes === undefined ? ownNodes : ascending(list(vm.nodes, 'nodes')),
    policy: setting('policy') ?? (ownNodes.length <= 1 ? 'bind' : 'firstTouch'),
    backing,
    pageSizeBytes,
    cells:
      cells === 'none'
        ? []
        : guestCells(cells, {
            machine,
            pus,
            memoryBytes,
            weights: weights ?? pusByNode(machine, pus),
            grain,
          }),
    prealloc: setting('prealloc') ?? false,
    balloon: setting('balloon') ?? false,
    freePageReporting: setting('freePageReporting') ?? false,
    emulatorPus,
    ioThreadPus: listOr('ioThreadPus', emulatorPus),
    nics: (setting('nics') ?? [{}]).map((nic) => nicFromDocument(nic, draft.network)),
    regions: setting('regions') ?? [],
    path,
  };
}

/** Reads a CPU list of the VM and says what is wrong with it, at the VM or at the defaults it comes from. */
function listReader(draft: VmDraft, problems: Problem[]): (text: string, key: keyof VmDocument) => number[] {
  return (text, key) => {
    const { numbers, problem } = readCpuList(text);
    const place = draft.vm[key] === undefined ? ['defaults'] : draft.path;
    if (problem !== null) problems.push({ message: problem, path: [...place, key] });
    return numbers;
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
function defaultEmulatorPus(
  machine: Machine,
  nodes: readonly number[],
  own: readonly number[],
): readonly number[] {
  const lists = emulatorPusByNodes(machine);
  const key = nodes.join();
  const known = lists.get(key) ?? emulatorPusOf(machine, nodes);
  lists.set(key, known);
  return known.length > 0 ? known : ascending(own);
}

/** VMs on the same nodes share one list: a machine with one node and a VM a core would else have as many as PUs. */
const emulatorPusByNodes = remembered<Machine, Map<string, readonly number[]>>(() => new Map());

function emulatorPusOf(machine: Machine, nodes: readonly number[]): readonly number[] {
  const reserved = new Set(machine.reserved.pus);
  const all: number[] = [];
  const kept: number[] = [];
  for (const node of nodes)
    for (const { id, online } of pusOfNode(machine, node))
      if (online) (reserved.has(id) ? kept : all).push(id);
  const ids = kept.length > 0 ? kept : all;
  return nodes.length === 1 ? ids : ids.sort((a, b) => a - b);
}

function ascending(numbers: readonly number[]): number[] {
  const ascends = numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? number));
  return ascends ? [...numbers] : [...new Set(numbers)].sort((a, b) => a - b);
}
