import { expect } from 'vitest';
import type { Finding, HostView } from '../../../src/core/check/rule';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import type { Layout } from '../../../src/core/layout/layout';
import type { ExperimentDocument } from '../../../src/core/schema/generated/vmexperiment.types';
import type { HostFacts } from '../../../src/core/topology/facts';
import type { Machine } from '../../../src/core/topology/machine';
import { checkText, fixed, layoutText, quad, underlined, type Around, type LayoutBody } from './documents';

export const NO_FACTS: HostFacts = {
  ...{ takenAt: null, hostname: null, kernel: null, architecture: null, cpuModel: null, os: null },
  ...{ kvm: null, root: null, tools: {}, freeBytes: {}, availableBytes: {}, settings: {} },
};

/** A host `probed` 3 h ago with these facts. */
export function probed(facts: Partial<HostFacts>, machine: Machine = quad): HostView {
  return { name: 'probed', machine, facts: { ...NO_FACTS, ...facts }, ageSeconds: 3 * 3600 };
}

export function experimentText(
  layouts: ExperimentDocument['layouts'],
  over: Partial<ExperimentDocument> = {},
): string {
  const workloads: ExperimentDocument['workloads'] = [
    { suite: 'npb', programs: ['cg'], class: 'B', directory: '/opt/npb' },
  ];
  return JSON.stringify({ version: 1, layouts, workloads, ...over }, null, 2);
}

export function inline(name: string, body: LayoutBody): ExperimentDocument['layouts'][number] {
  return { name, layout: { version: 1, machine: 'm', ...body } };
}

export function layoutOf(body: LayoutBody, machine: Machine = quad, name = 'test'): Layout {
  return layoutFromDocument({ version: 1, machine: 'm', ...body }, machine, name).layout;
}

/** Findings of a text. Throws for one that the schema does not allow, in which nothing would ever be found. */
export function findingsOf(text: string, around: Around = {}): readonly Finding[] {
  const findings = checkText(text, around);
  const invalid = findings.filter(({ rule }) => rule === 'SYNTAX' || rule === 'SCHEMA');
  if (invalid.length > 0) throw new Error(invalid.map(({ message }) => message).join('\n'));
  return findings;
}

export function findingsOfRule(rule: string, text: string, around: Around = {}): readonly Finding[] {
  return findingsOf(text, around).filter((finding) => finding.rule === rule);
}

/** One finding as a test wants it. */
export interface Wanted {
  readonly says: RegExp;
  /** How the text under it begins. */
  readonly at: string;
  /** Titles of the fixes, best first. */
  readonly fixes: readonly string[];
  /** Are the fixes safe? */
  readonly safe?: boolean;
}

/**
 * The rule finds one thing, as wanted, no other rule of memory, I/O or shared regions speaks of it as well, and each
 * fix makes it go away without a new error. `text` is a layout's body or a whole text.
 */
export function expectOne(
  rule: string,
  from: LayoutBody | string,
  wanted: Wanted,
  around: Around = {},
): void {
  const text = typeof from === 'string' ? from : layoutText(from);
  const before = findingsOf(text, around);
  expect(
    before.map((one) => one.rule).filter((id) => /^(MEM|IO|SHM|EXP04|EXP07|NUM09|NUM10)/.test(id)),
  ).toEqual([rule]);
  const [finding] = before.filter((one) => one.rule === rule);
  expect(finding?.message).toMatch(wanted.says);
  expect(underlined(text, finding).slice(0, wanted.at.length)).toBe(wanted.at);
  expect(finding?.fixes.map((fix) => fix.title)).toEqual(wanted.fixes);
  for (const fix of finding?.fixes ?? []) {
    expect(fix.safe).toBe(wanted.safe ?? false);
    expectCured(rule, text, finding, fixed(text, fix), around);
  }
}

/** After a fix the rule is silent, and there is no error that was not there before. */
function expectCured(
  rule: string,
  text: string,
  finding: Finding | undefined,
  after: string,
  around: Around,
): void {
  const known = new Set(findingsOf(text, around).map((one) => one.rule));
  const left = findingsOf(after, around);
  expect(left.filter((one) => one.rule === rule)).toEqual([]);
  expect(left.filter((one) => one.severity === 'error' && !known.has(one.rule))).toEqual([]);
  expect(finding).toBeDefined();
}

export function expectNone(rule: string, from: LayoutBody | string, around: Around = {}): void {
  const text = typeof from === 'string' ? from : layoutText(from);
  expect(findingsOfRule(rule, text, around)).toEqual([]);
}
