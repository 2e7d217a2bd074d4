import type { LayoutPart, Subject } from '../assist/subject';
import { named } from '../check/words';
import type { Layout, Vm } from '../layout/layout';
import type { LayoutDocument, Vm as VmDocument } from '../schema/generated/vmlayout.types';
import type { ParsedDocument } from '../text/parse';
import type { Machine } from '../topology/machine';
import { refusal, type Refusal } from './draft';

/** What an action stands on: the text of a layout, what could be read of it, and its model. */
export interface Ground {
  readonly subject: Subject;
  readonly part: LayoutPart;
  readonly doc: ParsedDocument;
  readonly document: LayoutDocument;
  readonly layout: Layout;
  readonly machine: Machine;
}

/** A VM of a list, at its position there. */
export interface ListedVm {
  readonly index: number;
  readonly vm: Vm;
  readonly written: VmDocument;
}

export function groundOf(subject: Subject): Ground | Refusal {
  const [part] = subject.parts;
  if (part === undefined) return refusal('This text is no layout. Begin with `{ "version": 1 }`.');
  const { document, layout, machine } = part;
  if (layout === null || machine === null)
    return refusal(
      `The machine "${document.machine}" could not be read, so nobody knows its PUs. Mend \`machine\` in the text first.`,
    );
  return { subject, part, doc: subject.doc, document, layout, machine };
}

/** The VMs that are spelled out, in document order; none under a rule. */
export function listedVms({ document, layout }: Ground): readonly ListedVm[] {
  return (document.vms ?? []).flatMap((written, index) => {
    const vm = layout.fromRule ? undefined : layout.vms[index];
    return vm === undefined ? [] : [{ index, vm, written }];
  });
}

/** The VM of a name; a refusal where there is none, or more than one. */
export function vmNamed(ground: Ground, name: string): ListedVm | Refusal {
  const [found, another] = listedVms(ground).filter(({ vm }) => vm.name === name);
  if (another !== undefined)
    return refusal(`Two VMs are named "${name}". Give each a name of its own in the text first.`);
  if (found !== undefined) return found;
  const names = ground.layout.vms.map((vm) => vm.name);
  return refusal(
    names.length === 0
      ? `No VM is named "${name}": the layout has none yet.`
      : `No VM is named "${name}". There ${names.length === 1 ? 'is' : 'are'} ${named(names)}.`,
  );
}

/** The VMs of several names, each once, in the order of the names. */
export function vmsNamed(ground: Ground, names: readonly string[]): readonly ListedVm[] | Refusal {
  const found: ListedVm[] = [];
  for (const name of new Set(names)) {
    const vm = vmNamed(ground, name);
    if ('kind' in vm) return vm;
    found.push(vm);
  }
  return found;
}

/** The host that is meant by a name, or by none where there is no choice. */
export function hostNamed(
  { layout: { hosts } }: Ground,
  name: string | null,
): { host: string | null } | Refusal {
  const [first, another] = hosts;
  if (name === null && another === undefined) return { host: first ?? null };
  if (name !== null && hosts.includes(name)) return { host: name };
  if (name === null) return refusal(`The layout has several hosts. Say which one is meant: ${named(hosts)}.`);
  return refusal(
    first === undefined
      ? `The layout names no hosts, so it has no "${name}". Add it to \`hosts\` in the text first.`
      : `The layout has no host "${name}". There ${another === undefined ? 'is' : 'are'} ${named(hosts)}.`,
  );
}
