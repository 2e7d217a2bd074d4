import type { JsonPath } from '../../text/document';
import { nodesOf } from '../../topology/queries';
import type { Draft } from '../rewrite';
import type { LayoutPart } from '../subject';

/** On a VM, or a rule for VMs, over several nodes of which the guest sees nothing: let it see them. */
export function guestCellsRewrites({ layout }: LayoutPart, at: JsonPath): readonly Draft[] {
  if (layout === null) return [];
  const vms = at[0] === 'partition' ? layout.vms : layout.vms.slice(Number(at[1]), Number(at[1]) + 1);
  const blind = vms.filter((vm) => vm.cells.length === 0 && nodesOf(layout.machine, vm.pus).length > 1);
  const [first] = blind;
  if (first === undefined) return [];
  const title =
    at[0] === 'partition'
      ? 'Let the guests see a NUMA cell for each node'
      : `Let the guest of "${first.name}" see a NUMA cell for each node`;
  const path = at[0] === 'partition' ? ['defaults', 'cells'] : [...at, 'cells'];
  return [{ title, changes: [{ path, value: 'perNode' }] }];
}
