import { describe, expect, it } from 'vitest';
import { assistance, at, EXPERIMENT, LAYOUT, TOPOLOGY } from './cursor';

function layout(vms: string, more = ''): string {
  return `{ "version": 1, "machine": "smt.vmtopology.json", "vms": [${vms}]${more} }`;
}

async function told(marked: string, path = LAYOUT): Promise<{ on: string; lines: readonly string[] } | null> {
  const { text, offset } = at(marked);
  const hover = await assistance().hover(path, text, offset);
  if (hover === null) return null;
  const { range, lines } = hover;
  return { on: text.slice(range.offset, range.offset + range.length), lines };
}

describe('hovers', () => {
  it('places a PU on its machine, as far as the VM is concerned', async () => {
    expect(await told(layout('{ "name": "a", "pus": "0,1|1,4-5" }'))).toEqual({
      on: '11',
      lines: [
        'PU 11: package 0, node 1, L3 0, core 3, sibling 3, distance 16 to node 0, 22 to node 2',
        'Carries vCPU 1 of a',
      ],
    });
    expect((await told(layout('{ "name": "a", "pus": "1|1" }')))?.lines[0]).toContain(
      'distance 16 to node 0, 22 to nodes 2-3',
    );
  });

  it('says which VM has a PU that another names, and what is not there', async () => {
    const both = layout('{ "name": "a", "pus": "0-3" }, { "name": "b", "pus": "|2" }');
    expect((await told(both))?.lines[0]).toContain('carries vCPU 2 of a');
    expect((await told(layout('{ "name": "a", "pus": "9|9" }')))?.lines[0]).toBe(
      'PU 99 is not on this machine',
    );
  });

  it('sums up a range', async () => {
    expect(await told(layout('{ "name": "a", "pus": "8,0-|3" }'))).toEqual({
      on: '0-3',
      lines: ['PUs 0-3: package 0, nodes 0-1, 4 cores', 'Carry vCPUs 1-4 of a'],
    });
  });

  it('says of a node what is free, where it lies and what is reserved', async () => {
    const lines = [
      'Node 1: 5.0 of 8 GiB free, PUs 2-3,10-11, distance 16 to node 0, 22 to nodes 2-3',
      '1 GiB reserved for the host, 7 GiB for VMs',
    ];
    const vms = '{ "name": "a", "pus": "2", "memory": "2GiB" }, { "name": "b", "pus": "3", "nodes": "|1" }';
    expect(await told(layout(vms))).toEqual({ on: '1', lines });
    const cell = '{ "vcpus": "0", "memory": "1GiB", "node": |1 }';
    const cells = `{ "name": "a", "pus": "2", "memory": "2GiB" }, { "name": "b", "pus": "3", "cells": [${cell}] }`;
    expect(await told(layout(cells))).toEqual({ on: '1', lines });
  });

  it('says what carries the vCPUs of a cell', async () => {
    const cell = '{ "vcpus": "1-|2", "memory": "1GiB", "node": 1 }';
    expect((await told(layout(`{ "name": "a", "pus": "0,2,3", "cells": [${cell}] }`)))?.lines).toEqual([
      'vCPUs 1-2: PUs 2-3 on node 1',
    ]);
  });

  it('knows machines, VMs, networks, regions, rules and layouts', async () => {
    const vm = '{ "name": "|a", "pus": "0,2", "regions": ["x"], "nics": [{ "network": "lan" }] }';
    const more = ', "regions": { "x": { "size": "1GiB", "node": 1 } }, "networks": { "lan": {} }';
    expect((await told('{ "machine": "smt.vm|topology.json" }'))?.lines).toEqual([
      'Eight cores with two threads: 2 packages, 4 nodes, 16 PUs, 32 GiB',
      'Source: made up for tests',
    ]);
    expect((await told(layout(vm, more)))?.lines).toEqual([
      'a: PUs 0,2 on nodes 0-1',
      'Memory: 13.0 of 16 GiB, where it is touched first, by nodes 0-1, anon',
      "QEMU's own threads: PUs 0-3,8-11",
      'Networks: lan (virtio)',
      'Regions: x',
    ]);
    const plain = vm.replace('|', '');
    expect((await told(layout(plain.replace('["x', '["|x'), more)))?.lines).toEqual([
      'Region x: 1 GiB on node 1, devdax, mapped by "a"',
    ]);
    expect((await told(layout(plain, more.replace('"lan', '"l|an'))))?.lines).toEqual([
      'Network lan: stays on its host, with "a"',
    ]);
    const cut =
      '{ "name": "c|ut", "layout": { "version": 1, "machine": "smt.vmtopology.json", "partition": { "vms": 1 } } }';
    expect((await told(`{ "layouts": [${cut}] }`, EXPERIMENT))?.lines).toEqual([
      '1 VM of 16 PUs, 28.0 GiB on Eight cores with two threads',
    ]);
    const { text, offset } = at(layout(plain, ', "accept": { "NUM|01": "so" }'));
    const rule = await assistance().hover(LAYOUT, text, offset);
    expect(rule).toMatchObject({ rule: 'NUM01' });
    expect(rule?.lines[0]).toMatch(/^NUM01: /);
  });

  it('speaks of a topology too, and is silent where nothing of ours stands', async () => {
    const topology =
      '{ "version": 1, "synthetic": "pack:2 [numa] core:2 pu:1", "reserved": { "pus": "|2" } }';
    expect((await told(topology, TOPOLOGY))?.lines[0]).toMatch(/^PU 2: package 1, node 1, core 0/);
    expect(await told(layout('{ "name": "a", "pus": "0", "pol|icy": "bind" }'))).toBeNull();
    expect(await told('{ "machine": "no-such-|machine" }')).toBeNull();
  });

  it('goes on while the text is broken elsewhere', async () => {
    const broken = layout(
      '{ "name": "a" "memory": , "pus": "0" }, { "name": "b", "pus": "1|1" }',
      ', "title" oops',
    );
    expect((await told(broken))?.on).toBe('11');
  });
});

/** The text with what is hinted in it. */
async function hinted(text: string, path = LAYOUT): Promise<string> {
  const hints = await assistance().hints(path, text);
  return [...hints]
    .sort((a, b) => b.offset - a.offset)
    .reduce((shown, hint) => `${shown.slice(0, hint.offset)}<${hint.text}>${shown.slice(hint.offset)}`, text);
}

describe('inlay hints', () => {
  it('stand behind a VM on one line, and at the opening brace of a longer one', async () => {
    const text = layout(
      '{ "name": "a", "pus": "2-3", "memory": "7GiB" },\n{\n  "name": "b",\n  "pus": "0,4"\n}',
    );
    expect(await hinted(text)).toBe(
      layout(
        '{ "name": "a", "pus": "2-3", "memory": "7GiB" },<node 1 · 2 PUs, 7.0 of 8 GiB>\n{<nodes 0,2 · 2 PUs, 14.0 of 16 GiB>\n  "name": "b",\n  "pus": "0,4"\n}',
      ),
    );
  });

  it('say from where memory comes when that is elsewhere', async () => {
    const text = layout('{ "name": "a", "pus": "2", "nodes": "0", "memory": "512MiB" }');
    expect(await hinted(text)).toContain('<node 1 · 1 PU, 0.5 of 8 GiB from node 0>');
  });

  it('say what a rule makes, over several hosts and inside an experiment too', async () => {
    const rule = (more: string): string =>
      `{ "version": 1, "machine": "smt.vmtopology.json", "partition": { "per": "node" }${more} }`;
    expect(await hinted(rule(''))).toBe(
      rule('').replace('"node" }', '"node" }<4 VMs of 4 PUs, 7.0 GiB each>'),
    );
    expect(await hinted(rule(', "hosts": ["left", "right"]'))).toContain(
      '<8 VMs of 4 PUs, 7.0 GiB each over 2 hosts>',
    );
    expect(await hinted(`{ "layouts": [{ "name": "x", "layout": ${rule('')} }] }`, EXPERIMENT)).toContain(
      '<4 VMs',
    );
  });

  it('are there while the text is broken elsewhere, and not for what means nothing', async () => {
    const broken = layout(
      '{ "name": "a", "pus": "2-3", "memory": "7GiB" }, { "name": "b", "pus": }',
      ', "title" oops',
    );
    expect(await hinted(broken)).toBe(broken.replace('"7GiB" },', '"7GiB" },<node 1 · 2 PUs, 7.0 of 8 GiB>'));
    expect(await hinted('{ "machine": "none", "vms": [{ "name": "a", "pus": "0" }] }')).not.toContain('<');
    expect(await hinted('')).toBe('');
  });
});
