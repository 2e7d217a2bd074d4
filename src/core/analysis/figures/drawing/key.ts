import { textAt } from '../../../picture/shapes';
import type { SvgNode } from '../../../picture/svgNode';
import { fitted, textWidth } from '../../../picture/textWidth';
import type { Series } from '../figure';
import { type Drawn, EDGE, LETTERS, type Pen } from './drawn';
import { filled, shapeAt } from './looks';

const ROW = 20;
const SWATCH = { width: 22, height: 12 } as const;

/** What colours, patterns and shapes stand for, in rows above the chart. Nothing where there is one series without a name. */
export function drawKey(series: readonly Series[], kind: 'bars' | 'points', width: number, pen: Pen): Drawn {
  const named = series.some(({ name }) => name !== '') ? series : [];
  const inner = width - 2 * EDGE;
  const content: SvgNode[] = [];
  let [x, row] = [EDGE, 0];
  named.forEach((one, place) => {
    const name = fitted(one.name, inner - SWATCH.width - 6, LETTERS.text);
    const wide = SWATCH.width + 6 + textWidth(name, LETTERS.text);
    if (x > EDGE && x + wide > EDGE + inner) [x, row] = [EDGE, row + 1];
    const y = row * ROW + 4;
    const swatch = { x, y, ...SWATCH };
    const centre = { x: x + SWATCH.width / 2, y: y + SWATCH.height / 2 };
    content.push(
      ...(kind === 'bars' ? filled(one, place, swatch, pen.paint) : [shapeAt(one, place, centre, pen.paint)]),
      textAt(name, x + SWATCH.width + 6, y + 10, { size: LETTERS.text, fill: pen.colours.text }),
    );
    x += wide + 18;
  });
  return { width, height: named.length === 0 ? 0 : (row + 1) * ROW + 4, content };
}
