import { describe, expect, it } from 'vitest';
import { GiB } from '../builders';
import { layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOfRule, probed } from '../ruleTrial';

const two: LayoutBody = {
  vms: [
    { name: 'a', pus: '0-1', memory: '3GiB' },
    { name: 'b', pus: '2-3', memory: '4GiB' },
  ],
};
const little = probed({ freeBytes: { '0': 5 * GiB, '1': 8 * GiB } });

describe('MEM02', () => {
  it('finds VMs that want more of a node than is free there, and says how old that is', () => {
    expectOne(
      'MEM02',
      two,
      {
        says: /"a" and "b" need 7 GiB of node 0, where only 5 GiB is free\. Drop .*\(host probed, probed 3 h ago\)$/,
        at: '"4GiB"',
        fixes: ['Reduce "a" and "b" to 2560MiB'],
      },
      { host: little },
    );
  });

  it('finds nothing where enough is free, or where that is not known', () => {
    expectNone('MEM02', two, { host: probed({ freeBytes: { '0': 7 * GiB } }) });
    expectNone('MEM02', two, { host: probed({ freeBytes: { '1': 1 } }) });
    expectNone('MEM02', two);
  });

  it('leaves it to MEM01 when the node never has that much', () => {
    const vms = [{ name: 'a', pus: '0', memory: '9GiB' }];
    expectNone('MEM02', { vms }, { host: little });
  });

  it('does not count huge pages, whose pool is no free memory', () => {
    const vms = [{ name: 'a', pus: '0', memory: '6GiB', backing: 'hugetlb' as const, pageSize: '2MiB' }];
    expectNone('MEM02', { vms }, { host: little });
  });

  it('counts a region there, once', () => {
    const body: LayoutBody = {
      regions: { shared: { size: '2GiB', node: 0 } },
      defaults: { regions: ['shared'], memory: '2GiB' },
      vms: [
        { name: 'a', pus: '0' },
        { name: 'b', pus: '1' },
      ],
    };
    expect(findingsOfRule('MEM02', layoutText(body), { host: little })[0]?.message).toMatch(
      /^VMs "a" and "b" with region "shared" need 6 GiB of node 0/,
    );
  });

  it('looks at the VMs of the probed host alone, where there are several', () => {
    const spread: LayoutBody = {
      hosts: ['probed', 'other'],
      vms: [
        { name: 'a', pus: '0-1', memory: '3GiB', host: 'probed' },
        { name: 'b', pus: '2-3', memory: '4GiB', host: 'other' },
      ],
    };
    expectNone('MEM02', spread, { host: little });
    expect(
      findingsOfRule('MEM02', layoutText(spread), { host: probed({ freeBytes: { '0': 2 * GiB } }) }),
    ).toHaveLength(1);
  });
});
