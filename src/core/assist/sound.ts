import { isObject } from '../check/values';
import type { ExperimentDocument, Workload } from '../schema/generated/vmexperiment.types';
import type { LayoutDocument, Vm } from '../schema/generated/vmlayout.types';
import type { TopologyDocument } from '../schema/generated/vmtopology.types';
import { asExperimentDocument, asLayoutDocument, asTopologyDocument } from '../schema/validate';

/**
 * What can be read of a document that is being typed: every part that its schema accepts by itself stays, what it does
 * not accept is left out. Members of `vms`, `layouts` and `workloads` keep their positions, so that paths of the model
 * are paths of the text.
 */
export function soundLayout(value: unknown): LayoutDocument | null {
  const whole = asLayoutDocument(value);
  if (whole !== null || !isObject(value)) return whole;
  const { vms, defaults, ...others } = value;
  const kept = accepted(others, (part) => fitsLayout(part));
  const own = isObject(defaults)
    ? { defaults: accepted(defaults, (part) => fitsLayout({ defaults: part })) }
    : {};
  // With both a rule and a list the list counts: it is the more that someone wrote.
  if (Array.isArray(vms)) delete kept['partition'];
  return {
    version: 1,
    machine: '',
    ...kept,
    ...own,
    ...(Array.isArray(vms) ? { vms: vms.map(soundVm) } : {}),
  };
}

/** null where too little is there to make a machine of. */
export function soundTopology(value: unknown): TopologyDocument | null {
  const whole = asTopologyDocument(value);
  if (whole !== null || !isObject(value)) return whole;
  const { nodes, pus, ...others } = value;
  const kept = accepted(others, (part) => asTopologyDocument({ ...SMALLEST_TOPOLOGY, ...part }) !== null);
  if ('synthetic' in kept) return { version: 1, ...kept };
  const lists = { nodes: members(nodes, fitsNode), pus: members(pus, fitsPu) };
  return lists.nodes.length === 0 || lists.pus.length === 0
    ? null
    : ({ version: 1, ...kept, ...lists } as TopologyDocument);
}

/** null for what is no object. Entries that cannot be read are there as a layout and a command that mean nothing. */
export function soundExperiment(value: unknown): ExperimentDocument | null {
  const whole = asExperimentDocument(value);
  if (whole !== null || !isObject(value)) return whole;
  const { layouts, workloads, ...others } = value;
  return {
    ...SMALLEST_EXPERIMENT,
    ...accepted(others, (part) => fitsExperiment(part)),
    layouts: Array.isArray(layouts) ? layouts.map(soundEntry) : [],
    workloads: Array.isArray(workloads) ? workloads.map(soundWorkload) : [],
  };
}

/** Stands for an entry of `layouts` that cannot be read: no file has this name. */
export const UNREADABLE = '';

const SMALLEST_TOPOLOGY = { version: 1, synthetic: 'pu:1' };
const UNREADABLE_WORKLOAD: Workload = {
  suite: 'command',
  name: 'unreadable',
  command: ['true'],
  launcher: 'plain',
};
const SMALLEST_EXPERIMENT: ExperimentDocument = {
  version: 1,
  layouts: ['-'],
  workloads: [UNREADABLE_WORKLOAD],
};
/** A list that is being typed is read as far as it goes. */
const CPU_LISTS: ReadonlySet<string> = new Set(['pus', 'nodes', 'emulatorPus', 'ioThreadPus']);

type Part = Readonly<Record<string, unknown>>;

function accepted(value: Part, fits: (part: Part) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key, member]) => fits({ [key]: member })));
}

function members(value: unknown, fits: (member: unknown) => boolean): unknown[] {
  return Array.isArray(value) ? value.filter(fits) : [];
}

function fitsLayout(part: Part): boolean {
  const vms = 'partition' in part || 'vms' in part ? {} : { partition: { vms: 1 } };
  return asLayoutDocument({ version: 1, machine: '-', ...vms, ...part }) !== null;
}

function soundVm(vm: unknown): Vm {
  if (fitsLayout({ vms: [vm] })) return vm as Vm;
  if (!isObject(vm)) return { name: '', pus: '' };
  const nameless = { name: 'x', pus: '' };
  const kept = Object.entries(vm).filter(
    ([key, member]) =>
      (CPU_LISTS.has(key) && typeof member === 'string') ||
      fitsLayout({ vms: [{ ...nameless, [key]: member }] }),
  );
  return { name: '', pus: '', ...Object.fromEntries(kept) };
}

function fitsNode(node: unknown): boolean {
  const pu = { id: 0, package: null, core: null, node: null, online: true };
  return asTopologyDocument({ version: 1, nodes: [node], pus: [pu] }) !== null;
}

function fitsPu(pu: unknown): boolean {
  return asTopologyDocument({ version: 1, nodes: [{ id: 0, memoryBytes: null }], pus: [pu] }) !== null;
}

function fitsExperiment(part: Part): boolean {
  return asExperimentDocument({ ...SMALLEST_EXPERIMENT, ...part }) !== null;
}

function soundEntry(entry: unknown): ExperimentDocument['layouts'][number] {
  if (fitsExperiment({ layouts: [entry] })) return entry as ExperimentDocument['layouts'][number];
  if (!isObject(entry)) return UNREADABLE;
  const name = typeof entry['name'] === 'string' ? entry['name'] : '';
  const { layout } = entry;
  return { name, layout: typeof layout === 'string' ? layout : (soundLayout(layout) ?? UNREADABLE) };
}

/** Of NPB's, which name their programs, so much that one can say which programs would go. */
function soundWorkload(workload: unknown): Workload {
  const fits = (one: unknown): one is Workload => fitsExperiment({ workloads: [one] });
  if (fits(workload)) return workload;
  if (!isObject(workload) || workload['suite'] !== 'npb') return UNREADABLE_WORKLOAD;
  const smallest: Workload = { suite: 'npb', programs: ['ep'], class: 'S', directory: '/' };
  return { ...smallest, ...accepted(workload, (part) => fits({ ...smallest, ...part })) };
}
