import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn } from '../cutTrial';
import { machineOf, quad, type LayoutBody } from '../documents';

const of = (synthetic: string, reserved = '') =>
  machineOf({ synthetic, memoryPerNode: '8GiB', reserved: { pus: reserved } });
const large = (reserved = '') => of('pack:2 [numa] core:8 pu:2', reserved);

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
      { machine: large() },
    );
  });

  it('can be accepted', () => {
    const body: LayoutBody = { partition: { per: 'node' }, accept: { CPU09: 'as in the paper' } };
    expect(rulesIn(body, { machine: large() })).toEqual([]);
  });

  it.each<[string, LayoutBody]>([
    ['PUs that VMs leave', { vms: [{ name: 'a', pus: '0-14', memory: '1GiB', accept: { CPU14: 'x' } }] }],
    ['all PUs of one node of two', { vms: [{ name: 'a', pus: '0-15', memory: '1GiB' }] }],
  ])('finds nothing where there are %s', (_what, body) => {
    expect(rulesIn(body, { machine: large() })).toEqual([]);
  });

  it('finds nothing on machines where a core a node is more than an eighth', () => {
    expect(rulesIn({ partition: { per: 'node' } }, { machine: quad })).toEqual([]);
    expect(rulesIn({ partition: { per: 'node' } }, { machine: of('pack:2 [numa] core:7 pu:2') })).toEqual([]);
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
      { machine: large('0-1') },
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
    expect(rulesIn({ partition: { per: 'node' } }, { machine: large('0-1,16-17') })).toEqual([]);
    expect(rulesIn(node1, { machine: large('0-1') })).toEqual([]);
    expect(rulesIn(spare, { machine: large('0-1') })).toEqual([]);
  });

  it('looks at each host and says it once', () => {
    const body: LayoutBody = { hosts: ['left', 'right'], partition: { per: 'node' } };
    expectOnly(
      'CPU09',
      body,
      { says: /all 32 PUs of "m" of host "left"/, at: '"m"', fixes: [] },
      { machine: large() },
    );
    const half = [
      { name: 'a', host: 'left', pus: '0-15', memory: '1GiB' },
      { name: 'b', host: 'right', pus: '16-31', memory: '1GiB' },
    ];
    expect(rulesIn({ hosts: ['left', 'right'], vms: half }, { machine: large() })).toEqual([]);
  });
});
