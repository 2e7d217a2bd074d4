import { FONT, LABEL_HEIGHT, SMALL_LABEL_HEIGHT } from './metrics';
import type { Surroundings } from './palette';
import type { BoxKind, SceneBox } from './scene';
import { frame, group, textAt } from './shapes';
import type { SvgNode } from './svgNode';
import { fitted } from './textWidth';

interface BoxLook {
  readonly fill: string;
  readonly stroke: string;
  readonly radius: number;
  readonly dashed?: boolean;
}

export function drawBox({ key, kind, label, rect }: SceneBox, colours: Surroundings): SvgNode {
  const { fill, stroke, radius, dashed = false } = lookOf(kind, colours);
  const more = { fill, ...(dashed ? { 'stroke-dasharray': '4 3' } : {}) };
  const small = kind === 'l3';
  const size = small ? FONT.small : FONT.label;
  const shown = fitted(label, rect.width - 12, size, !small);
  const y = rect.y + (small ? SMALL_LABEL_HEIGHT - 1 : LABEL_HEIGHT);
  const words = { size, fill: small ? colours.muted : colours.text, bold: !small };
  return group({ 'data-box': key }, [
    frame(rect, radius, stroke, more),
    ...(shown === '' ? [] : [textAt(shown, rect.x + 8, y, words)]),
  ]);
}

function lookOf(kind: BoxKind, colours: Surroundings): BoxLook {
  const { packageFill, nodeFill, groupFill, coreFill, line, faintLine } = colours;
  switch (kind) {
    case 'package':
      return { fill: packageFill, stroke: line, radius: 6 };
    case 'node':
      return { fill: nodeFill, stroke: line, radius: 5 };
    case 'l3':
      return { fill: groupFill, stroke: faintLine, radius: 4 };
    case 'core':
      return { fill: coreFill, stroke: coreFill === groupFill ? faintLine : coreFill, radius: 4 };
    case 'unknown':
      return { fill: 'none', stroke: line, radius: 5, dashed: true };
  }
}
