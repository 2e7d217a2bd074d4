import { colourOf, type Pattern, SURROUNDINGS, type Surroundings, type VmColour } from './palette';
import type { PictureTheme } from './palette';
import type { Rect } from './scene';
import { svgNode, type SvgNode } from './svgNode';

/** What everything is painted with: colours of a theme, and patterns that are defined when they are first used. */
export interface Paint {
  readonly theme: PictureTheme;
  readonly colours: Surroundings;
  /** Rectangles that fill a place with a VM's colour, its pattern over it. */
  vm(colour: number, rect: Rect, radius?: number): readonly SvgNode[];
  /** A rectangle of a pattern in a colour. */
  pattern(pattern: Pattern, ink: string, rect: Rect): SvgNode;
  /** Of the patterns that were used. */
  definitions(): readonly SvgNode[];
}

/** `prefix` begins the ids of patterns: two pictures on one page have two. */
export function paintOf(theme: PictureTheme, prefix: string): Paint {
  const used = new Map<string, SvgNode>();
  const pattern: Paint['pattern'] = (kind, ink, rect) => {
    const id = `${prefix}-${kind}-${ink.slice(1)}`;
    if (!used.has(id)) used.set(id, definitionOf(id, kind, ink));
    return svgNode('rect', { ...rect, fill: `url(#${id})` });
  };
  return {
    theme,
    colours: SURROUNDINGS[theme],
    pattern,
    vm(colour, rect, radius = 0) {
      const look = colourOf(colour, theme);
      const plain = svgNode('rect', { ...rect, ...(radius > 0 ? { rx: radius } : {}), fill: look.fill });
      return look.pattern === null ? [plain] : [plain, pattern(look.pattern, look.ink, rect)];
    },
    definitions: () => [...used.values()],
  };
}

/** Whether text on a VM's colour needs a rim to be read over the pattern. */
export function rimOn({ fill, pattern }: VmColour): SvgNode['attributes'] {
  return pattern === null ? {} : rim(fill);
}

/** Around the letters of a text. */
export function rim(stroke: string): SvgNode['attributes'] {
  return { stroke, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
}

function definitionOf(id: string, kind: Pattern, ink: string): SvgNode {
  const size = 8;
  const shape = { stroke: ink, 'stroke-width': 1.4, 'stroke-opacity': 0.55, fill: 'none' };
  const content =
    kind === 'dots'
      ? svgNode('circle', { cx: 4, cy: 4, r: 1.7, fill: ink, 'fill-opacity': 0.6 })
      : svgNode('path', { d: PATHS[kind], ...shape });
  return svgNode('pattern', { id, patternUnits: 'userSpaceOnUse', width: size, height: size }, [content]);
}

/** Lines over a tile of 8 by 8 pixels that go on in the next one. */
const PATHS: Readonly<Record<Exclude<Pattern, 'dots'>, string>> = {
  stripes: 'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  backStripes: 'M6 -2L10 2M0 0L8 8M-2 6L2 10',
  lines: 'M0 4H8',
  grid: 'M0 4H8M4 0V8',
};
