import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rewrite } from '../../../src/core/assist/rewrite';
import type { Layout } from '../../../src/core/layout/layout';
import { applyEdits } from '../../../src/core/text/edits';
import { formatCpuList } from '../../../src/core/text/cpuList';
import { loadSubject } from '../../../src/lab/assistSubject';
import { labOptions } from '../../support/labOptions';
import { assistance, at, EXPERIMENT, LAYOUT, SMT_TOPOLOGY } from './cursor';

function layout(vms: string, more = ''): string {
  return `{\n  "version": 1,\n  "machine": "smt.vmtopology.json",\n  "vms": [\n    ${vms}\n  ]${more}\n}`;
}

async function rewrites(marked: string, path = LAYOUT): Promise<readonly Rewrite[]> {
  const { text, offset } = at(marked);
  return assistance().rewrites(path, text, { offset, length: 0 });
}

/** The text after the rewrite whose title begins so; null when it is not offered. */
async function rewritten(marked: string, title: string, path = LAYOUT): Promise<string | null> {
  const found = (await rewrites(marked, path)).find((one) => one.title.startsWith(title));
  return found === undefined ? null : applyEdits(at(marked).text, found.edits);
}

async function model(text: string): Promise<Layout> {
  const options = labOptions({ '/work/smt.vmtopology.json': SMT_TOPOLOGY });
  const layoutOf = (await loadSubject(options, LAYOUT, text))?.parts[0]?.layout;
  if (layoutOf === null || layoutOf === undefined) throw new Error('No layout.');
  return layoutOf;
}

const withoutPaths = ({ vms }: Layout): unknown => vms.map((vm) => ({ ...vm, path: [] }));

describe('a rule and its list', () => {
  it('turn into each other without a change of what they mean', async () => {
    const rules = fc.constantFrom(
      '{ "per": "node" }',
      '{ "per": "package" }',
      '{ "per": "core" }',
      '{ "per": "machine" }',
      '{ "per": "node", "count": 2 }',
      '{ "vms": 16 }',
    );
    const defaults = fc.constantFrom(
      '{}',
      '{ "memory": "1GiB" }',
      '{ "policy": "bind" }',
      '{ "cells": "perNode" }',
    );
    const hosts = fc.constantFrom('', ', "hosts": ["left", "right"]');
    await fc.assert(
      fc.asyncProperty(rules, defaults, hosts, async (rule, settings, more) => {
        const text = `{ "version": 1, "machine": "smt.vmtopology.json", "partition": ${rule}, "defaults": ${settings}${more} }`;
        const list = await rewritten(text.replace('"partition"', '"parti|tion"'), 'Write out the VMs');
        expect(list).not.toBeNull();
        expect(withoutPaths(await model(list!))).toEqual(withoutPaths(await model(text)));
        const back = await rewritten(list!.replace('"vm0"', '"vm|0"'), 'Write these VMs as the rule');
        expect(back).not.toBeNull();
        expect(back).not.toContain('"vms": [');
        expect(withoutPaths(await model(back!))).toEqual(withoutPaths(await model(text)));
      }),
      { numRuns: 48 },
    );
  });

  it('puts what all VMs say alike into the defaults', async () => {
    const vm = (n: number, pus: string): string =>
      `{ "name": "vm${n}", "pus": "${pus}", "memory": "2GiB", "policy": "bind" }`;
    const text = layout(
      [vm(0, '|0,8,1,9'), vm(1, '2,10,3,11'), vm(2, '4,12,5,13'), vm(3, '6,14,7,15')].join(',\n    '),
    );
    const rule = await rewritten(text, 'Write these VMs as the rule { "per": "node" }');
    expect(JSON.parse(rule!)).toEqual({
      version: 1,
      machine: 'smt.vmtopology.json',
      partition: { per: 'node' },
      defaults: { memory: '2GiB', policy: 'bind' },
    });
  });

  it.each([
    ['another order of PUs', '"vm0", "pus": "0,8,1,9"', '"vm0", "pus": "8,0,1,9"'],
    ['another name', '"vm0"', '"first"'],
    ['other memory of one', '"0,8,1,9" }', '"0,8,1,9", "memory": "1GiB" }'],
    ['an acceptance', '"0,8,1,9" }', '"0,8,1,9", "accept": { "CPU09": "so" } }'],
    ['a comment', '"0,8,1,9" }', '"0,8,1,9" /* the first */ }'],
    ['an error in the list', '"0,8,1,9" }', '"0,8,1,9", "policy" "bind" }'],
    ['a VM too few', ',\n    { "name": "vm3", "pus": "6,14,7,15" }', ''],
  ])('a list with %s is no rule', async (_what, from, to) => {
    const vms = ['0,8,1,9', '2,10,3,11', '4,12,5,13', '6,14,7,15'];
    const text = layout(vms.map((pus, n) => `{ "name": "vm${n}", "pus": "${pus}" }`).join(',\n    '));
    const asRule = (one: string): Promise<string | null> =>
      rewritten(one.replace('"vm1"', '"v|m1"'), 'Write these VMs');
    expect(await asRule(text)).not.toBeNull();
    expect(await asRule(text.replace(from, to))).toBeNull();
  });
});

describe('a VM over several nodes', () => {
  it('is split into a VM a node, with its comments and its part of everything', async () => {
    const text = layout(
      '// both\n    { "name": "wi|de", "pus": "0-3", "memory": "8GiB" /* all */, "policy": "interleave", "nics": [{ "queues": 2 }] }, // end\n    { "name": "b", "pus": "4" }',
    );
    const after = await rewritten(text, 'Split "wide"');
    expect(after).toBe(
      layout(
        '// both\n    { "name": "wide-0", "pus": "0-1", "memory": "4GiB" /* all */, "nics": [{ "queues": 2 }] },\n    { "name": "wide-1", "pus": "2-3", "nics": [{ "queues": 2 }], "memory": "4GiB" }, // end\n    { "name": "b", "pus": "4" }',
      ),
    );
  });

  it('does not give every part the memory of all', async () => {
    const text = layout('{ "name": "a|", "pus": "0-3" }', ',\n  "defaults": { "memory": "8GiB" }');
    const { vms } = await model((await rewritten(text, 'Split'))!);
    expect(vms.map(({ memoryBytes }) => memoryBytes / 2 ** 30)).toEqual([4, 4]);
  });

  it('keeps its PUs, each once, and gives nobody a name that is taken', async () => {
    const pus = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 2, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(pus, async (list) => {
        const text = layout(
          `{ "name": "a|", "pus": "${formatCpuList(list)}" },\n    { "name": "a-1", "pus": "" }`,
        );
        const after = await rewritten(text, 'Split');
        const nodes = new Set(list.map((pu) => (pu % 8) >> 1));
        expect(after === null).toBe(nodes.size < 2);
        if (after === null) return;
        const { vms } = await model(after);
        expect(vms).toHaveLength(nodes.size + 1);
        expect(new Set(vms.map(({ name }) => name)).size).toBe(vms.length);
        expect(vms.flatMap((vm) => vm.pus).sort()).toEqual([...list].sort());
      }),
      { numRuns: 40 },
    );
  });

  it('lets its guest see the nodes, once', async () => {
    const text = layout('{ "name": "a|", "pus": "0-3" }');
    const after = await rewritten(text, 'Let the guest of "a"');
    expect(after).toBe(layout('{ "name": "a", "pus": "0-3", "cells": "perNode" }'));
    expect(await rewritten(after!.replace('"a"', '"a|"'), 'Let the guest')).toBeNull();
    const rule = '{ "version": 1, "machine": "smt.vmtopology.json", "partition": { "vms|": 1 } }';
    expect(JSON.parse((await rewritten(rule, 'Let the guests'))!)).toMatchObject({
      defaults: { cells: 'perNode' },
    });
  });
});

describe('a VM with parts of cores', () => {
  it('takes the rest of them behind what it has, or beside each other for a guest that knows threads', async () => {
    expect(await rewritten(layout('{ "name": "a|", "pus": "0,1" }'), 'Take whole cores')).toBe(
      layout('{ "name": "a", "pus": "0-1,8-9" }'),
    );
    expect(await rewritten(layout('{ "name": "a|", "pus": "0,1", "threadsPerCore": 2 }'), 'Take whole')).toBe(
      layout('{ "name": "a", "pus": "0,8,1,9", "threadsPerCore": 2 }'),
    );
  });

  it('does not take what another VM has', async () => {
    const text = layout('{ "name": "a|", "pus": "0,1" },\n    { "name": "b", "pus": "9" }');
    expect(await rewritten(text, 'Take whole cores')).toBeNull();
    expect(await rewritten(layout('{ "name": "a|", "pus": "0,8" }'), 'Take whole cores')).toBeNull();
  });
});

describe('rewrites', () => {
  it('are offered for the one VM of a selection', async () => {
    const text = layout('{ "name": "a", "pus": "0-3" },\n    { "name": "b", "pus": "4-7" }');
    const both = { offset: text.indexOf('"a"'), length: text.indexOf('"b"') - text.indexOf('"a"') };
    expect(await assistance().rewrites(LAYOUT, text, both)).toEqual([]);
    const titles = (await rewrites(text.replace('"b"', '"b|"'))).map(({ title }) => title);
    expect(titles).toEqual([
      'Split "b" into a VM a node',
      'Take whole cores: add PUs 12-15 to "b"',
      'Let the guest of "b" see a NUMA cell for each node',
    ]);
  });

  it('work while the text is broken elsewhere, and not where it is broken itself', async () => {
    const vms = '{ "name": "a|", "pus": "0-3" },\n    { "name": "b" "pus": "4-7" }';
    const after = await rewritten(layout(vms, ',\n  "title": oops'), 'Split "a"');
    expect(after).toBe(
      layout(
        '{ "name": "a-0", "pus": "0-1" },\n    { "name": "a-1", "pus": "2-3" },\n    { "name": "b" "pus": "4-7" }',
        ',\n  "title": oops',
      ),
    );
    expect(await rewrites(layout(vms.replace('|', '').replace('"b"', '"b|"')))).toEqual([]);
  });

  it('turn a rule and a list over behind what is broken', async () => {
    const vms = ['0,8,1,9', '2,10,3,11', '4,12,5,13', '6,14,7,15'];
    const list = layout(vms.map((pus, n) => `{ "name": "vm${n}", "pus": "${pus}" }`).join(',\n    '));
    const broken = list
      .replace('"version": 1,', '"version" 1,')
      .replace('  "vms"', '  "title" "x",\n  "vms"');
    const rule = await rewritten(broken.replace('"vm0"', '"vm0|"'), 'Write these VMs');
    expect(rule).toContain('"title" "x",\n  "partition": { "per": "node" }\n}');
    const back = await rewritten(rule!.replace('"per"', '"per|"'), 'Write out the VMs');
    expect(back).toContain('"title" "x",\n  "vms": [');
  });

  it('go into layouts that are written inside an experiment', async () => {
    const inside = (pus: string): string =>
      `{ "layouts": [{ "name": "x", "layout": { "version": 1, "machine": "smt.vmtopology.json", "vms": [{ "name": "a", "pus": ${pus} }] } }] }`;
    expect(await rewritten(inside('"0|,1"'), 'Take whole cores', EXPERIMENT)).toBe(inside('"0-1,8-9"'));
  });
});
