import { pusInWords } from '../../check/words';
import { formatCpuList } from '../../text/cpuList';
import type { JsonPath } from '../../text/document';
import { siblingsOf, usablePus } from '../../topology/queries';
import { freePus } from '../free';
import type { Draft } from '../rewrite';
import type { LayoutPart } from '../subject';

/** On a VM that has parts of cores: take the rest of them too, where no other VM has it. */
export function wholeCoresRewrites({ layout }: LayoutPart, at: JsonPath): readonly Draft[] {
  const vm = layout?.vms[Number(at[1])];
  if (at[0] !== 'vms' || layout === null || vm === undefined) return [];
  const { machine } = layout;
  const usable = new Set(usablePus(machine).map((pu) => pu.id));
  const own = new Set(vm.pus);
  const siblings = (pu: number): readonly number[] =>
    siblingsOf(machine, pu).filter((other) => usable.has(other) && !own.has(other));
  const more = [...new Set(vm.pus.flatMap(siblings))];
  const free = freePus(machine, layout, vm);
  if (more.length === 0 || !more.every((pu) => free.has(pu))) return [];
  // A guest that is told of threads has those of a core beside each other; to others the first vCPUs stay what they are.
  const pus = vm.threadsPerCore > 1 ? besideEachOther(vm.pus, siblings) : [...vm.pus, ...more];
  return [
    {
      title: `Take whole cores: add ${pusInWords(more)} to "${vm.name}"`,
      changes: [{ path: ['vms', Number(at[1]), 'pus'], value: formatCpuList(pus) }],
    },
  ];
}

function besideEachOther(
  pus: readonly number[],
  siblings: (pu: number) => readonly number[],
): readonly number[] {
  const taken = new Set<number>();
  return pus.flatMap((pu) => {
    const more = siblings(pu).filter((other) => !taken.has(other));
    for (const other of more) taken.add(other);
    return [pu, ...more];
  });
}
