import { FONT, HUGE_PAGES_HEIGHT } from './metrics';
import { rimOn, type Paint } from './paint';
import { colourOf } from './palette';
import type { MemoryPart, Rect, SceneHugePages, SceneMeasured, SceneMemory } from './scene';
import { frame, group, middle, textAt } from './shapes';
import { svgNode, type SvgNode } from './svgNode';
import { fitted } from './textWidth';

/** The bar of a node, what it says below it, and its pools of huge pages. */
export function drawMemory(bar: SceneMemory, paint: Paint): SvgNode {
  const { node, rect, label, parts, measured, hugePages } = bar;
  const { colours } = paint;
  const dashed = parts.length === 0 ? { 'stroke-dasharray': '3 2' } : {};
  const words = fitted(label, rect.width, FONT.small);
  const line = rect.y + rect.height + (measured === null ? 11 : 13);
  return group({ 'data-memory': node }, [
    svgNode('rect', { ...rect, fill: colours.free }),
    ...parts.flatMap((part) => drawPart(part, paint)),
    frame(rect, 0, colours.line, dashed),
    ...(measured === null ? [] : [drawMeasured(measured, paint)]),
    textAt(words, rect.x, line, { size: FONT.small, fill: colours.muted }),
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
  const fits = rect.width >= 7 + 6 * `${vm}`.length;
  return [
    ...paint.vm(vm, rect),
    edgeOf(rect, paint),
    ...(fits ? [textAt(`${vm}`, rect.x + rect.width / 2, middle(rect, FONT.tiny), number)] : []),
  ];
}

/** At the right end of a part, so that it ends where the next one has the same colour. */
function edgeOf(rect: Rect, { colours }: Paint): SvgNode {
  return svgNode('rect', { ...rect, x: rect.x + rect.width - 0.5, width: 0.5, fill: colours.ground });
}

/** Thin and without numbers: the bar above says which colour is whose. */
function drawMeasured({ label, parts }: SceneMeasured, paint: Paint): SvgNode {
  const drawn = parts.flatMap(({ vm, rect }) =>
    vm === null ? [] : [...paint.vm(vm, rect), edgeOf(rect, paint)],
  );
  return group({ 'data-measured': '' }, [svgNode('title', {}, label), ...drawn]);
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
