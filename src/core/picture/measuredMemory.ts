import { sizeToTenth } from '../text/size';
import type { HostCut } from './hostCut';
import { MEASURED_BAR_HEIGHT } from './metrics';
import type { MemoryPart, Rect, Scene, SceneMeasured, SceneMemory, SceneNote } from './scene';

/** Where the memory of VMs was found, to be drawn beside where a layout declares it. */
export interface MeasuredMemory {
  /** Of what kind it is, and when it was read: `thin bars: memory read after run 3 of 4, ATTEMPT`. */
  readonly note: SceneNote;
  /** Bytes by number of the node, of VMs by name. */
  readonly vms: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** Some of a VM's memory on a node, in bytes. */
interface Found {
  readonly vm: number;
  readonly name: string;
  readonly bytes: number;
}

/** What was found on a node, below its bar and at the same scale; null where no VM of the host was read. */
export function measuredBar(
  { vms }: HostCut,
  node: number,
  declared: Pick<SceneMemory, 'rect' | 'parts'>,
  { note, vms: read }: MeasuredMemory,
): SceneMeasured | null {
  if (!vms.some(({ vm }) => read.has(vm.name))) return null;
  const found = vms
    .map(({ vm, index }): Found => {
      return { vm: index, name: vm.name, bytes: read.get(vm.name)?.get(node) ?? 0 };
    })
    .filter(({ bytes }) => bytes > 0);
  const { rect, parts } = declared;
  const bar = { ...rect, y: rect.y + rect.height, height: MEASURED_BAR_HEIGHT };
  return { rect: bar, label: labelOf(found, note.origin), parts: partsOf(found, parts, bar) };
}

/** `measured: vm0 1.5 GiB (1610612736 bytes), vm1 4.0 KiB (4096 bytes)` */
function labelOf(found: readonly Found[], origin: SceneNote['origin']): string {
  const words = found.map(({ name, bytes }) => `${name} ${sizeToTenth(bytes)} (${bytes} bytes)`);
  return `${origin}: ${words.length === 0 ? 'no memory of VMs' : words.join(', ')}`;
}

/** Begins where the VMs do in the bar above, further left where it would not end with that. */
function partsOf(found: readonly Found[], declared: readonly MemoryPart[], bar: Rect): readonly MemoryPart[] {
  const whole = sum(declared);
  if (whole === 0) return [];
  const all = sum(found);
  const scale = bar.width / Math.max(whole, all);
  const before = sum(declared.filter(({ kind }) => kind === 'reserved' || kind === 'region'));
  let x = bar.x + Math.min(before * scale, bar.width - all * scale);
  return found.map(({ vm, bytes }): MemoryPart => {
    const rect = { ...bar, x, width: bytes * scale };
    x += rect.width;
    return { kind: 'vm', vm, bytes, rect };
  });
}

function sum(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0);
}

/** The scene with what is declared alone. */
export function withoutMeasured(scene: Scene): Scene {
  return { ...scene, memory: scene.memory.map((bar) => ({ ...bar, measured: null })) };
}
