import { expandRule } from '../../layout/expandRule';
import type { PartitionRule } from '../../layout/partition';
import type { TextChange } from '../../text/document';
import type { ActionOf } from '../action';
import { differences } from '../differences';
import { changed, refusal, type Draft } from '../draft';
import type { Ground } from '../ground';
import { ruled } from '../ruled';

/** The rule in place of what makes the VMs now; a list goes with all that is written in it. */
export function applyRule(ground: Ground, { rule }: ActionOf<'applyRule'>): Draft {
  const made = ruled(ground, rule);
  const [problem] = made.layout.vms.length === 0 ? made.problems : [];
  if (problem !== undefined) return refusal(problem.message);
  return changed(changesTo(ground, rule));
}

function changesTo({ document, doc }: Ground, rule: PartitionRule): readonly TextChange[] {
  if (document.partition !== undefined) return differences(['partition'], document.partition, rule);
  const hasList = document.vms !== undefined;
  const hasRule = hasKey(doc.value, 'partition');
  // With both, which is an error of its own, the rule is the one that stays.
  if (hasList && hasRule)
    return [
      { path: ['partition'], value: rule },
      { path: ['vms'], remove: true },
    ];
  return hasList
    ? [{ path: ['vms'], key: 'partition', value: rule }]
    : [{ path: ['partition'], value: rule }];
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

/** The VMs of the rule in its place. */
export function writeOut({ document, layout }: Ground): Draft {
  if (document.partition === undefined) return refusal('The VMs of this layout are written out already.');
  const list = expandRule(document, layout).find((change) => 'value' in change);
  return list === undefined
    ? refusal('The rule makes no VM of this machine. Apply another one.')
    : changed([{ path: ['partition'], key: 'vms', value: list.value }]);
}
