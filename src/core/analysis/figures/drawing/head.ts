import { textAt } from '../../../picture/shapes';
import type { SvgNode } from '../../../picture/svgNode';
import type { Figure } from '../figure';
import { type Drawn, EDGE, LETTERS, LINE, type Pen } from './drawn';
import { linesOf } from './lines';

/** Title and note: standing and origin go wherever the figure goes. */
export function drawHead({ title, note }: Figure, width: number, pen: Pen): Drawn {
  const inner = width - 2 * EDGE;
  const titles = linesOf(title, inner / 1.1, LETTERS.title).map((line, at) =>
    textAt(line, EDGE, EDGE + LETTERS.title + at * 20, {
      ...{ size: LETTERS.title, fill: pen.colours.text, bold: true },
    }),
  );
  const below = EDGE + 20 * titles.length;
  const notes = paragraph(note, inner, below, pen);
  return { width, height: below + LINE * notes.length + 6, content: [...titles, ...notes] };
}

/** What error bars, boxes and shades stand for, below the chart. */
export function drawSaying(text: string, width: number, pen: Pen): Drawn {
  const lines = paragraph(text, width - 2 * EDGE, 4, pen);
  return { width, height: 4 + LINE * lines.length + EDGE, content: lines };
}

function paragraph(text: string, width: number, top: number, { colours }: Pen): readonly SvgNode[] {
  return linesOf(text, width, LETTERS.small).map((line, at) =>
    textAt(line, EDGE, top + LETTERS.small + LINE * at, { size: LETTERS.small, fill: colours.muted }),
  );
}
