import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../../src/core/topology/machine';
import { layoutText, quad, type LayoutBody } from '../documents';
import { experimentText, expectNone, expectOne, findingsOfRule, inline, probed } from '../ruleTrial';

const MiB = 2 ** 20;

function withPools(total: number, free: number | null, sizes = [2 * MiB]): Machine {
  const hugePages = sizes.map((sizeBytes) => ({ sizeBytes, total, free }));
  return { ...quad, nodes: quad.nodes.map((node) => ({ ...node, hugePages })) };
}
const host = (total: number, free: number | null, sizes?: number[]) =>
  probed({}, withPools(total, free, sizes));

const body = (pageSize?: string): LayoutBody => ({
  vms: [
    {
      name: 'a',
      pus: '4-5',
      memory: '2GiB',
      backing: 'hugetlb',
      ...(pageSize === undefined ? {} : { pageSize }),
    },
  ],
});

describe('MEM03', () => {
  it('finds a pool with too few free pages and says how many to have', () => {
    expectOne(
      'MEM03',
      body('2MiB'),
      {
        says: /VM "a" needs 2 GiB of node 1 in pages of 2MiB, 1024 pages, but its pool has 500 free.*echo 1124 > .*node1\/hugepages\/hugepages-2048kB.*3 h ago/,
        at: '"hugetlb"',
        fixes: [],
      },
      { host: host(600, 500) },
    );
  });

  it('finds nothing where the pool holds it', () => {
    expectNone('MEM03', body('2MiB'), { host: host(1024, 1024) });
    expectNone('MEM03', body('2MiB'), { host: host(1024, null) });
    expectNone('MEM03', { vms: [{ name: 'a', pus: '4', memory: '2GiB' }] }, { host: host(0, 0) });
  });

  it('finds nothing where pools are not known', () => {
    expectNone('MEM03', body('2MiB'), { host: probed({}) });
    expectNone('MEM03', body('2MiB'));
  });

  it("takes the only page size for the kernel's choice, and of several none", () => {
    expect(findingsOfRule('MEM03', layoutText(body()), { host: host(10, 10) })).toHaveLength(1);
    expectNone('MEM03', body(), { host: host(10, 10, [2 * MiB, 1024 * MiB]) });
  });

  it('finds a page size of which the host has no pool', () => {
    expect(findingsOfRule('MEM03', layoutText(body('1GiB')), { host: host(4096, 4096) })[0]?.message).toMatch(
      /pages of 1GiB, 2 pages, but its pool has 0 free/,
    );
  });

  it('leaves page sizes that the machine does not have to MEM04', () => {
    expectNone('MEM03', body('16MiB'), { host: host(0, 0) });
  });

  it('counts regions in huge pages', () => {
    const shared: LayoutBody = {
      regions: { shared: { size: '1GiB', node: 1, pageSize: '2MiB' } },
      vms: ['4', '5'].map((pus) => ({ name: `v${pus}`, pus, memory: '1GiB', regions: ['shared'] })),
    };
    expectOne(
      'MEM03',
      shared,
      { says: /^Region "shared" needs 1 GiB of node 1/, at: '"2MiB"', fixes: [] },
      { host: host(10, 10) },
    );
    expectNone('MEM03', shared, { host: host(512, 512) });
  });

  it('says of several nodes what they need together', () => {
    const wide: LayoutBody = {
      vms: [{ name: 'a', pus: '0-7', memory: '2GiB', backing: 'hugetlb', pageSize: '2MiB', policy: 'bind' }],
    };
    expect(findingsOfRule('MEM03', layoutText(wide), { host: host(511, 511) })[0]?.message).toMatch(
      /of nodes 0-1 in pages.*their pools have 1022 free\. Allocate 1024 pages on nodes 0-1 together/,
    );
  });

  it('is silent where the experiment fills the pools', () => {
    const layouts = [inline('huge', body('2MiB'))];
    const few = { host: host(10, 10) };
    expect(findingsOfRule('MEM03', experimentText(layouts), few)).toHaveLength(1);
    const factors = { 'host.hugePages': [{ size: '2MiB', perNode: '4GiB' }] };
    expectNone('MEM03', experimentText(layouts, { factors }), few);
  });
});
