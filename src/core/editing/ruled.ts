import { omit } from '../assist/omit';
import { layoutFromDocument } from '../layout/fromDocument';
import type { Layout } from '../layout/layout';
import type { PartitionRule } from '../layout/partition';
import type { Problem } from '../text/document';
import type { Ground } from './ground';

/** What a rule makes of the machine of a layout, with its defaults and on its hosts. */
export function ruled(
  { document, machine, layout }: Pick<Ground, 'document' | 'machine' | 'layout'>,
  partition: PartitionRule,
): { readonly layout: Layout; readonly problems: readonly Problem[] } {
  return layoutFromDocument({ ...omit(document, 'vms'), partition }, machine, layout.name);
}
