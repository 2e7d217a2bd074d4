import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/core/editing/action';
import { machineOf, quad, threaded } from '../check/documents';
import { acted, layout, outcome, problems, vms } from './layouts';

const TWO = layout(vms('{ "name": "vm0", "pus": "0-3" }', '{ "name": "vm1", "pus": "4-7" }'));
const RULE = layout('"partition": { "per": "node" }', '"defaults": { "memory": "1GiB" }');
const reserving = machineOf({
  synthetic: 'pack:4 [numa] core:4 pu:1',
  memoryPerNode: '8GiB',
  reserved: { pus: '0,4' },
});

const create = (pus: readonly number[], name: string | null = null): Action => ({
  kind: 'create',
  pus,
  host: null,
  name,
});

describe('making a VM', () => {
  it('begins a list, then goes on with a line each, as a person writes', () => {
    const made = [0, 4, 8, 12].reduce(
      (text, first) => acted(text, create([first, first + 1, first + 2, first + 3])),
      layout('"title": "Four" // quarters'),
    );
    expect(made).toBe(
      layout(
        '"title": "Four", // quarters',
        vms(
          '{ "name": "vm0", "pus": "0-3" }',
          '{ "name": "vm1", "pus": "4-7" }',
          '{ "name": "vm2", "pus": "8-11" }',
          '{ "name": "vm3", "pus": "12-15" }',
        ),
      ).replace('quarters,', 'quarters'),
    );
    expect(problems(made)).toEqual([]);
  });

  it('fills a list that is empty', () => {
    expect(acted(layout('"vms": []'), create([3, 2]))).toBe(layout(vms('{ "name": "vm0", "pus": "3,2" }')));
  });

  it.each([
    [
      'one line',
      '{"version":1,"machine":"m","vms":[{"name":"a","pus":"0"}]}',
      ', { "name": "vm0", "pus": "1" }]}',
    ],
    [
      'a key a line, with tabs and CR LF',
      '{\r\n\t"version": 1,\r\n\t"machine": "m",\r\n\t"vms": [\r\n\t\t{\r\n\t\t\t"name": "a",\r\n\t\t\t"pus": "0"\r\n\t\t}\r\n\t]\r\n}',
      ',\r\n\t\t{\r\n\t\t\t"name": "vm0",\r\n\t\t\t"pus": "1"\r\n\t\t}\r\n\t]\r\n}',
    ],
    [
      'trailing commas and a comment behind',
      '{\n  "version": 1,\n  "machine": "m",\n  "vms": [\n    { "name": "a", "pus": "0" }, // a\n  ],\n}',
      ', // a\n    { "name": "vm0", "pus": "1" },\n  ],\n}',
    ],
  ])('is written as its neighbours are: %s', (_what, text, end) => {
    const made = acted(text, create([1]));
    expect(made.endsWith(end), made).toBe(true);
    const kept = text.slice(0, text.lastIndexOf('}', text.indexOf(']')) + 1);
    expect(made.startsWith(kept), made).toBe(true);
  });

  it('takes PUs from those that have them; one without any goes', () => {
    expect(acted(TWO, create([2, 3, 4, 5, 6, 7], 'wide'))).toBe(
      layout(vms('{ "name": "vm0", "pus": "0-1" }', '{ "name": "wide", "pus": "2-7" }')),
    );
    expect(acted(TWO, create([0, 1, 2, 3, 4, 5, 6, 7]))).toBe(layout(vms('{ "name": "vm2", "pus": "0-7" }')));
  });

  it('says how much memory it has where the others do, as much a vCPU and what is there', () => {
    const sized = (size: string, more = ''): string =>
      layout(vms(`{ "name": "a", "pus": "0-3", "memory": "${size}" }${more}`));
    expect(acted(sized('4GiB'), create([4, 5]))).toBe(
      layout(
        vms(
          '{ "name": "a", "pus": "0-3", "memory": "4GiB" }',
          '{ "name": "vm0", "pus": "4-5", "memory": "2GiB" }',
        ),
      ),
    );
    expect(acted(sized('64GiB'), create([4, 5, 6, 7]))).toContain('"pus": "4-7", "memory": "8GiB" }');
    expect(acted(sized('4GiB', ',\n    { "name": "b", "pus": "8" }'), create([4]))).toContain('"pus": "4" }');
  });

  it('passes over what no VM may have, and says why when nothing is left', () => {
    expect(acted(TWO, create([0, 1, 4, 5]), reserving)).toContain('"pus": "1,5" }');
    expect(acted(TWO, create([0, 4]), reserving)).toBe('PUs 0,4 are reserved for the host. Choose others.');
    expect(acted(TWO, create([2, 99]))).toBe('m has no PU 99. It has PUs 0-15.');
    expect(acted(TWO, create([]))).toMatch(/^No PU is chosen\./);
  });

  it('refuses names that cannot be', () => {
    expect(acted(TWO, create([8], 'vm1'))).toBe('There is a VM named "vm1" already.');
    expect(acted(TWO, create([8], 'VM'))).toMatch(/^"VM" is not possible: a VM's name has small letters/);
  });

  it('is on a host where the layout names some', () => {
    const hosts = layout('"hosts": ["a", "b"]', vms('{ "name": "x", "host": "a", "pus": "0-3" }'));
    expect(acted(hosts, { ...create([0, 1]), host: 'b' } as Action)).toContain(
      '{ "name": "x", "host": "a", "pus": "0-3" },\n    { "name": "vm0", "host": "b", "pus": "0-1" }',
    );
    expect(acted(hosts, create([0]))).toMatch(/^The layout has several hosts\. .* "a" and "b"\.$/);
    expect(acted(TWO, { ...create([8]), host: 'b' } as Action)).toMatch(/^The layout names no hosts/);
  });
});

describe('other PUs for a VM', () => {
  const kept = layout(
    vms(
      '{ "name": "a", "pus": "0-3", /* bound */ "nodes": "0", "emulatorPus": "0", "ioThreadPus": "0-3" }',
      '{ "name": "b", "pus": "4-5", "nodes": "3", "emulatorPus": "15" }',
    ),
  );

  it('take along what followed from them, and leave what was elsewhere on purpose', () => {
    expect(acted(kept, { kind: 'setPus', vm: 'a', pus: [8, 9, 12] })).toContain(
      '{ "name": "a", "pus": "8-9,12", /* bound */ "nodes": "2-3", "emulatorPus": "8", "ioThreadPus": "8-9,12" }',
    );
    expect(acted(kept, { kind: 'setPus', vm: 'b', pus: [8] })).toContain(
      '{ "name": "b", "pus": "8", "nodes": "3", "emulatorPus": "15" }',
    );
  });

  it('change no more of the text than numbers', () => {
    const text = layout(vms('{ "name": "a", "pus": "0,1,2,3", /* x */ "memory" : "1GiB" }'));
    const done = outcome(text, { kind: 'give', vm: 'a', pus: [4] });
    expect(done).toEqual({
      kind: 'edits',
      edits: [{ offset: text.indexOf(',1,2'), length: 6, text: '-4' }],
      select: ['a'],
    });
    expect(outcome(text, { kind: 'give', vm: 'a', pus: [3] })).toEqual({
      kind: 'edits',
      edits: [],
      select: ['a'],
    });
  });

  it('keep the order of vCPUs, and can be put into another', () => {
    expect(acted(TWO, { kind: 'give', vm: 'vm1', pus: [3, 0] })).toBe(
      layout(vms('{ "name": "vm0", "pus": "1-2" }', '{ "name": "vm1", "pus": "4-7,3,0" }')),
    );
    expect(acted(TWO, { kind: 'setPus', vm: 'vm1', pus: [7, 6, 5, 4] })).toContain('"pus": "7,6,5,4"');
  });

  it('can be set free, from all that have them', () => {
    expect(acted(TWO, { kind: 'free', pus: [3, 4], host: null })).toBe(
      layout(vms('{ "name": "vm0", "pus": "0-2" }', '{ "name": "vm1", "pus": "5-7" }')),
    );
    expect(acted(TWO, { kind: 'free', pus: [0, 1, 2, 3], host: null })).toBe(
      layout(vms('{ "name": "vm1", "pus": "4-7" }')),
    );
    expect(acted(TWO, { kind: 'free', pus: [0, 1, 2, 3, 4, 5, 6, 7], host: null })).toBe(
      'A layout needs at least one VM, and without "vm0" and "vm1" it has none. Make another one first, or apply a rule.',
    );
    expect(acted(TWO, { kind: 'free', pus: [9], host: null })).toBe('No VM has PU 9.');
  });

  it('are refused where the VM would have none, or none that it may have', () => {
    expect(acted(TWO, { kind: 'setPus', vm: 'vm0', pus: [] })).toMatch(/^"vm0" needs at least one PU\./);
    expect(acted(TWO, { kind: 'setPus', vm: 'vm1', pus: [0, 4, 5] }, reserving)).toBe(
      'PU 0 is reserved for the host. Choose others.',
    );
  });

  const cells = (first: string, second: string): string =>
    layout(
      vms(
        `{ "name": "a", "pus": "0-3,4-7", "cells": [{ "vcpus": "0-3", "memory": "3GiB", "node": ${first} }, /* c */ { "vcpus": "4-7", "memory": "1GiB", "node": ${second} }] }`,
      ),
    );

  it('move the cells of a VM that had one for each node, with their memory', () => {
    const text = cells('0', '1');
    const moved = acted(text, { kind: 'setPus', vm: 'a', pus: [8, 9, 10, 11, 12, 13, 14, 15] });
    expect(moved).toBe(cells('2', '3').replace('0-3,4-7', '8-15'));
    const shrunk = acted(text, { kind: 'free', pus: [0, 5], host: null });
    expect(shrunk).toBe(
      text
        .replace('0-3,4-7', '1-4,6-7')
        .replace('"vcpus": "0-3"', '"vcpus": "0-2"')
        .replace('"4-7"', '"3-5"'),
    );
    const alone = acted(text, { kind: 'setPus', vm: 'a', pus: [0, 1] });
    expect(alone).toContain('"cells": [{ "vcpus": "0-1", "memory": "4GiB", "node": 0 }');
  });

  it('are refused where cells say something else on purpose, with what to do first', () => {
    expect(outcome(cells('1', '0'), { kind: 'free', pus: [0], host: null })).toEqual({
      kind: 'refused',
      message:
        'The cells of "a" are spelled out for the vCPUs that it has. Change `cells` in the text first.',
      first: {
        title: 'Let the cells of "a" follow its nodes',
        action: { kind: 'set', vm: 'a', key: 'cells', value: 'perNode' },
      },
    });
  });
});

describe('splitting', () => {
  it('cuts PUs and written memory into equal parts, behind each other', () => {
    const text = layout(
      vms(
        '{ "name": "vm0", "pus": "0-7", "memory": "5GiB", "policy": "bind" /* x */ }',
        '{ "name": "vm1", "pus": "8" }',
      ),
    );
    expect(acted(text, { kind: 'split', vm: 'vm0', into: 2 })).toBe(
      layout(
        vms(
          '{ "name": "vm0", "pus": "0-3", "memory": "2560MiB", "policy": "bind" /* x */ }',
          '{ "name": "vm2", "pus": "4-7", "memory": "2560MiB", "policy": "bind" }',
          '{ "name": "vm1", "pus": "8" }',
        ),
      ),
    );
    expect(acted(text, { kind: 'split', vm: 'vm0', into: 3 })).toBe(
      'The 8 PUs of "vm0" cannot be cut into 3 equal VMs. Use 2, 4 or 8.',
    );
    expect(acted(text, { kind: 'split', vm: 'vm1', into: 2 })).toMatch(/It has too few\.$/);
  });

  it('makes a VM for each node', () => {
    const text = layout(vms('{ "name": "wide", "pus": "0-1,4-5", "memory": "4GiB" }'));
    expect(outcome(text, { kind: 'split', vm: 'wide', into: 'nodes' })).toMatchObject({
      select: ['wide-0', 'wide-1'],
    });
    expect(acted(text, { kind: 'split', vm: 'wide', into: 'nodes' })).toBe(
      layout(
        vms(
          '{ "name": "wide-0", "pus": "0-1", "memory": "2GiB" }',
          '{ "name": "wide-1", "pus": "4-5", "memory": "2GiB" }',
        ),
      ),
    );
    expect(acted(TWO, { kind: 'split', vm: 'vm0', into: 'nodes' })).toBe(
      '"vm0" lies on node 0 alone. Split it into equal parts.',
    );
  });
});

describe('merging', () => {
  it('brings PUs, memory, nodes and other threads together in the first VM', () => {
    const text = layout(
      vms(
        '{ "name": "a", "pus": "0-1", "memory": "1GiB", "emulatorPus": "0" }',
        '{ "name": "b", "pus": "4-5", "memory": "2GiB", "nodes": "1-2", "emulatorPus": "4" }',
        '{ "name": "c", "pus": "8", "memory": "1GiB" }',
      ),
    );
    expect(acted(text, { kind: 'merge', vms: ['b', 'a'] })).toBe(
      layout(
        vms(
          '{ "name": "b", "pus": "4-5,0-1", "memory": "3GiB", "nodes": "0-2", "emulatorPus": "0,4" }',
          '{ "name": "c", "pus": "8", "memory": "1GiB" }',
        ),
      ),
    );
  });

  it('undoes a split', () => {
    const text = layout(vms('{ "name": "a", "pus": "0-5", "memory": "3GiB" }'));
    const parts = acted(text, { kind: 'split', vm: 'a', into: 3 });
    expect(acted(parts, { kind: 'merge', vms: ['a', 'a-2', 'a-3'] })).toBe(text);
  });

  it('refuses to lose what one of them says, and to reach over hosts', () => {
    const text = layout(vms('{ "name": "a", "pus": "0", "policy": "bind" }', '{ "name": "b", "pus": "1" }'));
    expect(acted(text, { kind: 'merge', vms: ['a', 'b'] })).toBe(
      '"a" and "b" do not have the same `policy`. Make it the same for both, then merge them.',
    );
    expect(acted(TWO, { kind: 'merge', vms: ['vm0', 'vm0'] })).toBe('Choose two or more VMs to merge.');
    const hosts = layout(
      '"hosts": ["x", "y"]',
      vms('{ "name": "a", "host": "x", "pus": "0" }', '{ "name": "b", "host": "y", "pus": "1" }'),
    );
    expect(acted(hosts, { kind: 'merge', vms: ['a', 'b'] })).toMatch(/are on different hosts/);
  });
});

describe('duplicating', () => {
  it('finds the nearest free PUs that lie to each other alike', () => {
    expect(acted(TWO, { kind: 'duplicate', vm: 'vm0' })).toContain('{ "name": "vm2", "pus": "8-11" }');
    const half = layout(vms('{ "name": "half", "pus": "1,0", "nodes": "0", "emulatorPus": "1" }'));
    expect(acted(half, { kind: 'duplicate', vm: 'half' })).toContain(
      '{ "name": "half-2", "pus": "3,2", "nodes": "0", "emulatorPus": "3" }',
    );
    // Two threads of one core find two threads of another, not halves of two.
    const core = layout(vms('{ "name": "a", "pus": "0-1" }', '{ "name": "b", "pus": "3" }'));
    expect(acted(core, { kind: 'duplicate', vm: 'a' }, threaded)).toContain(
      '{ "name": "a-2", "pus": "4-5" }',
    );
  });

  it('says when there is no room', () => {
    const full = layout(vms('{ "name": "a", "pus": "0-11" }'));
    expect(acted(full, { kind: 'duplicate', vm: 'a' })).toBe(
      'There is no room for another VM like "a": 4 PUs of the machine are free, and none of them lie to each other as its own do.',
    );
  });
});

describe('names', () => {
  it('are changed where they stand', () => {
    expect(acted(TWO, { kind: 'rename', vm: 'vm1', name: 'right' })).toBe(TWO.replace('vm1', 'right'));
    expect(acted(TWO, { kind: 'rename', vm: 'vm1', name: 'vm0' })).toBe('There is a VM named "vm0" already.');
  });

  it('that are unknown or stand twice are told', () => {
    expect(acted(TWO, { kind: 'delete', vms: ['vm7'] })).toBe(
      'No VM is named "vm7". There are "vm0" and "vm1".',
    );
    const twice = TWO.replace('vm1', 'vm0');
    expect(acted(twice, { kind: 'delete', vms: ['vm0'] })).toMatch(/^Two VMs are named "vm0"\./);
  });
});

describe('deleting', () => {
  it('leaves the comments around a VM', () => {
    const text = layout(
      '"vms": [\n    // about a\n    { "name": "a", "pus": "0" /* in a */ }, // end of a\n    { "name": "b", "pus": "1" }\n  ]',
    );
    expect(acted(text, { kind: 'delete', vms: ['a'] })).toBe(
      layout('"vms": [\n    // about a\n    // end of a\n    { "name": "b", "pus": "1" }\n  ]'),
    );
  });
});

describe('settings', () => {
  const set = (vm: string | null, key: string, value: unknown): Action =>
    ({ kind: 'set', vm, key, value }) as Action;

  it('are set and removed again', () => {
    const text = acted(TWO, set('vm0', 'memory', '1GiB'));
    expect(text).toBe(TWO.replace('"0-3" }', '"0-3", "memory": "1GiB" }'));
    expect(acted(text, set('vm0', 'memory', null))).toBe(TWO);
    expect(outcome(TWO, set('vm0', 'memory', null))).toMatchObject({ edits: [] });
  });

  it('of all VMs make and unmake the defaults', () => {
    const text = acted(TWO, set(null, 'policy', 'bind'));
    expect(text).toContain('],\n  "defaults": { "policy": "bind" }\n}');
    expect(acted(text, set(null, 'policy', null))).toBe(TWO);
    const noted = text.replace('{ "policy"', '{ /* all */ "policy"');
    expect(acted(noted, set(null, 'policy', null))).toContain('"defaults": { /* all */ }');
    expect(acted(TWO, set(null, 'nodes', '0'))).toMatch(/^`nodes` is a VM's own/);
  });

  it('change only that of a list which is another', () => {
    const nics = '"nics": [{ "model": "virtio" /* fast */, "queues": 2 }, { "model": "e1000" }]';
    const text = layout(vms(`{ "name": "a", "pus": "0-3", ${nics} }`));
    expect(acted(text, set('a', 'nics', [{ model: 'virtio', queues: 4 }]))).toBe(
      text.replace('2 }, { "model": "e1000" }', '4 }'),
    );
  });

  it('that the schema does not know are refused in its words', () => {
    expect(acted(TWO, set('vm0', 'memory', '1GB'))).toMatch(/^`"1GB"` is not possible here: write a size/);
    expect(acted(TWO, set('vm0', 'policy', 'near'))).toMatch(/^This must be one of/);
    expect(acted(TWO, set('vm0', 'nics', []))).toBe('This must not be empty.');
    expect(acted(TWO, set('vm0', 'host', 'x'))).toMatch(/^The layout names no hosts/);
  });
});

describe('a rule', () => {
  it('takes the place of the list, or of another rule', () => {
    expect(acted(TWO, { kind: 'applyRule', rule: { per: 'node' } })).toBe(
      layout('"partition": { "per": "node" }'),
    );
    expect(acted(RULE, { kind: 'applyRule', rule: { per: 'package', count: 2 } })).toBe(
      RULE.replace('"node"', '"package", "count": 2'),
    );
    expect(acted(layout(), { kind: 'applyRule', rule: { vms: 2 } })).toBe(
      layout('"partition": { "vms": 2 }'),
    );
    expect(acted(TWO, { kind: 'applyRule', rule: { vms: 3 } })).toMatch(
      /^16 usable PUs cannot be cut into 3 equal VMs/,
    );
  });

  it('keeps its VMs from being changed until they are written out', () => {
    expect(outcome(RULE, { kind: 'give', vm: 'vm0', pus: [4] })).toEqual({
      kind: 'refused',
      message:
        'The VMs of this layout come from the rule { "per": "node" }. Write them out to change one of them.',
      first: { title: 'Write out the VMs', action: { kind: 'expandRule' } },
    });
    const list = acted(RULE, { kind: 'expandRule' });
    expect(list).toBe(
      layout(
        vms(...[0, 1, 2, 3].map((n) => `{ "name": "vm${n}", "pus": "${4 * n}-${4 * n + 3}" }`)),
        '"defaults": { "memory": "1GiB" }',
      ),
    );
    expect(acted(list, { kind: 'give', vm: 'vm0', pus: [4] })).toContain('{ "name": "vm0", "pus": "0-4" }');
    expect(acted(TWO, { kind: 'expandRule' })).toBe('The VMs of this layout are written out already.');
  });

  it('lets its defaults be set', () => {
    expect(acted(RULE, { kind: 'set', vm: null, key: 'memory', value: '2GiB' })).toBe(
      RULE.replace('1GiB', '2GiB'),
    );
  });
});

describe('what VMs have in common', () => {
  const shared = layout(
    '"regions": { "ring": { "size": "128MiB", /* home */ "node": 0 } }',
    '"networks": { "lan": {}, "far": { "hostNic": "eth0" } }',
    vms(
      '{ "name": "a", "pus": "0", "regions": ["ring"], "nics": [{ "network": "lan" }, { "network": "far" }] }',
      '{ "name": "b", "pus": "1" }',
    ),
  );

  it('regions are made, changed and taken from all that map them', () => {
    expect(acted(shared, { kind: 'setRegion', name: 'heap', region: { size: '1GiB' } })).toContain(
      '"node": 0 }, "heap": { "size": "1GiB" } }',
    );
    expect(acted(shared, { kind: 'setRegion', name: 'ring', region: { size: '128MiB', node: 2 } })).toBe(
      shared.replace('"node": 0', '"node": 2'),
    );
    const without = acted(shared, { kind: 'setRegion', name: 'ring', region: null });
    expect(without).not.toContain('ring');
    expect(without).toContain('{ "name": "a", "pus": "0", "nics"');
    expect(problems(without)).toEqual([]);
    expect(acted(shared, { kind: 'setRegion', name: 'Ring', region: { size: '1GiB' } })).toMatch(/Ring/);
  });

  it('networks go with the interfaces on them, unless a VM has no other', () => {
    expect(acted(shared, { kind: 'setNetwork', name: 'far', network: null })).toBe(
      shared.replace(', "far": { "hostNic": "eth0" }', '').replace(', { "network": "far" }', ''),
    );
    const only = shared.replace(', { "network": "far" }', '');
    expect(acted(only, { kind: 'setNetwork', name: 'lan', network: null })).toMatch(
      /^The network "lan" is the only one of "a"\./,
    );
    expect(acted(shared, { kind: 'setNetwork', name: 'x', network: null })).toMatch(
      /^The layout has no network "x"/,
    );
  });
});

describe('a text that is broken', () => {
  const broken = TWO.replace('"vm0",', '"vm0"');

  it('is changed where it is sound, and not where it is broken, which is said', () => {
    expect(acted(broken, { kind: 'give', vm: 'vm1', pus: [8] })).toBe(broken.replace('4-7', '4-8'));
    expect(acted(broken, { kind: 'give', vm: 'vm0', pus: [8] })).toBe(
      'The text is broken in line 5, column 21: A comma is missing before this. Mend it there first.',
    );
    const wrong = TWO.replace('"pus": "0-3"', '"pus": "0-3", "policy": 7');
    expect(acted(wrong, { kind: 'give', vm: 'vm0', pus: [8] })).toMatch(
      /^The text is broken in line 5, column \d+: This must be/,
    );
    expect(acted(layout('"vms": 3'), create([0]))).toMatch(/^The text is broken in line 4/);
  });

  it('never gets worse', () => {
    const open = TWO.replace('  ]\n}\n', '');
    const after = acted(open, create([8]));
    expect(after).toContain('{ "name": "vm2", "pus": "8" }');
    expect(problems(after)).toEqual(problems(open));
  });

  it('without a machine has no PUs', () => {
    expect(acted(TWO.replace('"m"', '"other"'), create([0]), quad)).toMatch(
      /^The machine "other" could not be read/,
    );
  });
});
