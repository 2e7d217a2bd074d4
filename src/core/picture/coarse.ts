import { paintOf, rimOn, type Paint } from './paint';
import { colourOf, type PictureTheme } from './palette';
import { FONT, LABEL_HEIGHT } from './metrics';
import type { Rect, Scene, SceneBox, SceneMemory, ScenePu } from './scene';
import { frame, middle, textAt } from './shapes';
import { renderSvg, svgNode, type SvgNode } from './svgNode';
import { svgRoot } from './svgRoot';
import { fitted, textWidth } from './textWidth';

const BLOCK = { width: 228, height: 62, gap: 8, pad: 8 } as const;
const BAR_HEIGHT = 18;
const MEMORY_HEIGHT = 6;

/**
 * A scene in little, as SVG: each node a block with a bar of its PUs and a bar of its memory, both divided among the VMs.
 * For where PUs would be too many or too small.
 */
export function coarseSvg(scene: Scene, theme: PictureTheme): string {
  const paint = paintOf(theme, 'coarse');
  const blocks = blocksOf(scene);
  const columns = blocks.length <= 8 ? 2 : 4;
  const pus = new Map(scene.pus.map((pu) => [pu.id, pu]));
  const drawn = blocks.map((box, i) => {
    const x = BLOCK.gap + (i % columns) * (BLOCK.width + BLOCK.gap);
    const y = BLOCK.gap + Math.floor(i / columns) * (BLOCK.height + BLOCK.gap);
    const own = box.pus.flatMap((id) => pus.get(id) ?? []);
    const memory = scene.memory.find(({ node }) => box.key === `node:${node}`);
    return block(box, own, memory, { x, y, width: BLOCK.width, height: BLOCK.height }, paint);
  });
  const rows = Math.ceil(blocks.length / columns);
  const width = Math.min(columns, blocks.length) * (BLOCK.width + BLOCK.gap) + BLOCK.gap;
  const height = rows * (BLOCK.height + BLOCK.gap) + BLOCK.gap;
  return renderSvg(svgRoot(scene, { width, height }, paint, drawn));
}

/** Nodes, and what is in none and around none. */
function blocksOf({ boxes }: Scene): readonly SceneBox[] {
  const nodes = boxes.filter(({ kind }) => kind === 'node');
  const inNodes = new Set(nodes.flatMap(({ pus }) => pus));
  const others: SceneBox[] = [];
  for (const box of boxes) {
    const seen = box.kind === 'node' || box.pus.some((pu) => inNodes.has(pu));
    if (!seen) others.push(box);
    if (!seen) for (const pu of box.pus) inNodes.add(pu);
  }
  return [...nodes, ...others];
}

function block(
  { label }: SceneBox,
  pus: readonly ScenePu[],
  memory: SceneMemory | undefined,
  rect: Rect,
  paint: Paint,
): SvgNode {
  const { colours } = paint;
  const inner = { x: rect.x + BLOCK.pad, width: rect.width - 2 * BLOCK.pad };
  const words = fitted(label, inner.width, FONT.label, true);
  const bar = { ...inner, y: rect.y + LABEL_HEIGHT + 5, height: BAR_HEIGHT };
  const below = { ...inner, y: bar.y + BAR_HEIGHT + 4, height: MEMORY_HEIGHT };
  return svgNode('g', {}, [
    frame(rect, 5, colours.line, { fill: colours.nodeFill }),
    textAt(words, inner.x, rect.y + LABEL_HEIGHT, { size: FONT.label, fill: colours.text, bold: true }),
    ...(pus.length === 0 ? [] : puBar(pus, bar, paint)),
    ...(memory === undefined || memory.parts.length === 0 ? [] : memoryBar(memory, below, paint)),
  ]);
}

/** PUs counted by their first owner; those without stand last. */
function puBar(pus: readonly ScenePu[], bar: Rect, paint: Paint): readonly SvgNode[] {
  const counts = new Map<number, number>();
  for (const { owners } of pus) {
    const owner = owners[0] ?? -1;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const owned = [...counts].filter(([owner]) => owner >= 0).sort(([a], [b]) => a - b);
  let x = bar.x;
  const segments = owned.flatMap(([vm, count]) => {
    const rect = { ...bar, x, width: (bar.width * count) / pus.length };
    x += rect.width;
    return segment(vm, count, rect, paint);
  });
  return [
    svgNode('rect', { ...bar, fill: paint.colours.freePu }),
    ...segments,
    frame(bar, 0, paint.colours.line),
  ];
}

/** `3: 16` for 16 PUs of VM 3, or as much of it as fits. */
function segment(vm: number, count: number, rect: Rect, paint: Paint): readonly SvgNode[] {
  const look = colourOf(vm, paint.theme);
  const text = [`${vm}: ${count}`, `${vm}`].find((one) => textWidth(one, FONT.tiny, true) <= rect.width - 2);
  const words = { size: FONT.tiny, fill: look.ink, bold: true, anchor: 'middle', more: rimOn(look) } as const;
  return [
    ...paint.vm(vm, rect),
    ...(text === undefined ? [] : [textAt(text, rect.x + rect.width / 2, middle(rect, FONT.tiny), words)]),
  ];
}

/** The bar of the scene in another width. */
function memoryBar({ parts, rect }: SceneMemory, bar: Rect, paint: Paint): readonly SvgNode[] {
  const scale = bar.width / rect.width;
  const { reserved, region, free, missing } = paint.colours;
  const drawn = parts.flatMap((part) => {
    const at = { ...bar, x: bar.x + (part.rect.x - rect.x) * scale, width: part.rect.width * scale };
    if (part.kind === 'vm') return paint.vm(part.vm ?? 0, at);
    const fill = { reserved, region, free, missing }[part.kind];
    return [svgNode('rect', { ...at, fill })];
  });
  return [...drawn, frame(bar, 0, paint.colours.line)];
}
