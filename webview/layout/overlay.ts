import type { Rect } from '../../src/core/picture/scene';
import { svgElement } from '../shared/svg';
import type { Badge } from './badges';
import { pathOf } from './geometry';

/** What lies over the drawing, from bottom to top: a path each, so that a pointer that moves changes few elements. */
const marks = ['selected', 'inner', 'found', 'drop', 'taken', 'hover', 'cursor', 'band', 'handle'] as const;
export type Mark = (typeof marks)[number];

export interface Overlay {
  readonly place: SVGElement;
  /** Pixels of the scene, and how large they are on the screen. */
  readonly size: (width: number, height: number, zoom: number) => void;
  /** Each rectangle is drawn larger by `by` on every side. */
  readonly mark: (mark: Mark, rects: readonly Rect[], by?: number) => void;
  readonly badges: (badges: readonly Badge[]) => void;
}

export function createOverlay(): Overlay {
  const paths = new Map(marks.map((mark) => [mark, svgElement('path', { class: `mark ${mark}` })]));
  const drawn = new Map<Mark, string>();
  const badgeGroup = svgElement('g', { class: 'badges' });
  const place = svgElement('svg', { class: 'overlay', 'aria-hidden': 'true' }, ...paths.values(), badgeGroup);
  return {
    place,
    size(width, height, zoom) {
      place.setAttribute('viewBox', `0 0 ${String(width)} ${String(height)}`);
      place.setAttribute('width', String(width * zoom));
      place.setAttribute('height', String(height * zoom));
    },
    mark(mark, rects, by = 0) {
      const path = pathOf(rects, by);
      if (drawn.get(mark) === path) return;
      drawn.set(mark, path);
      paths.get(mark)?.setAttribute('d', path);
    },
    badges(badges) {
      badgeGroup.replaceChildren(...badges.map(badgeElement));
    },
  };
}

/** A shape and a sign besides the colour: a disc with a cross, a triangle with an exclamation mark, a square with an i. */
export function badgeElement({ rect, severity, count }: Omit<Badge, 'findings'>): SVGElement {
  const { x, y, width, height } = rect;
  const at = (name: string, across: number): string =>
    String(name === 'x' ? x + across * width : y + across * height);
  const shapes = {
    error: svgElement('circle', { cx: at('x', 0.5), cy: at('y', 0.5), r: String(width / 2) }),
    warning: svgElement('path', {
      d: `M${at('x', 0.5)} ${at('y', 0)}L${at('x', 1.06)} ${at('y', 1)}H${at('x', -0.06)}z`,
    }),
    info: svgElement('rect', {
      x: String(x),
      y: String(y),
      width: String(width),
      height: String(height),
      rx: '2',
    }),
  };
  const text = count > 1 ? String(Math.min(count, 99)) : { error: '×', warning: '!', info: 'i' }[severity];
  const sign = svgElement(
    'text',
    { x: at('x', 0.5), y: at('y', severity === 'warning' ? 0.86 : 0.76) },
    text,
  );
  return svgElement('g', { class: `badge ${severity}` }, shapes[severity], sign);
}
