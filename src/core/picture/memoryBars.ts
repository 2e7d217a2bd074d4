import { regionsOn } from '../layout/memorySource';
import { partOf, sizeInWords } from '../text/size';
import { nodeById } from '../topology/queries';
import { memoryOfVms, type HostCut } from './hostCut';
import { hugePagesOf } from './hugePageBars';
import { measuredBar, type MeasuredMemory } from './measuredMemory';
import { MEMORY_BAR_HEIGHT, MEMORY_HEIGHT } from './metrics';
import type { MemoryPart, Rect, SceneMemory } from './scene';

/** What takes some of a node's memory, in bytes. */
export type Taken = Pick<MemoryPart, 'kind' | 'vm' | 'bytes'>;

/** The memory of a node in the space that is kept for it, as declared and, where it was read, as found. */
export function memoryBar(
  cut: HostCut,
  node: number,
  space: Rect,
  measured: MeasuredMemory | null,
): SceneMemory {
  const { machine } = cut.layout;
  const bytes = nodeById(machine, node)?.memoryBytes ?? null;
  const rect = { ...space, height: MEMORY_BAR_HEIGHT };
  const taken = takenOf(cut, node);
  const below = { ...space, y: space.y + MEMORY_HEIGHT, height: space.height - MEMORY_HEIGHT };
  const parts = bytes === null || bytes === 0 ? [] : partsOf(bytes, taken, rect);
  return {
    ...{ node, rect, label: labelOf(bytes, taken), parts },
    measured: measured === null ? null : measuredBar(cut, node, { rect, parts }, measured),
    hugePages: hugePagesOf(cut, node, below),
  };
}

/** Of the host, of regions, of VMs: regions first, because their size is given by the programs. */
export function takenOf(cut: HostCut, node: number): readonly Taken[] {
  const { layout, vms } = cut;
  const { machine } = layout;
  const bytes = nodeById(machine, node)?.memoryBytes ?? null;
  const reserved = Math.min(machine.reserved.memoryBytesPerNode, bytes ?? 0);
  const all = vms.map(({ vm }) => vm);
  const regions = regionsOn(layout, node, all).map(({ sizeBytes }): Taken => {
    return { kind: 'region', vm: null, bytes: sizeBytes };
  });
  const own = vms.map(({ index }, i): Taken => {
    return { kind: 'vm', vm: index, bytes: memoryOfVms(cut)[i]?.get(node) ?? 0 };
  });
  return [{ kind: 'reserved', vm: null, bytes: reserved } as const, ...regions, ...own].filter(
    (part) => part.bytes > 0,
  );
}

/** `7.0 of 8 GiB given`; `9.0 of 8 GiB: 1 GiB missing`. */
function labelOf(bytes: number | null, taken: readonly Taken[]): string {
  if (bytes === 0) return 'no memory';
  const given = sum(taken.filter(({ kind }) => kind !== 'reserved'));
  if (bytes === null) return given === 0 ? 'memory unknown' : `${sizeInWords(given)} given of unknown`;
  const missing = sum(taken) - bytes;
  const words = partOf(given, bytes);
  return missing >= 1 ? `${words}: ${sizeInWords(missing)} missing` : `${words} given`;
}

/** Parts side by side; what is asked for beyond the node's memory makes the bar stand for more than there is. */
function partsOf(bytes: number, taken: readonly Taken[], bar: Rect): readonly MemoryPart[] {
  const asked = sum(taken);
  const parts =
    asked < bytes
      ? [...taken, { kind: 'free', vm: null, bytes: bytes - asked } as const]
      : capped(taken, bytes);
  const scale = bar.width / Math.max(bytes, asked);
  let x = bar.x;
  return parts.map((part): MemoryPart => {
    const rect = { x, y: bar.y, width: part.bytes * scale, height: bar.height };
    x += rect.width;
    return { ...part, rect };
  });
}

/** As much of the parts as there is memory, and one part for all that is missing. */
function capped(taken: readonly Taken[], bytes: number): readonly Taken[] {
  let left = bytes;
  const parts = taken.map((part): Taken => {
    const given = Math.min(part.bytes, left);
    left -= given;
    return { ...part, bytes: given };
  });
  const missing = sum(taken) - bytes;
  const lack: readonly Taken[] = missing >= 1 ? [{ kind: 'missing', vm: null, bytes: missing }] : [];
  return [...parts.filter((part) => part.bytes > 0), ...lack];
}

function sum(parts: readonly Taken[]): number {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0);
}
