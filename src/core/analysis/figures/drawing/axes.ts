import { textAt } from '../../../picture/shapes';
import { svgNode, type SvgNode } from '../../../picture/svgNode';
import { fitted, textWidth } from '../../../picture/textWidth';
import type { Unit } from '../figure';
import { EDGE, LETTERS, type Pen } from './drawn';
import { axisTitle, tickText } from './numbers';
import type { Scale } from './scale';

/** Where the marks are, pixels. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function gridLine(x1: number, y1: number, x2: number, y2: number, stroke: string): SvgNode {
  return svgNode('path', {
    d: `M${x1.toFixed(2)} ${y1.toFixed(2)}L${x2.toFixed(2)} ${y2.toFixed(2)}`,
    stroke,
  });
}

/** Lines over the plot at round values, their numbers, and the axis' title. */
export function drawValueAxis(
  plot: Plot,
  scale: Scale,
  title: string,
  unit: Unit,
  pen: Pen,
): readonly SvgNode[] {
  const { colours } = pen;
  const lines = scale.ticks.flatMap((tick) => {
    const y = scale.at(tick);
    const look = { size: LETTERS.small, fill: colours.text, anchor: 'end' } as const;
    return [
      gridLine(plot.left, y, plot.right, y, tick === 0 ? colours.line : colours.faintLine),
      textAt(tickText(tick, unit), plot.left - 6, y + 4, look),
    ];
  });
  const words = axisTitle(title, unit);
  const middle = (plot.top + plot.bottom) / 2;
  const turned = { transform: `rotate(-90 ${EDGE + 8} ${middle.toFixed(2)})` };
  return [
    ...lines,
    textAt(fitted(words, plot.bottom - plot.top, LETTERS.text), EDGE + 8, middle, {
      ...{ size: LETTERS.text, fill: colours.text, anchor: 'middle', more: turned },
    }),
  ];
}

/** Width that the numbers of a vertical axis and its title take, pixels. */
export function valueAxisWidth(scale: Scale, unit: Unit): number {
  const widths = scale.ticks.map((tick) => textWidth(tickText(tick, unit), LETTERS.small));
  return EDGE + 18 + Math.max(0, ...widths) + 8;
}

/** Names below the plot: level where there is room for them, else slanted. */
export interface NamesBelow {
  readonly height: number;
  /** How far the farthest reaches to the left of the plot, pixels. */
  readonly overhang: number;
  readonly draw: (plot: Plot, xOf: (at: number) => number, pen: Pen) => readonly SvgNode[];
}

/** Longest name that is written slanted, pixels. */
const SLANTED = 200;
const ANGLE = 35;

/** `room`: pixels from one name to the next. */
export function namesBelow(names: readonly string[], room: number): NamesBelow {
  const widths = names.map((name) => textWidth(name, LETTERS.small));
  const widest = Math.max(0, ...widths);
  const isLevel = widest <= room - 6;
  const drop = Math.min(widest, SLANTED) * Math.sin((ANGLE * Math.PI) / 180);
  const reaches = widths.map(
    (width, at) => Math.min(width, SLANTED) * Math.cos((ANGLE * Math.PI) / 180) - room * (at + 0.5),
  );
  return {
    height: isLevel ? 20 : drop + 20,
    overhang: isLevel ? 0 : Math.max(0, ...reaches),
    draw: ({ bottom }, xOf, { colours }) =>
      names.map((name, at) => {
        const [x, y] = [xOf(at), bottom + 15];
        const look = { size: LETTERS.small, fill: colours.text };
        if (isLevel) return textAt(name, x, y, { ...look, anchor: 'middle' });
        const more = { transform: `rotate(-${ANGLE} ${x.toFixed(2)} ${y.toFixed(2)})` };
        return textAt(fitted(name, SLANTED, LETTERS.small), x, y, { ...look, anchor: 'end', more });
      }),
  };
}
