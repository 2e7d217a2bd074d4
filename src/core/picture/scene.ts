/**
 * A layout as a drawing, before anything is drawn: plain data from which SVG, a page and a list for readers of the
 * screen are made. Lengths are pixels at a zoom of 1, the origin is at the top left.
 */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** What is drawn, in words: `"barcelona-4x4" cut into 4 VMs`. */
  readonly title: string;
  /** The host that is shown, of a layout over several; null where the layout names none. */
  readonly host: string | null;
  /** Packages, NUMA nodes, L3 groups and cores; outer ones come before those in them. */
  readonly boxes: readonly SceneBox[];
  /** In the order in which they are drawn: package, node, L3, core, number. */
  readonly pus: readonly ScenePu[];
  readonly memory: readonly SceneMemory[];
  /** The VMs of the shown host, in the order of the layout. */
  readonly vms: readonly SceneVm[];
  readonly nics: readonly SceneShared[];
  readonly networks: readonly SceneShared[];
  readonly regions: readonly SceneShared[];
  /** null for a machine of one node, or of unknown distances. */
  readonly distances: SceneDistances | null;
  /** Words over rows: `Networks`. */
  readonly captions: readonly SceneCaption[];
  /** The lowest part of the picture; without it the picture is as high as `legend.rect.y`. */
  readonly legend: SceneLegend;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `unknown` holds PUs of which the machine does not say where they lie. */
export type BoxKind = 'package' | 'node' | 'l3' | 'core' | 'unknown';

/**
 * A part of the machine that holds PUs. A machine without known packages, say, has no box of that kind; parts with the
 * same PUs are one box, that of the node before the package's, the L3's and the core's. Every node has one.
 */
export interface SceneBox {
  /** `node:2`; cores count within their package: `core:1/3`. Unique in the scene: of a part in pieces all but the first have `~2`, `~3` behind. */
  readonly key: string;
  readonly kind: BoxKind;
  /** Empty where there is no room for one, as on most cores. */
  readonly label: string;
  readonly rect: Rect;
  /** Numbers of all PUs in it, in the order in which they are drawn. */
  readonly pus: readonly number[];
}

export interface ScenePu {
  readonly id: number;
  readonly rect: Rect;
  /** Of usable PUs VMs can be made. */
  readonly state: 'usable' | 'reserved' | 'offline' | 'notAllowed';
  /** VMs that have it, as `SceneVm.index`: two are a mistake that is drawn. */
  readonly owners: readonly number[];
  /** Number of the first owner's vCPU on it; null without an owner. */
  readonly vcpu: number | null;
  /** VMs whose emulator threads are held to this PU and not to all PUs of their nodes, as `SceneVm.index`. */
  readonly emulatorOf: readonly number[];
  /** The same of I/O threads that are kept apart from the emulator's. */
  readonly ioThreadsOf: readonly number[];
}

/** The memory of a node as a bar. */
export interface SceneMemory {
  readonly node: number;
  readonly rect: Rect;
  /** `7.0 of 8 GiB given`, `memory unknown`. */
  readonly label: string;
  /** From left to right; empty where the memory is not known and where there is none. What is missing comes last. */
  readonly parts: readonly MemoryPart[];
  /** What was found of the VMs' memory, directly below the bar; null while nothing was read. */
  readonly measured: SceneMeasured | null;
  /** Pools of huge pages, a bar each. */
  readonly hugePages: readonly SceneHugePages[];
}

/** Memory of VMs on a node as hosts have read it. */
export interface SceneMeasured {
  readonly rect: Rect;
  /** `rehearsed: vm0 1.5 GiB (1610612736 bytes)`. */
  readonly label: string;
  /** Of VMs alone; empty where none has memory on the node, or the node's size is not known. */
  readonly parts: readonly MemoryPart[];
}

export interface MemoryPart {
  readonly kind: 'reserved' | 'vm' | 'region' | 'free' | 'missing';
  /** `SceneVm.index`; null for what belongs to no VM. */
  readonly vm: number | null;
  readonly bytes: number;
  readonly rect: Rect;
}

export interface SceneHugePages {
  readonly label: string;
  readonly rect: Rect;
  /** 0 to 1: what part of the pool the layout takes; above 1 it takes more than there is. */
  readonly taken: number;
}

export interface SceneVm {
  /** Position in the layout over all hosts. */
  readonly index: number;
  readonly name: string;
  /** Number of its colour: `colourOf` of the palette. The same in text, picture, panels and exports. */
  readonly colour: number;
  readonly pus: readonly number[];
  /** Its facts in a line: `4 PUs · node 1 · 7 GiB bind`. */
  readonly facts: string;
  /** Its entry in the legend. */
  readonly rect: Rect;
  /** What was measured, rehearsed or predicted for it; null while there is nothing. */
  readonly note: SceneNote | null;
}

export interface SceneNote {
  readonly origin: 'measured' | 'rehearsed' | 'predicted';
  readonly text: string;
}

/** Something that several VMs have in common: a network, a region, an interface of the host. */
export interface SceneShared {
  readonly name: string;
  /** `1 GiB on node 0`. */
  readonly facts: string;
  readonly rect: Rect;
  /** VMs on it, as `SceneVm.index`. */
  readonly vms: readonly number[];
}

/** SLIT distances as a table of cells. */
export interface SceneDistances {
  readonly rect: Rect;
  readonly nodes: readonly number[];
  readonly cells: readonly DistanceCell[];
}

export interface DistanceCell {
  readonly from: number;
  readonly to: number;
  readonly distance: number;
  /** 0 for the shortest distance of the machine, 1 for the longest. */
  readonly level: number;
  readonly rect: Rect;
}

export interface SceneCaption {
  readonly text: string;
  readonly rect: Rect;
}

/** What the picture's signs mean; `SceneVm.rect` are in it too. */
export interface SceneLegend {
  readonly rect: Rect;
  /** What was found for the layout as a whole, a line each below the title. */
  readonly notes: readonly (SceneNote & { readonly rect: Rect })[];
  /** Those that the picture shows. */
  readonly signs: readonly SceneSign[];
}

export type Sign =
  | 'pu'
  | 'conflict'
  | 'reserved'
  | 'offline'
  | 'notAllowed'
  | 'emulator'
  | 'ioThreads'
  | 'memoryReserved'
  | 'memoryRegion'
  | 'memoryFree'
  | 'memoryMissing';

export interface SceneSign {
  readonly sign: Sign;
  readonly text: string;
  /** Where the sign stands alone, before the text. */
  readonly sample: Rect;
  readonly rect: Rect;
}
