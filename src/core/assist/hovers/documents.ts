import { allRules } from '../../check/rules/all';
import type { Layout } from '../../layout/layout';
import { numbersInWords } from '../../text/count';
import type { Machine } from '../../topology/machine';
import { layoutInWords } from '../hints';
import { machineInWords } from '../words';

export function machineLines(machine: Machine): readonly string[] {
  const { reserved } = machine;
  return [
    `${machine.title}: ${machineInWords(machine)}`,
    ...(reserved.pus.length === 0 ? [] : [`Reserved for the host: ${numbersInWords('PU', reserved.pus)}`]),
    ...(machine.source === '' ? [] : [`Source: ${machine.source}`]),
    ...machine.warnings,
  ];
}

export function layoutLines(layout: Layout | null): readonly string[] {
  return layout === null ? [] : [`${layoutInWords(layout)} on ${layout.machine.title}`];
}

/** Of a rule's id; nothing for one that is not there. */
export function ruleLines(id: string): readonly string[] {
  const rule = allRules.find((one) => one.id === id);
  return rule === undefined ? [] : [`${rule.id}: ${rule.title}`, rule.reason, `Source: ${rule.source}`];
}
