import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/core/editing/pictureView';
import { uncutLayout } from '../../../src/core/editing/uncut';
import type { PictureView } from '../../../src/core/editing/view';
import type { LayoutDocument } from '../../../src/core/schema/generated/vmlayout.types';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import { parseDocument } from '../../../src/core/text/parse';
import { checkLayoutText, quad } from '../check/documents';
import { layout, vms } from './layouts';

function view(text: string): PictureView {
  const document = parseDocument(text).value as LayoutDocument;
  const { layout: made } = layoutFromDocument(document, quad, 'test');
  return viewOf({ document, layout: made, findings: checkLayoutText(text) });
}

describe('the view of a layout', () => {
  const text = layout(
    '"defaults": { "policy": "bind", "nics": [{ "queues": 2 }] }',
    '"networks": { "lan": {} }',
    '"regions": { "ring": { "size": "128MiB", "node": 1, "device": "ivshmem" } }',
    vms(
      '{ "name": "a", "pus": "0,1,2-3", "memory": "1GiB", "accept": { "NUM01": "so" } }',
      '{ "name": "b", "pus": "4-11", "cells": "perNode", "regions": ["ring"] }',
    ),
  );

  it('says what is written and what holds', () => {
    const { rule, defaults, vms: found } = view(text);
    expect(rule).toBeNull();
    expect(defaults.written).toEqual({ policy: 'bind', nics: [{ queues: 2 }] });
    expect(defaults.effective).toMatchObject({ policy: 'bind', backing: 'anon', pinning: 'perVcpu' });
    expect(defaults.effective).not.toHaveProperty('memory');
    expect(found.map(({ name, host, colour, pus }) => ({ name, host, colour, pus }))).toEqual([
      { name: 'a', host: null, colour: 0, pus: '0,1,2-3' },
      { name: 'b', host: null, colour: 1, pus: '4-11' },
    ]);
    expect(found[0]?.settings.written).toEqual({ memory: '1GiB' });
    expect(found[0]?.settings.effective).toMatchObject({
      memory: '1GiB',
      policy: 'bind',
      nodes: '0',
      cells: 'none',
    });
    expect(found[1]?.settings.written).toEqual({ cells: 'perNode', regions: ['ring'] });
    expect(found[1]?.settings.effective).toMatchObject({
      ...{ memory: '16256MiB', nodes: '1-2', cells: 'perNode', regions: ['ring'] },
      ...{ nics: [{ queues: 2 }], emulatorPus: '4-11', threadsPerCore: 1, prealloc: false },
    });
  });

  it('says what can be chosen', () => {
    expect(view(text).choices).toEqual({
      pageSizes: ['2MiB', '1GiB'],
      networks: ['lan'],
      regions: [{ name: 'ring', size: '128MiB', node: 1, device: 'ivshmem', pageSize: null }],
      nodes: [0, 1, 2, 3],
    });
  });

  it('has the VMs of a rule, which have nothing of their own', () => {
    const ruled = view(layout('"partition": { "per": "node" }', '"defaults": { "memory": "1GiB" }'));
    expect(ruled.rule).toEqual({ per: 'node' });
    expect(ruled.vms.map(({ name, pus }) => `${name} ${pus}`)).toEqual([
      'vm0 0-3',
      'vm1 4-7',
      'vm2 8-11',
      'vm3 12-15',
    ]);
    expect(ruled.vms[0]?.settings.written).toEqual({});
    expect(ruled.vms[0]?.settings.effective).toMatchObject({ memory: '1GiB', policy: 'bind' });
  });

  it('has a scene a host', () => {
    const hosts = view(
      layout(
        '"hosts": ["x", "y"]',
        vms('{ "name": "a", "host": "y", "pus": "0" }', '{ "name": "b", "host": "x", "pus": "0" }'),
      ),
    );
    expect(hosts.scenes.map((scene) => [scene.host, scene.vms.map((vm) => vm.index)])).toEqual([
      ['x', [1]],
      ['y', [0]],
    ]);
    expect(hosts.vms.map((vm) => vm.host)).toEqual(['y', 'x']);
  });
});

describe('findings of a picture', () => {
  const told = (text: string, rule: string) => view(text).findings.find((finding) => finding.rule === rule);

  it('are about the VMs of their places, with the titles of their fixes', () => {
    const text = layout(vms('{ "name": "a", "pus": "0-3" }', '{ "name": "b", "pus": "3-6" }'));
    expect(told(text, 'CPU02')).toMatchObject({
      ...{ severity: 'error', path: ['vms', 1, 'pus'], vms: [1] },
      link: expect.stringMatching(/#cpu02$/) as string,
      fixes: expect.arrayContaining([expect.stringContaining('"b"')]) as string[],
    });
  });

  it('are about all VMs that inherit what is wrong', () => {
    const one = '{ "name": "a", "pus": "0-3" }';
    const own = '{ "name": "b", "pus": "4-7", "emulatorPus": "4" }';
    const text = layout(
      '"defaults": { "emulatorPus": "99" }',
      vms(one, own, '{ "name": "c", "pus": "8-11" }'),
    );
    const [finding] = view(text).findings.filter(({ message }) => message.includes('99'));
    expect(finding?.vms).toEqual([0, 2]);
    const rule = layout('"defaults": { "emulatorPus": "99" }', '"partition": { "per": "node" }');
    const [ofAll] = view(rule).findings.filter(({ message }) => message.includes('99'));
    expect(ofAll?.vms).toEqual([0, 1, 2, 3]);
  });
});

describe('a layout that only lacks a cut', () => {
  it('is one', () => {
    const of = (text: string): unknown => uncutLayout(parseDocument(text).value);
    expect(of(layout())).toEqual({ version: 1, machine: 'm' });
    expect(of(layout('"vms": []', '"title": "x"'))).toEqual({ version: 1, machine: 'm', title: 'x' });
    expect(of(layout('"partition": {}'))).toBeNull();
    expect(of(layout('"vms": 3'))).toBeNull();
    expect(of(layout('"titel": "x"'))).toBeNull();
    expect(of('{ "version": 1 }')).toBeNull();
  });
});
