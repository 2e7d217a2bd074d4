import type { Layout } from '../../layout/layout';
import type { JsonPath, Problem } from '../../text/document';
import { formatSize } from '../../text/size';
import type { HugePagePool, Machine } from '../../topology/machine';
import { groupBy } from '../../text/groupBy';
import { isHuge, pageOf } from '../hugePages';
import { probedVms } from '../probedVms';
import { demandsOn, shortagesOf, type Demand, type Shortage } from '../memoryDemand';
import { lastStraw, needInWords } from '../memoryShortage';
import type { HostView, LayoutRule } from '../rule';
import { nodesInWords, plural } from '../words';

export const mem03: LayoutRule = {
  id: 'MEM03',
  subject: 'layout',
  severity: 'error',
  title: 'Pool of huge pages too small',
  reason:
    'Huge pages come from a pool that is filled beforehand, for each node and page size. Where it runs out, the VM does not start, or is killed at the first page that is missing.',
  source: 'Linux, Documentation/admin-guide/mm/hugetlbpage.rst',
  needsHost: true,
  *check(layout, { host, factors }) {
    // The experiment fills the pools itself.
    if (host === null || factors['host.hugePages'] !== undefined) return;
    const base = layout.machine.pageSizesBytes[0] ?? null;
    const demands = demandsOn(layout, probedVms(layout, host.name)).filter((demand) => isHuge(demand, base));
    for (const [size, asked] of bySize(layout, host, demands)) {
      const pools = poolsOf(host.machine, size);
      const bytesOf = (node: number): number | null => pools.get(node)?.freeBytes ?? null;
      for (const shortage of shortagesOf(layout.machine, asked, bytesOf))
        yield problem(shortage, size, pools);
    }
  },
};

/** Demands by page size. Sizes that the machine does not have are MEM04's. */
function bySize(
  layout: Layout,
  host: HostView,
  demands: readonly Demand[],
): ReadonlyMap<number, readonly Demand[]> {
  const huge = new Set(layout.machine.pageSizesBytes.slice(1));
  const usual = onlySize(host.machine);
  return groupBy(demands, (demand) => {
    const size = pageOf(demand) ?? usual;
    return size === null || size <= 0 || (huge.size > 0 && !huge.has(size)) ? null : size;
  });
}

/** The page size of all pools, which then is the kernel's choice; null where there are several. */
function onlySize({ nodes }: Machine): number | null {
  const [size, ...others] = new Set(nodes.flatMap((node) => node.hugePages.map((pool) => pool.sizeBytes)));
  return size === undefined || others.length > 0 ? null : size;
}

interface Pool {
  readonly total: number;
  readonly free: number;
  readonly freeBytes: number;
}

/** The pools of one page size by node; none for nodes that the probe found no pools of at all. */
function poolsOf({ nodes }: Machine, sizeBytes: number): ReadonlyMap<number, Pool> {
  return new Map(
    nodes.flatMap(({ id, hugePages }): [number, Pool][] => {
      if (hugePages.length === 0) return [];
      const found: HugePagePool | undefined = hugePages.find((pool) => pool.sizeBytes === sizeBytes);
      const total = found?.total ?? 0;
      const free = found?.free ?? total;
      return [[id, { total, free, freeBytes: free * sizeBytes }]];
    }),
  );
}

function problem(shortage: Shortage, size: number, pools: ReadonlyMap<number, Pool>): Problem {
  const { nodes, demands } = shortage;
  const wanted = demands.reduce((pages, { bytes }) => pages + Math.ceil(bytes / size), 0);
  const free = nodes.reduce((pages, node) => pages + (pools.get(node)?.free ?? 0), 0);
  return {
    message: `${needInWords(shortage)} in pages of ${formatSize(size)}, ${wanted} pages, but ${plural(nodes, 'its pool has', 'their pools have')} ${free} free. ${remedy(shortage, size, wanted, pools)}`,
    path: placeOf(lastStraw(shortage)),
    concerns: { nodes },
  };
}

function remedy({ nodes }: Shortage, size: number, wanted: number, pools: ReadonlyMap<number, Pool>): string {
  const [node, ...others] = nodes;
  const orFactor = 'or let the experiment fill the pools with the factor `host.hugePages`';
  if (node === undefined || others.length > 0)
    return `Allocate ${wanted} pages on ${nodesInWords(nodes)} together, ${orFactor}.`;
  const pool = pools.get(node);
  const total = (pool === undefined ? 0 : pool.total - pool.free) + wanted;
  return `Allocate them on the host (\`echo ${total} > /sys/devices/system/node/node${node}/hugepages/hugepages-${size / 1024}kB/nr_hugepages\`), ${orFactor}.`;
}

/** The size is not at fault; what asks for a pool is. */
function placeOf({ owner }: Demand): JsonPath {
  return owner.kind === 'vm' ? [...owner.vm.path, 'backing'] : [...owner.region.path, 'pageSize'];
}
