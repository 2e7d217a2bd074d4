import type { TopologyDocument } from '../schema/generated/vmtopology.types';
import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { HugePagePool, Machine } from './machine';

/** The machine as a topology document with every node and PU spelled out. */
export function machineToDocument(machine: Machine): TopologyDocument {
  return {
    version: 1,
    id: machine.id,
    title: machine.title,
    ...(machine.source === '' ? {} : { source: machine.source }),
    ...(machine.pageSizesBytes.length === 0 ? {} : { pageSizes: machine.pageSizesBytes.map(formatSize) }),
    nodes: machine.nodes.map(({ id, memoryBytes, hugePages, kind, allowed }) => ({
      id,
      memoryBytes,
      ...(hugePages.length === 0 ? {} : { hugePages: hugePages.map(poolToDocument) }),
      ...(kind === null ? {} : { kind }),
      ...(allowed ? {} : { allowed }),
    })),
    pus: machine.pus.map(({ id, package: pack, core, l3, node, kind, online, allowed }) => ({
      id,
      package: pack,
      core,
      l3,
      node,
      ...(kind === null ? {} : { kind }),
      online,
      ...(allowed ? {} : { allowed }),
    })),
    distances: machine.distances?.map((row) => [...row]) ?? null,
    ...(machine.nics.length === 0 ? {} : { nics: machine.nics.map((nic) => ({ ...nic })) }),
    ...reserved(machine),
    ...(machine.warnings.length === 0 ? {} : { warnings: [...machine.warnings] }),
  };
}

function poolToDocument(pool: HugePagePool): { size: string; total: number; free?: number } {
  const free = pool.free === null ? {} : { free: pool.free };
  return { size: formatSize(pool.sizeBytes), total: pool.total, ...free };
}

function reserved({ reserved: { pus, memoryBytesPerNode } }: Machine): Pick<TopologyDocument, 'reserved'> {
  if (pus.length === 0 && memoryBytesPerNode === 0) return {};
  return { reserved: { pus: formatCpuList(pus), memoryPerNode: formatSize(memoryBytesPerNode) } };
}
