import type { Severity } from '../check/rule';
import type { PartitionRule } from '../layout/partition';
import type { VmSettings } from '../schema/generated/vmlayout.types';
import type { JsonPath } from '../text/document';
import type { Scene, SceneNote } from '../picture/scene';

/** Everything that the graphical editor shows of a layout document: plain data, made anew after each change of the text. */
export interface PictureView {
  /** A scene a host; one for a layout that names no hosts. */
  readonly scenes: readonly Scene[];
  /** The rule that makes the VMs; null where they are spelled out. */
  readonly rule: PartitionRule | null;
  readonly defaults: SettingsView;
  /** In the order of the layout, over all hosts. */
  readonly vms: readonly VmView[];
  /** What can be chosen in forms. */
  readonly choices: Choices;
  readonly findings: readonly PictureFinding[];
  /** What was found for the layout as a whole; empty while there is nothing. */
  readonly notes: readonly SceneNote[];
}

export interface VmView {
  readonly name: string;
  readonly host: string | null;
  readonly colour: number;
  /** Kernel CPU list in vCPU order, as written. */
  readonly pus: string;
  readonly settings: SettingsView;
}

/** Settings as they are written at a place, and what holds there. */
export interface SettingsView {
  readonly written: Partial<VmSettings> & { readonly nodes?: string };
  /** What holds where nothing is written, in the notation of the document: `"7GiB"`, `"bind"`, `"0-3"`. Not known keys are missing. */
  readonly effective: Partial<VmSettings> & { readonly nodes?: string };
}

export interface Choices {
  /** Sizes in the notation of documents: `"2MiB"`. */
  readonly pageSizes: readonly string[];
  readonly networks: readonly string[];
  readonly regions: readonly RegionView[];
  readonly nodes: readonly number[];
}

export interface RegionView {
  readonly name: string;
  readonly size: string;
  readonly node: number | null;
  readonly device: 'devdax' | 'ivshmem';
  /** In the notation of the document; null for the base page size. */
  readonly pageSize: string | null;
}

/** A finding with where the picture shows it. */
export interface PictureFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Page about the rule. */
  readonly link: string;
  readonly path: JsonPath;
  /** VMs that it is about, as `SceneVm.index`. */
  readonly vms: readonly number[];
  readonly pus: readonly number[];
  readonly nodes: readonly number[];
  /** Titles of its fixes, in order. */
  readonly fixes: readonly string[];
}
