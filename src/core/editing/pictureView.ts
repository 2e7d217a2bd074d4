import type { Finding } from '../check/rule';
import { ruleLink } from '../check/ruleLink';
import type { Layout } from '../layout/layout';
import type { MeasuredMemory } from '../picture/measuredMemory';
import { scenesOf } from '../picture/sceneOf';
import type { SceneNote } from '../picture/scene';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { JsonPath } from '../text/document';
import { defaultsView, vmSettingsView } from './settingsView';
import type { Choices, PictureFinding, PictureView, RegionView, VmView } from './view';

/** What a view is made of. */
export interface Viewed {
  /** May have neither a rule nor VMs: the picture then is that of a machine to be cut. */
  readonly document: LayoutDocument;
  readonly layout: Layout;
  readonly findings: readonly Finding[];
  /** Of the layout as a whole. */
  readonly notes?: readonly SceneNote[];
  /** Of VMs by name. */
  readonly vmNotes?: ReadonlyMap<string, SceneNote>;
  readonly measured?: MeasuredMemory | null;
}

/** Everything that the graphical editor shows of a layout. */
export function viewOf(viewed: Viewed): PictureView {
  const { document, layout, findings, notes = [], vmNotes = new Map(), measured = null } = viewed;
  return {
    scenes: scenesOf(layout, { notes: vmNotes, measured }),
    rule: document.partition ?? null,
    defaults: defaultsView(document.defaults ?? {}),
    vms: layout.vms.map((_vm, index) => vmView(document, layout, index)),
    choices: choicesOf(document, layout),
    findings: findings.map((finding) => pictureFinding(document, layout, finding)),
    notes: measured === null ? notes : [...notes, measured.note],
  };
}

function vmView(document: LayoutDocument, layout: Layout, index: number): VmView {
  const vm = layout.vms[index];
  if (vm === undefined) throw new Error(`The layout has no VM ${index}.`);
  const written = layout.fromRule ? undefined : document.vms?.[index];
  return {
    name: vm.name,
    host: vm.host,
    colour: index,
    pus: written?.pus ?? formatCpuList(vm.pus),
    settings: vmSettingsView(vm, written ?? null, document.defaults ?? {}),
  };
}

function choicesOf({ networks = {} }: LayoutDocument, { machine, regions }: Layout): Choices {
  return {
    // The base page size comes first, and no pool is made of it.
    pageSizes: machine.pageSizesBytes.slice(1).map(formatSize),
    networks: Object.keys(networks),
    regions: regions.map(({ name, sizeBytes, node, device, pageSizeBytes }): RegionView => ({
      name,
      size: formatSize(sizeBytes),
      node,
      device,
      pageSize: pageSizeBytes === null ? null : formatSize(pageSizeBytes),
    })),
    nodes: machine.nodes.map((node) => node.id),
  };
}

function pictureFinding(document: LayoutDocument, layout: Layout, finding: Finding): PictureFinding {
  const { rule, severity, message, paths, concerns, fixes } = finding;
  const vms = new Set(paths.flatMap((path) => vmsAt(document, layout, path)));
  return {
    rule,
    severity,
    message,
    link: ruleLink(rule),
    path: paths[0] ?? [],
    vms: [...vms].sort((a, b) => a - b),
    pus: concerns.pus,
    nodes: concerns.nodes,
    fixes: fixes.map((fix) => fix.title),
  };
}

/** The VMs that a place of the document is about, by position. */
function vmsAt(document: LayoutDocument, layout: Layout, path: JsonPath): readonly number[] {
  const [section, name] = path;
  const all = [...layout.vms.keys()];
  switch (section) {
    case 'vms':
      return typeof name === 'number' && name < all.length ? [name] : [];
    case 'partition':
      return all;
    case 'defaults':
      return layout.fromRule || name === undefined
        ? all
        : all.filter((index) => !Object.hasOwn(document.vms?.[index] ?? {}, name));
    case 'regions':
      return all.filter((index) => layout.vms[index]?.regions.some((region) => region === name));
    case 'networks':
      return all.filter((index) => layout.vms[index]?.nics.some((nic) => nic.network === name));
    default:
      return [];
  }
}
