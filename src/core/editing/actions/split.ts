import { splitByNodeRewrites } from '../../assist/rewrites/splitByNode';
import { pusInWords } from '../../check/words';
import type { Vm as VmDocument } from '../../schema/generated/vmlayout.types';
import { formatSize, MEBIBYTE } from '../../text/size';
import { nodesOf, puById } from '../../topology/queries';
import type { ActionOf } from '../action';
import { differences } from '../differences';
import { cellsFirst, changed, refusal, type Draft } from '../draft';
import { vmNamed, type Ground, type ListedVm } from '../ground';
import { namesAfter } from '../vmNames';
import { withPus } from '../withPus';

export function split(ground: Ground, { vm, into }: ActionOf<'split'>): Draft {
  const listed = vmNamed(ground, vm);
  if ('kind' in listed) return listed;
  return into === 'nodes' ? byNode(ground, listed) : equally(ground, listed, into);
}

/** The same as the rewrite of the text, with the parts in lines of their own behind the first. */
function byNode(ground: Ground, { vm, index }: ListedVm): Draft {
  const [draft] = splitByNodeRewrites(ground.part, ['vms', index]);
  if (draft?.added === undefined) return refusal(whyOneNode(ground, vm.name, vm.pus));
  const { after, values } = draft.added;
  const names = [
    ...draft.changes.flatMap(nameIn),
    ...(values as readonly VmDocument[]).map(({ name }) => name),
  ];
  return changed([...draft.changes, { path: after, behind: values }], names);
}

function whyOneNode({ machine }: Ground, name: string, pus: readonly number[]): string {
  const homeless = pus.filter((pu) => (puById(machine).get(pu)?.node ?? null) === null);
  if (homeless.length > 0)
    return `The machine does not say on which node ${pusInWords(homeless)} of "${name}" ${homeless.length === 1 ? 'lies' : 'lie'}. Split it into equal parts.`;
  return `"${name}" lies on node ${nodesOf(machine, pus).join()} alone. Split it into equal parts.`;
}

function nameIn(change: { readonly path: readonly unknown[]; readonly value?: unknown }): readonly string[] {
  return change.path.at(-1) === 'name' && typeof change.value === 'string' ? [change.value] : [];
}

/** The first part keeps the name and what memory cannot be divided. */
function equally(ground: Ground, listed: ListedVm, into: number): Draft {
  const { vm, index, written } = listed;
  const { pus, name } = vm;
  if (!Number.isInteger(into) || into < 2 || pus.length % into !== 0)
    return refusal(
      `The ${pus.length} PUs of "${name}" cannot be cut into ${into} equal VMs. ${choices(pus.length)}`,
    );
  if (Array.isArray(written.cells))
    return refusal(
      `The cells of "${name}" are spelled out for all of its vCPUs. Change \`cells\` in the text first.`,
      cellsFirst(name),
    );
  const size = pus.length / into;
  const names = [name, ...namesAfter(ground, name, into - 1)];
  const memory = memoryParts(ground, listed, into);
  const parts: VmDocument[] = [];
  for (const [part, partName] of names.entries()) {
    const own = withPus(ground, listed, pus.slice(part * size, (part + 1) * size));
    if ('kind' in own) return own;
    const bytes = memory?.[part];
    parts.push({ ...own, name: partName, ...(bytes === undefined ? {} : { memory: formatSize(bytes) }) });
  }
  const [first, ...others] = parts;
  const path = ['vms', index];
  return changed([...differences(path, written, first), { path, behind: others }], names);
}

function choices(pus: number): string {
  const all = Array.from({ length: pus }, (_, n) => n + 1).filter((n) => n > 1 && pus % n === 0);
  if (all.length === 0) return 'It has too few.';
  return all.length === 1
    ? `Use ${all.join()}.`
    : `Use ${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? 0}.`;
}

/** null where no size is written anywhere: each part then takes its share by itself. */
function memoryParts(
  { document }: Ground,
  { vm, written }: ListedVm,
  into: number,
): readonly number[] | null {
  const isWritten = written.memory !== undefined || document.defaults?.memory !== undefined;
  if (!isWritten || vm.memoryBytes === 0) return null;
  const grain = Math.max(MEBIBYTE, vm.backing === 'hugetlb' ? (vm.pageSizeBytes ?? 0) : 0);
  const part = Math.floor(vm.memoryBytes / into / grain) * grain;
  const first = vm.memoryBytes - part * (into - 1);
  return part === 0 ? null : [first, ...Array.from({ length: into - 1 }, () => part)];
}
