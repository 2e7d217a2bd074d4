import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/text/parse';
import { valueAt } from '../../../src/core/check/values';
import { nodeFiles } from '../../../src/node/files';
import { assistance, at, completed, EXPERIMENT, LAYOUT, offered, TOPOLOGY } from './cursor';

/** A layout on the machine with two threads a core. */
function layout(vms: string, more = ''): string {
  return `{ "version": 1, "machine": "smt.vmtopology.json", "vms": [${vms}]${more} }`;
}

const BROKEN = ', "title" "no colon", "defaults": oops, "hosts": [1, }';

async function inserts(marked: string, path?: string): Promise<readonly string[]> {
  return (await offered(marked, {}, path)).map(({ insert }) => insert);
}

describe('completions of CPU lists', () => {
  it('offers what is free by what holds it, in the order in which a rule deals PUs out', async () => {
    const marked = layout('{ "name": "a", "pus": "0,8" }, { "name": "b", "pus": "|" }');
    const found = await offered(marked);
    expect(found.slice(0, 7).map(({ insert, detail }) => [insert, detail])).toEqual([
      ['"1,9,2,10,3,11,4,12,5,13,6,14,7,15"', '14 PUs: free of the machine'],
      ['"1,9"', '2 PUs: core 1 of package 0'],
      ['"2,10,3,11"', '4 PUs: node 1'],
      ['"4,12,5,13"', '4 PUs: node 2'],
      ['"6,14,7,15"', '4 PUs: node 3'],
      ['"1,9,2,10,3,11"', '6 PUs: free of package 0, free of L3 0'],
      ['"4,12,5,13,6,14,7,15"', '8 PUs: package 1, L3 1'],
    ]);
    expect(found.map(({ insert }) => insert)).toEqual(expect.arrayContaining(['"2,10"', '"15"']));
    expect(found.some(({ insert }) => /\b[08]\b/.test(insert))).toBe(false);
  });

  it('replaces the whole token with its quotes and is filtered with them', async () => {
    const marked = layout('{ "name": "b", "pus": "4|" }');
    const [first] = (await offered(marked)).filter(({ insert }) => insert === '"4,12,5,13"');
    expect(completed(marked, first!)).toBe(layout('{ "name": "b", "pus": "4,12,5,13" }'));
    expect(first?.filter).toBe('"4,12,5,13"');
  });

  it('replaces the piece under the cursor and leaves the others, which are no longer free', async () => {
    const found = await inserts(layout('{ "name": "b", "pus": "0,|,1" }'));
    expect(found).toContain('"0,8-9,1"');
    expect(found).toContain('"0,2,10,3,11,1"');
    expect(found.every((insert) => insert.startsWith('"0,') && insert.endsWith(',1"'))).toBe(true);
  });

  it('works where nothing stands yet, and puts the comma that is missing', async () => {
    expect(await inserts(layout('{ "name": "b", "pus": | }'))).toContain('"2,10,3,11"');
    expect(await inserts(layout('{ "name": "b", "pus": |\n "memory": "1GiB" }'))).toContain('"2,10,3,11",');
  });

  it('lets a VM of another host have the same PUs', async () => {
    const vms = (host: string): string =>
      layout(
        `{ "name": "a", "host": "left", "pus": "0,8" }, { "name": "b", "host": "${host}", "pus": "|" }`,
        ', "hosts": ["left", "right"]',
      );
    expect(await inserts(vms('right'))).toContain('"0,8"');
    expect(await inserts(vms('left'))).not.toContain('"0,8"');
  });

  it('offers PUs without vCPUs for other threads, and single nodes with what is free there', async () => {
    const threads = await inserts(layout('{ "name": "a", "pus": "0-3", "emulatorPus": "|" }'));
    expect(threads[0]).toBe('"4-15"');
    const nodes = await offered(
      layout('{ "name": "a", "pus": "0-1", "memory": "3GiB" }, { "name": "b", "pus": "2-3", "nodes": "|" }'),
    );
    expect(nodes.slice(0, 3).map(({ insert, detail }) => [insert, detail])).toEqual([
      ['"1"', 'the nodes of its PUs: 7.0 of 8 GiB free'],
      ['"0"', '4.0 of 8 GiB free'],
      ['"2"', '7.0 of 8 GiB free'],
    ]);
  });

  it('offers vCPUs that no other cell has', async () => {
    const cells =
      '"cells": [{ "vcpus": "0", "memory": "1GiB", "node": 0 }, { "vcpus": "|", "memory": "1GiB", "node": 1 }]';
    expect(await inserts(layout(`{ "name": "a", "pus": "0-3", ${cells} }`))).toEqual([
      '"1"',
      '"2-3"',
      '"1-3"',
      '"2"',
      '"3"',
    ]);
  });

  it('offers what the host can keep in a topology, nearest things first', async () => {
    const text = '{ "version": 1, "synthetic": "pack:2 core:2 pu:1", "reserved": { "pus": "|" } }';
    expect((await inserts(text, TOPOLOGY)).slice(0, 3)).toEqual(['"0-3"', '"0-1"', '"2-3"']);
  });

  it('goes on while the text is broken elsewhere', async () => {
    const whole = await inserts(layout('{ "name": "a", "pus": "0,8" }, { "name": "b", "pus": "|" }'));
    const vms = '{ "name": "a", "memory": , "pus": "0,8" }, { "name": "b" "policy": nope, "pus": "|" }';
    expect(await inserts(layout(vms, BROKEN))).toEqual(whole);
  });
});

describe('completions of single values', () => {
  it('offers the numbers of nodes', async () => {
    const cell = '{ "vcpus": "0", "memory": "1GiB", "node": | }';
    expect(await inserts(layout(`{ "name": "a", "pus": "0-3", "cells": [${cell}] }`))).toEqual([
      '0',
      '1',
      '2',
      '3',
    ]);
    expect(await inserts(layout('', ', "regions": { "x": { "size": "1GiB", "node": | } }'))).toHaveLength(4);
  });

  it('offers memory that is free on the nodes of a VM, and its share', async () => {
    const vms = '{ "name": "a", "pus": "0", "memory": "1GiB" }, { "name": "b", "pus": "1", "memory": "|" }';
    expect((await offered(layout(vms))).map(({ insert, detail }) => [insert, detail])).toEqual([
      ['"6GiB"', 'all that is free on node 0'],
      ['"3584MiB"', 'its share of node 0 by its PUs'],
    ]);
    const rule =
      '{ "version": 1, "machine": "smt.vmtopology.json", "partition": { "per": "node" }, "defaults": { "memory": "|" } }';
    expect((await offered(rule)).map(({ insert, detail }) => [insert, detail])).toEqual([
      ['"7GiB"', 'an equal share for each VM'],
    ]);
  });

  it('offers declared names where they are referred to, but not twice in a list', async () => {
    const more =
      ', "networks": { "lan": {}, "cluster": { "hostNic": "eth0" } }, "regions": { "x": { "size": "1GiB" }, "y": { "size": "2GiB", "node": 1 } }, "hosts": ["left"]';
    const vm = (part: string): string => layout(`{ "name": "a", "pus": "0", ${part} }`, more);
    expect(await inserts(vm('"nics": [{ "network": "|" }]'))).toEqual(['"lan"', '"cluster"']);
    expect(await inserts(vm('"regions": ["x", "|"]'))).toEqual(['"y"']);
    expect(await inserts(vm('"host": "|"'))).toEqual(['"left"']);
    expect(await inserts(layout('', ', "networks": { "lan": { "hostNic": "|" } }'))).toEqual(['"eth0"']);
  });

  it('offers names without a machine too, and to a word without quotes', async () => {
    const text =
      '{ "version": 1, "machine": "none", "vms": [{ "name": "a", "pus": "0", "nics": [{ "network": l| }] }], "networks": { "lan": {} } }';
    const [only] = await offered(text);
    expect(only).toMatchObject({ insert: '"lan"', filter: 'lan', range: { length: 1 } });
  });

  it('offers nothing that the schema says, and nothing in comments and behind values', async () => {
    const silent = [
      layout('{ "name": "a", "policy": "|", "pus": "0" }'),
      layout('{ "name": "|", "pus": "0" }'),
      layout('{ "|": 1 }'),
      layout('{ "name": "a", "pus": "0" | }'),
      layout('{ "name": "a", "pus": /* | */ "0" }'),
      '{ "version": 1, // "machine": "|"\n }',
      '{ "version": |, "machine": "smt.vmtopology.json" }',
    ];
    for (const text of silent) expect(await inserts(text), text).toEqual([]);
    const npb = '"suite": "npb", "launcher": "mpi", "directory": "/opt"';
    const workload = `{ "version": 1, "layouts": [], "workloads": [{ ${npb}, "class": "|", "programs": ["|"] }] }`;
    expect(await inserts(workload, EXPERIMENT)).toEqual([]);
  });
});

describe('completions of rules that an entry would silence', () => {
  const vms = '{ "name": "a", "pus": "0-3", ACCEPT }, { "name": "b", "pus": "3-7" }';

  it('offers what the checker finds in the VM, or in the document', async () => {
    expect(await inserts(layout(vms.replace('ACCEPT', '"accept": { "|" }')))).toContain('"NUM01": "$1"');
    const own = await inserts(
      layout('{ "name": "a", "pus": "0-1", "accept": { "|" } }, { "name": "b", "pus": "3-7" }'),
    );
    expect(own).not.toContain('"NUM01": "$1"');
    const all = await inserts(layout(vms.replace(', ACCEPT', ''), ', "accept": { | }'));
    expect(all).toEqual(expect.arrayContaining(['"NUM01": "$1"', '"CPU02": "$1"']));
  });

  it('leaves out what is accepted already, and keeps a colon that is there', async () => {
    const accepted = layout(vms.replace('ACCEPT', '"accept": { "NUM01": "so", "|": "" }'));
    const found = await inserts(accepted);
    expect(found).not.toContain('"NUM01"');
    expect(found.every((insert) => !insert.includes(':'))).toBe(true);
  });
});

describe('completions of machines and files', () => {
  it('offers built-in machines in a line each, and files around the document', async () => {
    const folders: Record<string, string[]> = {
      '/work': ['cuts', 'host.vmtopology.json', 'a.vmlayout.json'],
      '/work/cuts': ['b.vmtopology.json'],
      '/': ['up.vmtopology.json'],
    };
    const files = {
      ...nodeFiles,
      list: (path: string) =>
        folders[path] === undefined ? nodeFiles.list(path) : Promise.resolve(folders[path]),
    };
    const { text, offset } = at('{ "version": 1, "machine": "|" }');
    const machine = '{ "version": 1, "synthetic": "pack:2 core:2 pu:1", "memoryPerNode": "1GiB" }';
    const assist = assistance({ '/work/host.vmtopology.json': machine }, { files });
    const found = await assist.completions(LAYOUT, text, offset);
    expect(found.slice(0, 3).map(({ insert, detail }) => [insert, detail])).toEqual([
      ['"host.vmtopology.json"', '2 packages, 1 node, 4 PUs, 1 GiB'],
      ['"cuts/b.vmtopology.json"', ''],
      ['"../up.vmtopology.json"', ''],
    ]);
    const barcelona = found.find(({ insert }) => insert === '"barcelona-4x4"');
    expect(barcelona?.detail).toBe('4 packages, 4 nodes, 16 PUs, 32 GiB');
  });

  it('offers layout files where an experiment names layouts', async () => {
    const files = {
      ...nodeFiles,
      list: (path: string) => Promise.resolve(path === '/work' ? ['wide.vmlayout.json'] : []),
    };
    const wide = '{ "version": 1, "machine": "smt.vmtopology.json", "partition": { "vms": 2 } }';
    const assist = assistance({ '/work/wide.vmlayout.json': wide }, { files });
    for (const marked of ['{ "layouts": ["|"] }', '{ "layouts": [{ "name": "w", "layout": "|" }] }']) {
      const { text, offset } = at(marked);
      const found = await assist.completions(EXPERIMENT, text, offset);
      expect(found.map(({ insert, detail }) => [insert, detail])).toEqual([
        ['"wide.vmlayout.json"', '2 VMs of 8 PUs, 14.0 GiB each on smt'],
      ]);
    }
  });
});

describe('completions of an experiment', () => {
  const cut =
    '{ "name": "cut", "layout": { "version": 1, "machine": "smt.vmtopology.json", "vms": [{ "name": "a", "pus": "0-4" }] } }';
  const experiment = (more: string): string =>
    `{ "version": 1, "layouts": [${cut}], "factors": { "host.thp": ["always", "never"] }, ${more} }`;

  it('offers factors and their levels in what is left out', async () => {
    expect(await inserts(experiment('"exclude": [{ "|" }]'), EXPERIMENT)).toEqual([
      '"layout": "$1"',
      '"host.thp": "$1"',
    ]);
    expect(await inserts(experiment('"exclude": [{ "layout": "|" }]'), EXPERIMENT)).toEqual(['"cut"']);
    expect(await inserts(experiment('"cells": [{ "layout": "|" }]'), EXPERIMENT)).toEqual(['"cut"']);
    expect(await inserts(experiment('"exclude": [{ "host.thp": "|" }]'), EXPERIMENT)).toEqual([
      '"always"',
      '"never"',
    ]);
  });

  it('offers the programs that run with the ranks of the layouts', async () => {
    const found = await offered(
      experiment('"workloads": [{ "suite": "npb", "launcher": "mpi", "programs": | }]'),
      {},
      EXPERIMENT,
    );
    const [fitting, all] = found;
    expect(fitting?.detail).toBe('those that run with 5 ranks');
    expect(JSON.parse(fitting!.insert)).toEqual(['ep']);
    expect(JSON.parse(all!.insert)).toHaveLength(8);
  });

  it('knows the machine of a layout that is written inside', async () => {
    const inside = `{ "layouts": [${cut.replace('"0-4"', '"|"')}] }`;
    expect(await inserts(inside, EXPERIMENT)).toContain('"2,10,3,11"');
  });
});

describe('what is put in', () => {
  it('makes a document with just that value', async () => {
    const marked = layout('{ "name": "a", "pus": "0,8" }, { "name": "b", "pus": "1,|" }');
    for (const completion of await offered(marked)) {
      const doc = parseDocument(completed(marked, completion));
      expect(doc.problems).toEqual([]);
      expect(valueAt(doc.value, ['vms', 1, 'pus'])).toBe(JSON.parse(completion.insert));
    }
  });
});
