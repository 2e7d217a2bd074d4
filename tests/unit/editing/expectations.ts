import { parseTree } from 'jsonc-parser';
import { expect } from 'vitest';
import type { Action, Outcome } from '../../../src/core/editing/action';
import { viewOf } from '../../../src/core/editing/pictureView';
import type { PictureView } from '../../../src/core/editing/view';
import { omit } from '../../../src/core/assist/omit';
import type { Subject } from '../../../src/core/assist/subject';
import { parseSize } from '../../../src/core/text/size';
import { nodesOf } from '../../../src/core/topology/queries';
import { quad } from '../check/documents';
import { expected, type ExpectedVm } from './model';
import { memberOf, numbersOf, textOf, type Comment, type ReadLayout, type ReadVm } from './reader';

export function viewed({ parts }: Subject): PictureView {
  const { document, layout } = parts[0]!;
  return viewOf({ document, layout: layout!, findings: [] });
}

/** The picture shows what the text says: the same VMs, each on its PUs, with its settings. */
export function expectPictureOf(view: PictureView, { vms, value }: ReadLayout): void {
  if (value['partition'] !== undefined) {
    expect(view.rule).toEqual(value['partition']);
    return;
  }
  const shown = view.vms.map(({ name, host, pus, settings }) => [
    name,
    host,
    numbersOf(pus),
    settings.written,
  ]);
  const written = vms.map(({ name, host, pus, rest }) => [name, host, pus, omit(rest, 'accept')]);
  expectSame(shown, written);
  for (const scene of view.scenes) {
    const owners = (pu: number): readonly number[] =>
      [...vms.keys()].filter((index) => vms[index]!.host === scene.host && vms[index]!.pus.includes(pu));
    const vcpu = (pu: number, [first]: readonly number[]): number | null =>
      first === undefined ? null : vms[first]!.pus.indexOf(pu);
    expectSame(
      scene.pus.map((pu) => [pu.id, pu.owners, pu.vcpu]),
      scene.pus.map(({ id }) => [id, owners(id), vcpu(id, owners(id))]),
    );
  }
}

/** Of values whose order of keys is the same: many thousand times faster than a comparison that explains itself. */
export function expectSame(actual: unknown, wanted: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) expect(actual).toEqual(wanted);
}

export function expectVm(actual: ReadVm, wanted: ExpectedVm, before: ReadLayout): void {
  expectSame(actual.host, wanted.host);
  if (wanted.name === null) expect(before.vms.map(({ name }) => name)).not.toContain(actual.name);
  else expectSame(actual.name, wanted.name);
  if (wanted.pus !== null) expectSame(actual.pus, wanted.pus);
  const { from, free, sets } = wanted;
  const old = from?.rest ?? {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(actual.rest)])) {
    if (key in sets)
      expect(key === 'memory' ? parseSize(String(actual.rest[key])) : actual.rest[key]).toEqual(sets[key]);
    else if (!free.includes(key)) expectSame(actual.rest[key], old[key]);
  }
  if (from !== null) expectFollowed(actual, from, free);
}

/** Nodes that were those of the PUs still are; threads that were on PUs of others still are, and on none that went. */
function expectFollowed(actual: ReadVm, from: ReadVm, free: readonly string[]): void {
  const listed = (vm: ReadVm, key: string): readonly number[] => numbersOf(textOf(vm.rest, key));
  if (free.includes('cells') && 'nodes' in actual.rest && 'nodes' in from.rest) {
    const followed = listed(from, 'nodes').join() === nodesOf(quad, from.pus).join();
    expect(listed(actual, 'nodes')).toEqual(followed ? nodesOf(quad, actual.pus) : listed(from, 'nodes'));
  }
  for (const key of free.includes('cells') ? ['emulatorPus', 'ioThreadPus'] : []) {
    const gone = from.pus.filter((pu) => !actual.pus.includes(pu));
    for (const pu of listed(actual, key)) expect(gone).not.toContain(pu);
  }
  if (free.includes('cells') && Array.isArray(actual.rest['cells'])) expectCells(actual, from);
}

/** Every vCPU is in one cell, and the cells have as much memory as before. */
function expectCells(actual: ReadVm, from: ReadVm): void {
  const cellsOf = ({ rest }: ReadVm) => rest['cells'] as readonly { vcpus: string; memory: string }[];
  const bytes = (vm: ReadVm): number =>
    cellsOf(vm).reduce((sum, { memory }) => sum + (parseSize(memory) ?? 0), 0);
  const vcpus = cellsOf(actual).flatMap((cell) => numbersOf(cell.vcpus));
  expect([...vcpus].sort((a, b) => a - b)).toEqual([...actual.pus.keys()]);
  expect(bytes(actual)).toBe(bytes(from));
}

/** Text of VMs that the action is not about stays as it is, byte by byte. */
export function expectUntouched(before: ReadLayout, after: ReadLayout, wanted: readonly ExpectedVm[]): void {
  for (const { from, name, pus, sets, free } of wanted) {
    const isSame = from !== null && name === from.name && pus === from.pus && free.length === 0;
    if (!isSame || Object.keys(sets).length > 0) continue;
    expectSame(after.vms.find((vm) => vm.name === name)?.source, from.source);
  }
  expect(before.value['machine']).toBe(after.value['machine']);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ranges that an action may take out with all that is in them. */
export function takenOut(
  text: string,
  before: ReadLayout,
  after: ReadLayout,
  action: Action,
): readonly Range[] {
  const whole = (...keys: readonly string[]): readonly Range[] => {
    const root = parseTree(text, [], { allowTrailingComma: true })!;
    return keys.flatMap((key) => {
      const node = memberOf(root, key)?.parent;
      return node === undefined ? [] : [{ from: node.offset, to: node.offset + node.length }];
    });
  };
  const left = new Set(after.vms.map((vm) => vm.name));
  switch (action.kind) {
    case 'applyRule':
    case 'expandRule':
      return whole('partition', 'vms');
    case 'setRegion':
    case 'setNetwork':
      return whole('regions', 'networks');
    case 'set':
      // The value alone; that it is no more than that is looked at with the VMs' texts.
      return [...whole('defaults'), ...before.vms.filter((vm) => vm.name === action.vm)];
    case 'split':
    case 'merge':
      return before.vms.filter((vm) =>
        [action.kind === 'split' ? action.vm : action.vms].flat().includes(vm.name),
      );
    default:
      return before.vms.filter((vm) => !left.has(vm.name) || Array.isArray(vm.rest['cells']));
  }
}

export function expectComments(
  before: readonly Comment[],
  after: readonly Comment[],
  out: readonly Range[],
): void {
  const kept = new Set(after.map((comment) => comment.text));
  const due = before.filter(({ offset }) => !out.some(({ from, to }) => offset >= from && offset < to));
  expectSame(
    due.filter((comment) => !kept.has(comment.text)),
    [],
  );
}

export function expectVerdict(outcome: Outcome, before: ReadLayout, action: Action): void {
  const isRule = before.value['partition'] !== undefined;
  const wanted = expected(before, action, quad);
  const isOfVms = wanted !== null || (action.kind === 'set' && action.vm !== null);
  if (outcome.kind === 'refused') {
    expect(outcome.message).toMatch(/^[A-Z"`0-9m].*\.$/s);
    if (isRule && isOfVms) expect(outcome.first?.action).toEqual({ kind: 'expandRule' });
  }
  if (isRule && isOfVms) expect(outcome.kind).toBe('refused');
  else if (wanted !== null && wanted.verdict !== 'either')
    expect(outcome.kind, JSON.stringify(outcome)).toBe(wanted.verdict === 'done' ? 'edits' : 'refused');
}

/** Of actions that are not on the cut: they change what they name, and no VM else. */
export function expectSettings(before: ReadLayout, after: ReadLayout, action: Action): void {
  switch (action.kind) {
    case 'set': {
      const owner = (layout: ReadLayout): Readonly<Record<string, unknown>> =>
        action.vm === null
          ? ((layout.value['defaults'] ?? {}) as Readonly<Record<string, unknown>>)
          : { ...layout.vms.find(({ name }) => name === action.vm)?.rest, host: hostOf(layout, action.vm) };
      expect(owner(after)[action.key] ?? null).toEqual(action.value);
      expect(omit(owner(after), action.key)).toEqual(omit(owner(before), action.key));
      for (const vm of before.vms.filter(({ name }) => name !== action.vm))
        expectSame(after.vms.find(({ name }) => name === vm.name)?.source, vm.source);
      return;
    }
    case 'applyRule':
      expect(after.value['partition']).toEqual(action.rule);
      expect(after.value['vms']).toBeUndefined();
      return;
    case 'expandRule':
      expect(after.value['partition']).toBeUndefined();
      expect(after.vms.length).toBeGreaterThan(0);
      return;
    case 'setRegion':
    case 'setNetwork': {
      const isRegion = action.kind === 'setRegion';
      const shared = after.value[isRegion ? 'regions' : 'networks'] as Record<string, unknown> | undefined;
      expect(shared?.[action.name] ?? null).toEqual(isRegion ? action.region : action.network);
      if (isRegion && action.region === null)
        for (const vm of after.vms) expect(vm.rest['regions'] ?? []).not.toContain(action.name);
      return;
    }
    default:
      throw new Error(`Nothing is known of ${action.kind}.`);
  }
}

function hostOf(layout: ReadLayout, name: string): string | undefined {
  return layout.vms.find((vm) => vm.name === name)?.host ?? undefined;
}
