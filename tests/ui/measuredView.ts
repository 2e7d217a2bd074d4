import type { PictureView } from '../../src/core/editing/view';
import type { SceneMemory } from '../../src/core/picture/scene';

/** A view as it comes when memory of the first VM was read: half of each node's bar is its own. */
export function withMeasured(view: PictureView): PictureView {
  const note = { origin: 'rehearsed', text: 'thin bars: memory read after run 3 of 4, a1' } as const;
  const scenes = view.scenes.map((scene) => ({ ...scene, memory: scene.memory.map(withHalf) }));
  return { ...view, scenes, notes: [note] };
}

function withHalf(bar: SceneMemory): SceneMemory {
  const { x, y, width, height } = bar.rect;
  const rect = { x, y: y + height, width, height: 4 };
  const part = { kind: 'vm', vm: 0, bytes: 4096, rect: { ...rect, width: width / 2 } } as const;
  return { ...bar, measured: { rect, label: 'rehearsed: a 4.0 KiB (4096 bytes)', parts: [part] } };
}
