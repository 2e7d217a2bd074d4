import { FONT, HUGE_PAGES_HEIGHT } from './metrics';
import { rimOn, type Paint } from './paint';
import { colourOf } from './palette';
import type { MemoryPart, SceneHugePages, SceneMemory } from './scene';
import { frame, group, middle, textAt } from './shapes';
import { svgNode, type SvgNode } from './svgNode';
import { fitted } from './textWidth';

/** The bar of a node, what it says below it, and its pools of huge pages. */
export function drawMemory({ node, rect, label, parts, hugePages }: SceneMemory, paint: Paint): SvgNode {
  const { colours } = paint;
  const dashed = parts.length === 0 ? { 'stroke-dasharray': '3 2' } : {};
  const words = fitted(label, rect.width, FONT.small);
  return group({ 'data-memory': node }, [
    svgNode('rect', { ...rect, fill: colours.free }),
    ...parts.flatMap((part) => drawPart(part, paint)),
    frame(rect, 0, colours.line, dashed),
    textAt(words, rect.x, rect.y + rect.height + 11, { size: FONT.small, fill: colours.muted }),
    ...hugePages.flatMap((pool) => drawPool(pool, rect.width, paint)),
  ]);
}

function drawPart({ kind, vm, rect }: MemoryPart, paint: Paint): readonly SvgNode[] {
  if (kind !== 'vm') return kind === 'free' ? [] : memorySign(kind, rect, paint);
  if (vm === null) return [];
  const look = colourOf(vm, paint.theme);
  const number = {
    size: FONT.tiny,
    fill: look.ink,
    bold: true,
    anchor: 'middle',
    more: rimOn(look),
  } as const;
  const edge = svgNode('rect', {
    x: rect.x + rect.width - 0.5,
    y: rect.y,
    width: 0.5,
    height: rect.height,
    fill: paint.colours.ground,
  });
  const fits = rect.width >= 7 + 6 * `${vm}`.length;
  return [
    ...paint.vm(vm, rect),
    edge,
    ...(fits ? [textAt(`${vm}`, rect.x + rect.width / 2, middle(rect, FONT.tiny), number)] : []),
  ];
}

/** What is no VM's: plain for the host, striped for regions, crossed for what is missing. */
export function memorySign(
  kind: Exclude<MemoryPart['kind'], 'vm'>,
  rect: MemoryPart['rect'],
  paint: Paint,
): readonly SvgNode[] {
  const { reserved, region, free, missing, ground } = paint.colours;
  switch (kind) {
    case 'reserved':
      return [svgNode('rect', { ...rect, fill: reserved })];
    case 'region':
      return [svgNode('rect', { ...rect, fill: region }), paint.pattern('stripes', paint.colours.text, rect)];
    case 'missing':
      return [svgNode('rect', { ...rect, fill: ground }), paint.pattern('grid', missing, rect)];
    case 'free':
      return [svgNode('rect', { ...rect, fill: free })];
  }
}

function drawPool(
  { rect, label, taken }: SceneHugePages,
  width: number,
  { colours }: Paint,
): readonly SvgNode[] {
  const filled = { ...rect, width: rect.width * Math.min(1, taken) };
  const line = { y: rect.y + rect.height / 2 - HUGE_PAGES_HEIGHT / 2, height: HUGE_PAGES_HEIGHT };
  const x = rect.x + rect.width + 6;
  const fill = taken > 1 ? colours.missing : colours.muted;
  return [
    svgNode('rect', { ...rect, fill: colours.free }),
    svgNode('rect', { ...filled, fill }),
    frame(rect, 0, colours.line),
    textAt(fitted(label, width - rect.width - 6, FONT.tiny), x, middle(line, FONT.tiny), {
      size: FONT.tiny,
      fill,
    }),
  ];
}
