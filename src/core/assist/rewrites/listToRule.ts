import { layoutFromDocument } from '../../layout/fromDocument';
import type { Layout, Vm } from '../../layout/layout';
import type { PartitionRule } from '../../layout/partition';
import type { LayoutDocument, Vm as VmDocument, VmSettings } from '../../schema/generated/vmlayout.types';
import type { JsonPath, ValueChange } from '../../text/document';
import { coreKey } from '../../topology/queries';
import { omit } from '../omit';
import type { Draft } from '../rewrite';
import type { LayoutPart } from '../subject';

/** On a list of VMs that a rule would make just so, names and all: put the rule in its place. */
export function listToRuleRewrites(part: LayoutPart, at: JsonPath): readonly Draft[] {
  const { document, layout } = part;
  if (layout === null || layout.fromRule || at[0] !== 'vms' || document.vms === undefined) return [];
  const common = commonSettings(document.vms);
  if (common === null) return [];
  for (const rule of rulesFor(layout)) {
    const defaults = settingsOf({ ...document.defaults, ...common }, document, layout, rule);
    if (defaults === null) continue;
    return [
      {
        title: `Write these VMs as the rule ${ruleText(rule)}`,
        changes: changesTo(document, rule, defaults),
      },
    ];
  }
  return [];
}

/** Keys of a VM that no rule can say for it. */
const OWN: ReadonlySet<string> = new Set(['nodes', 'accept']);
const FROM_RULE: ReadonlySet<string> = new Set(['name', 'pus', 'host']);

/** Settings that all VMs write alike, which can go to `defaults`; null when they differ. */
function commonSettings(vms: readonly VmDocument[]): VmSettings | null {
  const [first] = vms.map(ownSettings);
  if (first === undefined || vms.some((vm) => Object.keys(vm).some((key) => OWN.has(key)))) return null;
  const isSame = vms.every((vm) => sorted(ownSettings(vm)) === sorted(first));
  return isSame ? first : withoutMemory(vms);
}

/** Memory may differ in what is written and still be what the rule gives: then it need not be written. */
function withoutMemory(vms: readonly VmDocument[]): VmSettings | null {
  const rest = vms.map((vm) => omit(ownSettings(vm), 'memory'));
  const [first] = rest;
  return first !== undefined && rest.every((other) => sorted(other) === sorted(first)) ? first : null;
}

/** The defaults with which the rule makes the layout as it is: without `memory` where that is its share. */
function settingsOf(
  settings: VmSettings,
  document: LayoutDocument,
  layout: Layout,
  partition: PartitionRule,
): VmSettings | null {
  const rest = omit(document, 'vms');
  const choices = [omit(settings, 'memory'), settings];
  const found = choices.find((defaults) => {
    const made = layoutFromDocument({ ...rest, defaults, partition }, layout.machine, layout.name);
    return made.problems.length === 0 && isSame(made.layout.vms, layout.vms);
  });
  return found ?? null;
}

function isSame(made: readonly Vm[], wanted: readonly Vm[]): boolean {
  return (
    made.length === wanted.length &&
    made.every((vm, index) => sorted({ ...vm, path: [] }) === sorted({ ...wanted[index], path: [] }))
  );
}

/** Rules that make as many VMs, the more telling ones first. */
function rulesFor({ machine, vms, hosts }: Layout): readonly PartitionRule[] {
  const wanted = vms.length / Math.max(1, hosts.length);
  const units = ['node', 'package', 'l3', 'core', 'machine'] as const;
  const rules = units.flatMap((per): PartitionRule[] => {
    const made = new Set(
      machine.pus.map((pu) => (per === 'machine' ? 0 : per === 'core' ? coreKey(pu) : pu[per])),
    );
    const count = wanted / made.size;
    return count === 1 ? [{ per }] : Number.isInteger(count) && per !== 'machine' ? [{ per, count }] : [];
  });
  return Number.isInteger(wanted) && wanted > 0 ? [...rules, { vms: wanted }] : [];
}

function changesTo(
  document: LayoutDocument,
  partition: PartitionRule,
  defaults: VmSettings,
): readonly ValueChange[] {
  const settings = Object.entries(defaults)
    .filter(([key, value]) => sorted(value) !== sorted(document.defaults?.[key as keyof VmSettings]))
    .map(([key, value]) => ({ path: ['defaults', key], value: value as unknown }));
  // The rule first, behind the list that was read: what stands before it may be broken.
  return [{ path: ['partition'], value: partition }, { path: ['vms'], remove: true }, ...settings];
}

function ownSettings(vm: VmDocument): VmSettings {
  return Object.fromEntries(Object.entries(vm).filter(([key]) => !FROM_RULE.has(key) && !OWN.has(key)));
}

/** As text that is the same for the same value, whatever the order of its keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** `{ "per": "node", "count": 2 }` */
export function ruleText(rule: PartitionRule): string {
  return JSON.stringify(rule)
    .replaceAll(':', ': ')
    .replaceAll(',', ', ')
    .replace('{', '{ ')
    .replace('}', ' }');
}
