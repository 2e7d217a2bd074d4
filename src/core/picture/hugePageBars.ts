import { regionsOn } from '../layout/memorySource';
import { sizeInWords } from '../text/size';
import type { HugePagePool, Machine } from '../topology/machine';
import { nodeById } from '../topology/queries';
import { memoryOfVms, type HostCut } from './hostCut';
import { HUGE_PAGES_BAR, HUGE_PAGES_HEIGHT } from './metrics';
import type { Rect, SceneHugePages } from './scene';

/** The pools of a node below each other: `512 of 1024 pages of 2 MiB`. */
export function hugePagesOf(cut: HostCut, node: number, space: Rect): readonly SceneHugePages[] {
  const pools = nodeById(cut.layout.machine, node)?.hugePages ?? [];
  return pools.map((pool, i): SceneHugePages => {
    const pages = Math.ceil(takenBytes(cut, node, pool) / pool.sizeBytes);
    const y = space.y + i * HUGE_PAGES_HEIGHT + (HUGE_PAGES_HEIGHT - HUGE_PAGES_BAR.height) / 2;
    return {
      label: `${pages} of ${pool.total} pages of ${sizeInWords(pool.sizeBytes)}`,
      rect: { x: space.x, y, ...HUGE_PAGES_BAR },
      taken: pool.total > 0 ? pages / pool.total : pages > 0 ? Infinity : 0,
    };
  });
}

/** Bytes that VMs and regions take from a pool. */
function takenBytes(cut: HostCut, node: number, pool: HugePagePool): number {
  const { layout, vms } = cut;
  const standard = defaultPage(layout.machine);
  const isPool = (bytes: number | null): boolean => (bytes ?? standard) === pool.sizeBytes;
  const own = vms.map(({ vm }, i) =>
    vm.backing === 'hugetlb' && isPool(vm.pageSizeBytes) ? (memoryOfVms(cut)[i]?.get(node) ?? 0) : 0,
  );
  const all = vms.map(({ vm }) => vm);
  const regions = regionsOn(layout, node, all).filter(
    ({ pageSizeBytes }) => pageSizeBytes === pool.sizeBytes,
  );
  return [...own, ...regions.map(({ sizeBytes }) => sizeBytes)].reduce((sum, bytes) => sum + bytes, 0);
}

/** The kernel's own choice: the smallest of the huge pages, on x86 2 MiB. */
function defaultPage({ pageSizesBytes }: Machine): number | null {
  return pageSizesBytes[1] ?? null;
}
