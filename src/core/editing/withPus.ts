import type { Vm } from '../layout/layout';
import type { Vm as VmDocument } from '../schema/generated/vmlayout.types';
import { formatCpuList } from '../text/cpuList';
import type { Machine } from '../topology/machine';
import { nodesOf } from '../topology/queries';
import { cellsFirst, refusal, type Refusal } from './draft';
import type { Ground, ListedVm } from './ground';
import { movedCells } from './movedCells';

/**
 * A VM as it is written, with other PUs and what goes with them: nodes that were those of its PUs, cells that were
 * those of its nodes, its own PUs among those of its other threads. What lay elsewhere on purpose stays there. Refused
 * where cells are spelled out that say nothing of the new vCPUs.
 */
export function withPus(
  { machine }: Ground,
  { vm, written }: ListedVm,
  pus: readonly number[],
): VmDocument | Refusal {
  const cells = Array.isArray(written.cells) ? movedCells(machine, vm, written.cells, pus) : written.cells;
  if (cells === null)
    return refusal(
      `The cells of "${vm.name}" are spelled out for the vCPUs that it has. Change \`cells\` in the text first.`,
      cellsFirst(vm.name),
    );
  return present({
    ...written,
    pus: rewritten(written.pus, vm.pus, pus),
    nodes: nodesAfter(machine, written, vm, pus),
    cells,
    emulatorPus: threadsAfter(written.emulatorPus, vm.emulatorPus, vm.pus, pus),
    ioThreadPus: threadsAfter(written.ioThreadPus, vm.ioThreadPus, vm.pus, pus),
  });
}

/** Without keys that have no value, which optional keys of a document must not have. */
export function present(vm: { readonly [K in keyof VmDocument]: VmDocument[K] | undefined }): VmDocument {
  const entries = Object.entries(vm).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as VmDocument;
}

/** A list as it is written, where it need not change: `0,1` stays `0,1`. */
function rewritten(text: string, before: readonly number[], after: readonly number[]): string {
  return before.join() === after.join() ? text : formatCpuList(after);
}

function nodesAfter(
  machine: Machine,
  { nodes }: VmDocument,
  vm: Vm,
  pus: readonly number[],
): string | undefined {
  if (nodes === undefined || vm.nodes.join() !== nodesOf(machine, vm.pus).join()) return nodes;
  const homes = nodesOf(machine, pus);
  return homes.length === 0 ? nodes : rewritten(nodes, vm.nodes, homes);
}

function threadsAfter(
  text: string | undefined,
  threads: readonly number[],
  before: readonly number[],
  after: readonly number[],
): string | undefined {
  return text === undefined || threads.length === 0
    ? text
    : rewritten(text, threads, movedThreads(threads, before, after));
}

/** PUs of a VM's other threads, ascending: those that were its own go with their vCPUs, at least to its first PU. */
function movedThreads(
  threads: readonly number[],
  before: readonly number[],
  after: readonly number[],
): readonly number[] {
  const old = new Set(before);
  const own = new Set(after);
  const hadAll = threads.length === old.size && threads.every((pu) => old.has(pu));
  const moved = threads.flatMap((pu) => {
    if (!old.has(pu) || own.has(pu)) return [pu];
    const next = after[before.indexOf(pu)];
    return next === undefined || old.has(next) ? [] : [next];
  });
  const pus = hadAll ? after : moved.length > 0 ? moved : after.slice(0, 1);
  return [...new Set(pus)].sort((a, b) => a - b);
}
