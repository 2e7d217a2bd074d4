import { describe, expect, it } from 'vitest';
import type { NamedPart } from '../../../src/core/assist/namedPlace';
import { assistance, EXPERIMENT } from './cursor';

const text = `{
  "version": 1,
  "layouts": [
    "cuts/wide.vmlayout.json",
    { "name": "halves", "layout": { "version": 1, "machine": "smt.vmtopology.json", "partition": { "vms": 2 } } }
  ],
  "baseline": "native",
  "workloads": [
    { "suite": "npb", "directory": "/opt/npb", "programs": ["cg", "ep"], "class": "B" },
    { "suite": "command", "name": "stencil", "launcher": "plain", "command": ["/opt/stencil"] }
  ],
  "factors": { "host.thp": ["never", "always"] }
}`;

async function place(kind: NamedPart['kind'], name: string, from = text): Promise<readonly unknown[] | null> {
  const found = await assistance().named(EXPERIMENT, from, { kind, name });
  if (found === null) return null;
  const { offset, length } = found.range;
  return [from.slice(offset, offset + length).slice(0, 40), found.file];
}

describe('where the text names what results name', () => {
  it.each([
    ['layout', 'wide', ['"cuts/wide.vmlayout.json"', '/work/cuts/wide.vmlayout.json']],
    ['layout', 'halves', ['{ "name": "halves", "layout": { "version"', null]],
    ['layout', 'native', ['"native"', null]],
    ['workload', 'cg.B', ['"cg"', null]],
    ['workload', 'stencil', ['{ "suite": "command", "name": "stencil", ', null]],
    ['factor', 'host.thp', ['"host.thp"', null]],
  ] as const)('finds the %s %s', async (kind, name, found) => {
    const [words, file] = (await place(kind, name)) ?? [];
    expect([String(words).slice(0, found[0].length), file]).toEqual([found[0].slice(0, 40), found[1]]);
  });

  it.each([
    ['layout', 'gone'],
    ['workload', 'gone'],
    ['factor', 'host.ksm'],
    ['factor', 'toString'],
  ] as const)('does not find the %s %s', async (kind, name) => {
    expect(await place(kind, name)).toBe(null);
  });

  it('finds what it can in a broken text', async () => {
    expect(await place('layout', 'wide', text.slice(0, text.indexOf('"factors"')))).not.toBe(null);
  });
});
