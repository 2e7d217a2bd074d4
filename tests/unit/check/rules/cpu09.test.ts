import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../../src/core/topology/machine';
import { expectOnly, rulesIn } from '../cutTrial';
import { checkLayoutText, layoutText, machineOf, quad, type Around, type LayoutBody } from '../documents';

const of = (synthetic: string, reserved = '') =>
  machineOf({ synthetic, memoryPerNode: '8GiB', reserved: { pus: reserved } });
const large = (reserved = '') => of('pack:2 [numa] core:8 pu:2', reserved);
const on = (machine: Machine): Around => ({ machine, settings: { CPU09: 'warning' } });

describe('CPU09', () => {
  it('finds VMs on every PU of a large machine, at the machine, once', () => {
    expectOnly(
      'CPU09',
      { partition: { per: 'node' } },
      {
        says: /^VMs take all 32 PUs of "m", and none is reserved for the host: .*"reserved": \{ "pus": "0-1,16-17" \}/,
        at: '"m"',
        fixes: [],
      },
      on(large()),
    );
  });

  it('can be accepted', () => {
    const body: LayoutBody = { partition: { per: 'node' }, accept: { CPU09: 'as in the paper' } };
    expect(rulesIn(body, on(large()))).toEqual([]);
  });

  it.each<[string, LayoutBody]>([
    ['PUs that VMs leave', { vms: [{ name: 'a', pus: '0-14', memory: '1GiB', accept: { CPU14: 'x' } }] }],
    ['all PUs of one node of two', { vms: [{ name: 'a', pus: '0-15', memory: '1GiB' }] }],
  ])('finds nothing where there are %s', (_what, body) => {
    expect(rulesIn(body, on(large()))).toEqual([]);
  });

  it('finds it on any machine of which every node has a core to give', () => {
    const body: LayoutBody = { partition: { per: 'node' } };
    const [finding] = checkLayoutText(layoutText(body), quad, { CPU09: 'warning' });
    expect(finding?.message).toMatch(/Reserve a core on each node .*"pus": "0,4,8,12"/);
    expect(finding?.concerns).toEqual({ pus: [0, 4, 8, 12], nodes: [] });
    expect(rulesIn(body, on(of('pack:2 [numa] core:2 pu:2')))).toEqual(['CPU09']);
    expect(rulesIn(body, on(of('pack:4 [numa] core:1 pu:2')))).toEqual([]);
  });

  it('finds a reserve on some nodes only, where VMs fill the others', () => {
    expectOnly(
      'CPU09',
      { partition: { per: 'node' } },
      {
        says: /^"m" reserves 2 PUs on node 0 and 0 PUs on node 1 for the host, and VMs take the rest of node 1: .*Reserve as many PUs on each node/,
        at: '"m"',
        fixes: [],
      },
      on(large('0-1')),
    );
  });

  it('finds nothing in a reserve that is alike where the VMs are', () => {
    const node1 = { vms: [{ name: 'a', pus: '16-31', memory: '1GiB' }] };
    const spare = {
      vms: [
        { name: 'a', pus: '2-15', memory: '1GiB' },
        { name: 'b', pus: '18-31', memory: '1GiB' },
      ],
    };
    expect(rulesIn({ partition: { per: 'node' } }, on(large('0-1,16-17')))).toEqual([]);
    expect(rulesIn(node1, on(large('0-1')))).toEqual([]);
    expect(rulesIn(spare, on(large('0-1')))).toEqual([]);
  });

  it('is cured by what it proposes', () => {
    const body: LayoutBody = { partition: { per: 'node' } };
    expect(rulesIn(body, on(large('0-1,16-17')))).toEqual([]);
  });

  it('speaks for emulator threads that have nowhere to go, so that IO01 does not', () => {
    const body: LayoutBody = { partition: { per: 'node' }, defaults: { emulatorPus: '0' } };
    expect(rulesIn(body, on(large()))).toEqual(['CPU09']);
    expect(rulesIn(body, on(of('pack:4 [numa] core:1 pu:2')))).toEqual(['IO01']);
  });

  it('looks at each host and says it once', () => {
    const body: LayoutBody = { hosts: ['left', 'right'], partition: { per: 'node' } };
    expectOnly(
      'CPU09',
      body,
      { says: /all 32 PUs of "m" of host "left"/, at: '"m"', fixes: [] },
      on(large()),
    );
    const half = [
      { name: 'a', host: 'left', pus: '0-15', memory: '1GiB' },
      { name: 'b', host: 'right', pus: '16-31', memory: '1GiB' },
    ];
    expect(rulesIn({ hosts: ['left', 'right'], vms: half }, on(large()))).toEqual([]);
  });
});
