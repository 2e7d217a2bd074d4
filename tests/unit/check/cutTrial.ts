import { expect } from 'vitest';
import type { Machine, Pu } from '../../../src/core/topology/machine';
import { fixed, layoutText, machineOf, rulesOf, underlined, type Around, type LayoutBody } from './documents';
import { findingsOf } from './ruleTrial';

/** Two packages of one node with two L3 caches of four cores each: PUs 0-7 are node 0, L3 caches 0-3, 4-7, 8-11, 12-15. */
export const cached = machineOf({ synthetic: 'pack:2 [numa] l3:2 core:4 pu:1', memoryPerNode: '8GiB' });

/** PUs of a machine changed one by one. */
export function withPus(machine: Machine, change: (pu: Pu) => Partial<Pu>): Machine {
  return { ...machine, pus: machine.pus.map((pu) => ({ ...pu, ...change(pu) })) };
}

/** One finding as a test wants it. */
export interface Wanted {
  readonly says: RegExp;
  /** How the text under it begins. */
  readonly at: string;
  /** Titles of the fixes, best first; none of them is safe. */
  readonly fixes: readonly string[];
}

/**
 * The rule is the only one that finds something, once, as wanted; each fix makes that go away and brings no error.
 * Returns the texts that the fixes make.
 */
export function expectOnly(
  rule: string,
  from: LayoutBody | string,
  wanted: Wanted,
  around: Around,
): readonly string[] {
  const text = typeof from === 'string' ? from : layoutText(from);
  const findings = findingsOf(text, around);
  expect(rulesOf(findings)).toEqual([rule]);
  const [finding] = findings;
  expect(finding?.message).toMatch(wanted.says);
  expect(underlined(text, finding).slice(0, wanted.at.length)).toBe(wanted.at);
  expect(finding?.fixes.map((fix) => fix.title)).toEqual(wanted.fixes);
  return (finding?.fixes ?? []).map((fix) => {
    expect(fix.safe).toBe(false);
    const after = fixed(text, fix);
    const left = findingsOf(after, around);
    expect(left.filter((one) => one.rule === rule || one.severity === 'error')).toEqual([]);
    return after;
  });
}

/** Rules that find something in a layout. */
export function rulesIn(body: LayoutBody | string, around: Around): readonly string[] {
  return rulesOf(findingsOf(typeof body === 'string' ? body : layoutText(body), around));
}

/** `pus` of every VM in a text. */
export function pusIn(text: string | undefined): readonly string[] {
  const { vms } = JSON.parse(text ?? '{}') as { vms?: readonly { pus: string }[] };
  return (vms ?? []).map((vm) => vm.pus);
}
