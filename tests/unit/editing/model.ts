import { parseSize } from '../../../src/core/text/size';
import type { Machine } from '../../../src/core/topology/machine';
import type { Action } from '../../../src/core/editing/action';
import { textOf, type ReadLayout, type ReadVm } from './reader';

/** A VM after an action, as it should be. */
export interface ExpectedVm {
  /** null for a name that nobody had. */
  readonly name: string | null;
  readonly host: string | null;
  /** null where free PUs are looked for. */
  readonly pus: readonly number[] | null;
  /** The VM whose settings it has; null for one that is new. */
  readonly from: ReadVm | null;
  /** Keys that the action sets or removes, with their values; `undefined` for none. */
  readonly sets: Readonly<Record<string, unknown>>;
  /** Keys that may become something else in a way that is looked at apart. */
  readonly free: readonly string[];
}

/** What an action should do; `refused` where it must not be done, `either` where it may be. */
export interface Expected {
  readonly verdict: 'done' | 'refused' | 'either';
  readonly vms: readonly ExpectedVm[];
}

const REFUSED: Expected = { verdict: 'refused', vms: [] };
/** What follows a VM's PUs. */
const FOLLOWING = ['nodes', 'cells', 'emulatorPus', 'ioThreadPus'];
const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** For actions on the VMs of a list; null for the others, which are looked at apart. */
export function expected(before: ReadLayout, action: Action, machine: Machine): Expected | null {
  const known = new Set(machine.pus.map((pu) => pu.id));
  const areKnown = (pus: readonly number[]): boolean => pus.every((pu) => known.has(pu));
  const vmOf = (name: string): ReadVm | undefined => before.vms.find((vm) => vm.name === name);
  const hosts = (before.value['hosts'] ?? []) as readonly string[];
  const isHost = (host: string | null): boolean => (host === null ? hosts.length < 2 : hosts.includes(host));
  switch (action.kind) {
    case 'create': {
      const { name, host } = action;
      const isFree = name === null || (NAME.test(name) && vmOf(name) === undefined);
      if (!isFree || !isHost(host) || !areKnown(action.pus)) return REFUSED;
      const left = without(before, host, action.pus, null);
      const made: ExpectedVm = {
        name,
        host,
        pus: [...new Set(action.pus)],
        from: null,
        sets: {},
        free: ['memory'],
      };
      return verdictOf([...left, made]);
    }
    case 'give': {
      const vm = vmOf(action.vm);
      if (vm === undefined || !areKnown(action.pus)) return REFUSED;
      const pus = [...new Set([...vm.pus, ...action.pus])];
      return verdictOf(withPus(before, vm, pus, action.pus));
    }
    case 'setPus': {
      const vm = vmOf(action.vm);
      if (vm === undefined || !areKnown(action.pus)) return REFUSED;
      return verdictOf(withPus(before, vm, [...new Set(action.pus)], action.pus));
    }
    case 'free': {
      const isOwned = before.vms.some(
        (vm) => vm.host === action.host && vm.pus.some((pu) => action.pus.includes(pu)),
      );
      if (!isHost(action.host) || !areKnown(action.pus) || !isOwned) return REFUSED;
      return verdictOf(without(before, action.host, action.pus, null));
    }
    case 'delete': {
      if (action.vms.some((name) => vmOf(name) === undefined)) return REFUSED;
      return verdictOf(before.vms.filter((vm) => !action.vms.includes(vm.name)).map(same));
    }
    case 'rename': {
      const vm = vmOf(action.vm);
      const isTaken = action.name !== action.vm && vmOf(action.name) !== undefined;
      if (vm === undefined || isTaken || !NAME.test(action.name)) return REFUSED;
      return verdictOf(
        before.vms.map((one) => (one === vm ? { ...same(one), name: action.name } : same(one))),
      );
    }
    case 'duplicate': {
      const vm = vmOf(action.vm);
      if (vm === undefined) return REFUSED;
      const copy = { ...same(vm), name: null, pus: null, free: FOLLOWING };
      return { verdict: 'either', vms: [...before.vms.map(same), copy] };
    }
    case 'split':
      return splitOf(before, vmOf(action.vm), action.into, machine);
    case 'merge': {
      const vms = [...new Set(action.vms)].map(vmOf);
      return mergeOf(before, vms);
    }
    default:
      return null;
  }
}

function verdictOf(vms: readonly ExpectedVm[]): Expected {
  if (vms.length === 0) return REFUSED;
  // Cells that are spelled out follow only where they were a cell a node.
  const isDoubtful = vms.some(
    ({ from, free }) => free.includes('cells') && Array.isArray(from?.rest['cells']),
  );
  return { verdict: isDoubtful ? 'either' : 'done', vms };
}

function same(vm: ReadVm): ExpectedVm {
  return { name: vm.name, host: vm.host, pus: vm.pus, from: vm, sets: {}, free: [] };
}

/** The VMs when some PUs of a host are taken from them; those that have none left are gone. */
function without(
  before: ReadLayout,
  host: string | null,
  pus: readonly number[],
  except: ReadVm | null,
): readonly ExpectedVm[] {
  return before.vms.flatMap((vm): readonly ExpectedVm[] => {
    const left = vm.pus.filter((pu) => !pus.includes(pu));
    if (vm === except || vm.host !== host || left.length === vm.pus.length) return [same(vm)];
    return left.length === 0 ? [] : [{ ...same(vm), pus: left, free: FOLLOWING }];
  });
}

function withPus(
  before: ReadLayout,
  vm: ReadVm,
  pus: readonly number[],
  taken: readonly number[],
): readonly ExpectedVm[] {
  const isNew = pus.join() !== vm.pus.join();
  return without(before, vm.host, taken, vm).map((one) =>
    one.from === vm && isNew ? { ...one, pus, free: FOLLOWING } : one,
  );
}

function splitOf(
  before: ReadLayout,
  vm: ReadVm | undefined,
  into: number | 'nodes',
  machine: Machine,
): Expected {
  if (vm === undefined) return REFUSED;
  const nodeOf = (pu: number): number | null => machine.pus.find(({ id }) => id === pu)?.node ?? null;
  const nodes = [...new Set(vm.pus.map(nodeOf))].sort((a, b) => Number(a) - Number(b));
  const parts =
    into === 'nodes'
      ? nodes.map((node) => vm.pus.filter((pu) => nodeOf(pu) === node))
      : Array.from({ length: into }, (_, n) =>
          vm.pus.slice((n * vm.pus.length) / into, ((n + 1) * vm.pus.length) / into),
        );
  const isCells = into !== 'nodes' && Array.isArray(vm.rest['cells']);
  const isEven = into === 'nodes' || vm.pus.length % into === 0;
  if (parts.length < 2 || !isEven || isCells) return REFUSED;
  const lost = into === 'nodes' ? ['policy', 'accept'] : [];
  const made = parts.map((pus, n) => ({
    ...same(vm),
    name: n === 0 && into !== 'nodes' ? vm.name : null,
    pus,
    free: [...FOLLOWING, 'memory', ...lost],
  }));
  return { verdict: 'done', vms: before.vms.flatMap((one) => (one === vm ? made : [same(one)])) };
}

function mergeOf(before: ReadLayout, vms: readonly (ReadVm | undefined)[]): Expected {
  const [first, ...others] = vms;
  if (first === undefined || others.length === 0 || others.includes(undefined)) return REFUSED;
  const all = vms.filter((vm) => vm !== undefined);
  const settings = (vm: ReadVm): string =>
    JSON.stringify(
      Object.entries(vm.rest)
        .filter(([key]) => !['nodes', 'memory', 'emulatorPus', 'ioThreadPus', 'accept'].includes(key))
        .sort(),
    );
  const isAlike = all.every((vm) => vm.host === first.host && settings(vm) === settings(first));
  if (!isAlike || all.some((vm) => Array.isArray(vm.rest['cells']))) return REFUSED;
  const pus = [...new Set(all.flatMap((vm) => vm.pus))];
  const sizes = all.map((vm) => parseSize(textOf(vm.rest, 'memory')));
  const bytes = sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : null;
  const merged = {
    ...same(first),
    pus,
    sets: bytes === null ? {} : { memory: bytes },
    free: ['nodes', 'emulatorPus', 'ioThreadPus', 'accept', ...(bytes === null ? ['memory'] : [])],
  };
  const kept = before.vms.filter((vm) => vm === first || !all.includes(vm));
  return { verdict: 'done', vms: kept.map((vm) => (vm === first ? merged : same(vm))) };
}
