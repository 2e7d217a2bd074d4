import type { PartitionRule } from '../layout/partition';
import type { Network, Nic, Region, VmSettings } from '../schema/generated/vmlayout.types';
import type { TextEdit } from '../text/document';

/** A setting of a VM, or with `vm: null` of the defaults. `nodes` and `host` are a VM's alone. */
export type SettingKey = keyof VmSettings | 'nodes' | 'host';

/**
 * What a person does in the picture of a layout. VMs are named by their name, PUs by number; lists of PUs are in vCPU
 * order where a VM gets them. Each becomes one set of edits of the text, and one undo.
 */
export type Action =
  /** `name: null` finds a free one. PUs of other VMs are taken from them. */
  | {
      readonly kind: 'create';
      readonly pus: readonly number[];
      readonly host: string | null;
      readonly name: string | null;
    }
  /** Adds PUs to a VM, taking them from others of its host. */
  | { readonly kind: 'give'; readonly vm: string; readonly pus: readonly number[] }
  /** Takes PUs from whoever has them; a VM without PUs goes. */
  | { readonly kind: 'free'; readonly pus: readonly number[]; readonly host: string | null }
  /** The whole list of a VM's PUs in vCPU order: move and resize. Others that have one of them lose it. */
  | { readonly kind: 'setPus'; readonly vm: string; readonly pus: readonly number[] }
  /** Into equal parts in vCPU order, or into a VM for each node on which it has PUs. */
  | { readonly kind: 'split'; readonly vm: string; readonly into: number | 'nodes' }
  /** Into the first one named, with the PUs and, where they are written, the memory of all. */
  | { readonly kind: 'merge'; readonly vms: readonly string[] }
  /** On free PUs that lie to each other as its own do, the nearest first. */
  | { readonly kind: 'duplicate'; readonly vm: string }
  | { readonly kind: 'rename'; readonly vm: string; readonly name: string }
  | { readonly kind: 'delete'; readonly vms: readonly string[] }
  /** `value: null` removes what is written, so that the default holds again. */
  | {
      readonly kind: 'set';
      readonly vm: string | null;
      readonly key: SettingKey;
      readonly value: string | number | boolean | readonly string[] | readonly Nic[] | null;
    }
  /** In place of a rule or of the list of VMs. */
  | { readonly kind: 'applyRule'; readonly rule: PartitionRule }
  /** Writes out the VMs of a rule. */
  | { readonly kind: 'expandRule' }
  /** `region: null` removes it, from the VMs that use it too. */
  | { readonly kind: 'setRegion'; readonly name: string; readonly region: Region | null }
  | { readonly kind: 'setNetwork'; readonly name: string; readonly network: Network | null };

export type ActionOf<Kind extends Action['kind']> = Extract<Action, { readonly kind: Kind }>;

/** What an action comes to. */
export type Outcome =
  | {
      readonly kind: 'edits';
      readonly edits: readonly TextEdit[];
      /** VMs that should be selected afterwards, by name. */
      readonly select: readonly string[];
    }
  | {
      readonly kind: 'refused';
      /** What is in the way, in a sentence that names VMs, PUs or nodes, and what can be done. */
      readonly message: string;
      /** An action after which this one would go, with its title: a rule has to be written out first. */
      readonly first: { readonly title: string; readonly action: Action } | null;
    };
