import { describe, expect, it } from 'vitest';
import { machineOf, type LayoutBody } from '../documents';
import { experimentText, expectNone, expectOne, findingsOfRule, inline, probed } from '../ruleTrial';

const files: Readonly<Record<string, LayoutBody>> = {
  'wide.vmlayout.json': { partition: { vms: 1 } },
  'node.vmlayout.json': { partition: { per: 'node' } },
};
const balancing = (numaBalancing: string) => probed({ settings: { numaBalancing } });
const both = experimentText(['node.vmlayout.json', 'wide.vmlayout.json']);

describe('MEM06', () => {
  it('finds NUMA balancing at the layout of first-touch VMs', () => {
    expectOne(
      'MEM06',
      both,
      {
        says: /NUMA balancing is on.*layout "wide"\. Turn it off.*host\.numaBalancing.*3 h ago/,
        at: '"wide.vmlayout.json"',
        fixes: ['Turn NUMA balancing off for the experiment'],
      },
      { host: balancing('1'), files },
    );
  });

  it('names all layouts concerned in one finding', () => {
    const wide = inline('other', { partition: { vms: 1 } });
    const findings = findingsOfRule('MEM06', experimentText(['wide.vmlayout.json', wide]), {
      host: balancing('3'),
      files,
    });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(/"wide" and "other"/)]);
  });

  it.each([['0'], ['2']])('finds nothing with the setting %s', (setting) => {
    expectNone('MEM06', both, { host: balancing(setting), files });
  });

  it('finds nothing where it is not known, in bound memory, in huge pages, or on a single node', () => {
    expectNone('MEM06', both, { host: probed({}), files });
    expectNone('MEM06', experimentText(['node.vmlayout.json']), { host: balancing('1'), files });
    const huge = inline('huge', { partition: { vms: 1 }, defaults: { backing: 'hugetlb' } });
    expectNone('MEM06', experimentText([huge], { phases: ['warm'] }), { host: balancing('1') });
    const flat = machineOf({ synthetic: '[numa] pack:1 core:4 pu:1', memoryPerNode: '8GiB' });
    expectNone('MEM06', both, { host: probed({ settings: { numaBalancing: '1' } }, flat), files });
  });

  it('is silent where balancing is a factor', () => {
    const text = experimentText(['wide.vmlayout.json'], { factors: { 'host.numaBalancing': ['on', 'off'] } });
    expectNone('MEM06', text, { host: balancing('1'), files });
  });
});
