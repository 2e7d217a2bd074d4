import { expandRule } from '../../layout/expandRule';
import type { JsonPath } from '../../text/document';
import type { Draft } from '../rewrite';
import type { LayoutPart } from '../subject';

/** On a `partition` rule: write out the VMs that it makes, to change them one by one. */
export function ruleToListRewrites({ document, layout }: LayoutPart, at: JsonPath): readonly Draft[] {
  if (layout === null || at[0] !== 'partition') return [];
  const changes = expandRule(document, layout);
  return changes.length === 0 ? [] : [{ title: 'Write out the VMs of this rule', changes }];
}
