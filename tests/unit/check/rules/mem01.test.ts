import { describe, expect, it } from 'vitest';
import { layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOfRule } from '../ruleTrial';

const pair = (memory: string, rest: object = {}): NonNullable<LayoutBody['vms']> =>
  ['0', '1'].map((pus) => ({ name: `v${pus}`, pus, memory, regions: ['shared'], ...rest }));

describe('MEM01 with shared regions', () => {
  it('counts a region on its home node, once', () => {
    expectOne(
      'MEM01',
      { regions: { shared: { size: '2GiB', node: 0 } }, vms: pair('3.5GiB') },
      {
        says: /VMs "v0" and "v1" with region "shared" need 9 GiB of node 0, which has 8 GiB\. Reduce/,
        at: '"3.5GiB"',
        fixes: ['Reduce "v0" and "v1" to 3GiB'],
      },
    );
    expectNone('MEM01', { regions: { shared: { size: '2GiB', node: 0 } }, vms: pair('3GiB') });
    expectNone('MEM01', { regions: { shared: { size: '2GiB', node: 1 } }, vms: pair('4GiB') });
  });

  it('counts no region that nobody maps', () => {
    const regions = { shared: { size: '2GiB', node: 0 } };
    expectNone('MEM01', { regions, vms: pair('4GiB', { regions: [] }) });
  });

  it('points at a region that is larger than its node by itself', () => {
    const regions = { shared: { size: '16GiB', node: 0 } };
    expectOne(
      'MEM01',
      { regions, vms: pair('1GiB') },
      { says: /with region "shared" need 18 GiB of node 0/, at: '"16GiB"', fixes: [] },
    );
    const far = pair('1GiB', { nodes: '1', policy: 'preferred' });
    const [finding] = findingsOfRule('MEM01', layoutText({ regions, vms: far }));
    expect(finding?.message).toMatch(
      /^Region "shared" needs 16 GiB of node 0, .*Make it smaller, or take it from another node\.$/,
    );
  });

  it('leaves a region without a home to SHM03', () => {
    expectNone('MEM01', { regions: { shared: { size: '1GiB' } }, vms: pair('4GiB') });
  });
});

describe('MEM01 with several hosts', () => {
  const spread = (memory: string): LayoutBody => ({
    hosts: ['left', 'right'],
    vms: [
      { name: 'a', pus: '0', memory, host: 'left' },
      { name: 'b', pus: '0', memory, host: 'right' },
    ],
  });

  it('shares nothing between them', () => {
    expectNone('MEM01', spread('8GiB'));
  });

  it('says on which host memory is short', () => {
    const body = spread('8GiB');
    const vms = [...(body.vms ?? []), { name: 'c', pus: '1', memory: '1GiB', host: 'right' }];
    const [finding, ...others] = findingsOfRule('MEM01', layoutText({ ...body, vms }));
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(/^VMs "b" and "c" need 9 GiB of node 0 of host "right"/);
  });

  it('counts a region on each', () => {
    const vms = ['left', 'right'].flatMap((host) =>
      ['0', '1'].map((pus) => ({ name: `${host}${pus}`, pus, memory: '3GiB', host, regions: ['shared'] })),
    );
    const body = (size: string): LayoutBody => ({
      hosts: ['left', 'right'],
      regions: { shared: { size, node: 0 } },
      vms,
    });
    expectNone('MEM01', body('2GiB'));
    expect(findingsOfRule('MEM01', layoutText(body('3GiB')))).toHaveLength(2);
  });
});
