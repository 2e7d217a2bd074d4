import { textAt } from '../../../picture/shapes';
import { svgNode, type SvgNode } from '../../../picture/svgNode';
import { fitted, textWidth } from '../../../picture/textWidth';
import type { ReferenceLine } from '../figure';
import type { Plot } from './axes';
import { LETTERS, type Pen } from './drawn';
import type { Scale } from './scale';

/** Widest label beside the plot, pixels. */
const WIDEST = 170;
/** Between the baselines of two labels, pixels. */
const APART = 13;

/** What is written beside a line; those of the paper say so. */
export function lineLabel({ label, source }: ReferenceLine): string {
  return source === 'paper' && !/paper/i.test(label) ? `${label} (paper)` : label;
}

/** Width that the labels take to the right of the plot, pixels. */
export function referenceWidth(lines: readonly ReferenceLine[]): number {
  const widths = lines.map((line) => textWidth(lineLabel(line), LETTERS.small));
  return lines.length === 0 ? 0 : Math.min(WIDEST, Math.max(...widths)) + 8;
}

/** The baseline drawn through, the paper's dashed. Labels that would lie over one another move down. */
export function drawReferences(
  lines: readonly ReferenceLine[],
  plot: Plot,
  scale: Scale,
  { colours }: Pen,
): readonly SvgNode[] {
  let lowest = -Infinity;
  return [...lines]
    .sort((a, b) => b.value - a.value)
    .flatMap((line) => {
      const y = scale.at(line.value);
      const labelY = Math.max(y + 4, lowest + APART);
      lowest = labelY;
      const dash = line.source === 'paper' ? { 'stroke-dasharray': '6 4' } : {};
      const d = `M${plot.left.toFixed(2)} ${y.toFixed(2)}H${plot.right.toFixed(2)}`;
      const text = fitted(lineLabel(line), WIDEST, LETTERS.small);
      return [
        svgNode('path', { d, stroke: colours.text, 'stroke-width': 1.4, fill: 'none', ...dash }),
        textAt(text, plot.right + 6, labelY, { size: LETTERS.small, fill: colours.text }),
      ];
    });
}
