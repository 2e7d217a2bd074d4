import { named } from '../../check/words';
import type { Vm as VmDocument } from '../../schema/generated/vmlayout.types';
import { formatCpuList } from '../../text/cpuList';
import { formatSize } from '../../text/size';
import { nodesOf } from '../../topology/queries';
import type { ActionOf } from '../action';
import { differences } from '../differences';
import { cellsFirst, changed, refusal, type Draft, type Refusal } from '../draft';
import { vmsNamed, type Ground, type ListedVm } from '../ground';
import { removals } from '../recut';
import { present } from '../withPus';

/** Into the first VM; the others go. What one of them has otherwise than the first would be lost, so it is refused. */
export function merge(ground: Ground, { vms }: ActionOf<'merge'>): Draft {
  const all = vmsNamed(ground, vms);
  if ('kind' in all) return all;
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return refusal('Choose two or more VMs to merge.');
  const problem = notAlike(first, others);
  if (problem !== null) return problem;
  const removed = removals(ground, others, 0);
  if ('kind' in removed) return removed;
  const merged = differences(['vms', first.index], first.written, mergedVm(ground, first, all));
  return changed([...merged, ...removed], [first.vm.name]);
}

/** Keys that are brought together, or that are a VM's own. */
const JOINED: ReadonlySet<string> = new Set([
  'name',
  'host',
  'pus',
  'nodes',
  'memory',
  'emulatorPus',
  'ioThreadPus',
  'accept',
]);

function notAlike(first: ListedVm, others: readonly ListedVm[]): Refusal | null {
  const spelled = [first, ...others].find(({ written }) => Array.isArray(written.cells));
  if (spelled !== undefined)
    return refusal(
      `The cells of "${spelled.vm.name}" are spelled out for its own vCPUs. Change \`cells\` in the text first.`,
      cellsFirst(spelled.vm.name),
    );
  for (const other of others) {
    const names = named([first.vm.name, other.vm.name]);
    if (other.vm.host !== first.vm.host)
      return refusal(`${names} are on different hosts and cannot be one VM.`);
    const key = unlikeKey(first.written, other.written);
    if (key !== null)
      return refusal(`${names} do not have the same \`${key}\`. Make it the same for both, then merge them.`);
  }
  return null;
}

function unlikeKey(first: VmDocument, other: VmDocument): string | null {
  const keys = [...new Set([...Object.keys(first), ...Object.keys(other)])] as (keyof VmDocument)[];
  const isUnlike = (key: keyof VmDocument): boolean =>
    !JOINED.has(key) && JSON.stringify(first[key]) !== JSON.stringify(other[key]);
  return keys.find(isUnlike) ?? null;
}

function mergedVm(ground: Ground, first: ListedVm, all: readonly ListedVm[]): VmDocument {
  const pus = [...new Set(all.flatMap(({ vm }) => vm.pus))];
  return present({
    ...first.written,
    pus: formatCpuList(pus),
    nodes: nodesOfAll(ground, pus, first, all),
    memory: memoryOfAll(ground, first, all),
    emulatorPus: threadsOfAll('emulatorPus', first, all),
    ioThreadPus: threadsOfAll('ioThreadPus', first, all),
    accept: acceptOfAll(first, all),
  });
}

/** Written where it was, and where it says more than the PUs do. */
function nodesOfAll(
  { machine }: Ground,
  pus: readonly number[],
  { written }: ListedVm,
  all: readonly ListedVm[],
): string | undefined {
  if (all.every((one) => one.written.nodes === undefined)) return undefined;
  const nodes = ascending(all.flatMap(({ vm }) => vm.nodes));
  const saysMore = nodes.join() !== nodesOf(machine, pus).join();
  return written.nodes !== undefined || saysMore ? formatCpuList(nodes) : undefined;
}

/** Of all where one says how much, or inherits it; without that the VM takes its share by itself. */
function memoryOfAll(
  { document }: Ground,
  { written }: ListedVm,
  all: readonly ListedVm[],
): string | undefined {
  const inherits = document.defaults?.memory !== undefined;
  const isWritten = inherits || all.some((one) => one.written.memory !== undefined);
  const isKnown = all.every(({ vm }) => vm.memoryBytes > 0);
  if (!isWritten || !isKnown) return written.memory;
  return formatSize(all.reduce((sum, { vm }) => sum + vm.memoryBytes, 0));
}

function threadsOfAll(
  key: 'emulatorPus' | 'ioThreadPus',
  { written }: ListedVm,
  all: readonly ListedVm[],
): string | undefined {
  const lists = all.filter((one) => one.written[key] !== undefined);
  return lists.length === 0 ? written[key] : formatCpuList(ascending(lists.flatMap(({ vm }) => vm[key])));
}

/** Of a rule that several accept the first one's reason stays. */
function acceptOfAll({ written }: ListedVm, all: readonly ListedVm[]): VmDocument['accept'] {
  const reasons = all.flatMap((one) => Object.entries(one.written.accept ?? {})).reverse();
  const accept = Object.fromEntries(reasons);
  return reasons.length === 0 ? written.accept : accept;
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
