import { describe, it } from 'vitest';
import { machineOf, type LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const many = (count: number, over: object = {}): LayoutBody => ({
  regions: { shared: { size: '128MiB', node: 0 } },
  vms: [
    {
      name: 'a',
      pus: '0-1',
      memory: '1GiB',
      nics: Array.from({ length: count }, () => ({})),
      regions: ['shared'],
      ...over,
    },
    { name: 'b', pus: '2', memory: '1GiB', regions: ['shared'] },
  ],
});
const machine = machineOf({
  synthetic: 'pack:4 [numa] core:4 pu:1',
  memoryPerNode: '8GiB',
  nics: [{ name: 'eth0', node: 0 }, { name: 'eth1' }],
});
const leaving = (hostNic: string): LayoutBody => ({
  networks: { lan: { hostNic } },
  vms: [{ name: 'a', pus: '0', memory: '1GiB' }],
});

describe('IO03', () => {
  it('finds more interfaces than the PCI bus has slots beside the other devices', () => {
    expectOne('IO03', many(28), {
      says: /VM "a" has 28 network interfaces, but its PCI bus has room for 27/,
      at: '[',
      fixes: ['Keep the first ones that fit'],
    });
    expectOne('IO03', many(29, { balloon: true, regions: ['shared'] }), {
      says: /29 network interfaces, but its PCI bus has room for 26/,
      at: '[',
      fixes: ['Keep the first ones that fit'],
    });
  });

  it('finds nothing in what fits', () => {
    expectNone('IO03', many(27));
    expectNone('IO03', many(28, { regions: [] }));
  });

  it('finds an interface that the host does not have', () => {
    expectOne(
      'IO03',
      leaving('eth7'),
      {
        says: /Network "lan" leaves the host through eth7, which ".*" does not have\. Use eth0 and eth1;.*`nics`/,
        at: '"eth7"',
        fixes: ['Use eth0', 'Use eth1'],
      },
      { machine },
    );
  });

  it('takes interfaces of the machine, VLANs on them, and any where the machine lists none', () => {
    expectNone('IO03', leaving('eth1'), { machine });
    expectNone('IO03', leaving('eth1.42'), { machine });
    expectNone('IO03', leaving('eth7'));
  });
});
