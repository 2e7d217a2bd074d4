import { between, colourOf, inkOn } from '../../../picture/palette';
import { textAt } from '../../../picture/shapes';
import { svgNode, type SvgNode } from '../../../picture/svgNode';
import { fitted, textWidth } from '../../../picture/textWidth';
import type { MatrixCell, MatrixChart } from '../figure';
import { type Drawn, EDGE, LETTERS, LINE, type Pen } from './drawn';
import { linesOf } from './lines';

const CELL = { width: 128, height: 56 } as const;
/** Widest name of a row, pixels. */
const NAME = 220;

/** A table of what rows are against columns; a sign in each cell says what its colour does. */
export function drawMatrix({ rows, columns, cells }: MatrixChart, pen: Pen): Drawn {
  const widest = Math.max(0, ...rows.map((name) => textWidth(name, LETTERS.text)));
  const left = EDGE + Math.min(NAME, widest) + 8;
  const heads = columns.map((name) => linesOf(name, CELL.width - 8, LETTERS.text).slice(0, 3));
  const top = Math.max(1, ...heads.map((lines) => lines.length)) * LINE + 10;
  const width = Math.max(360, left + columns.length * CELL.width + EDGE);
  const content = [
    ...heads.flatMap((lines, at) => columnHead(lines, left + (at + 0.5) * CELL.width, top, pen)),
    ...rows.flatMap((name, row) => [
      rowHead(name, left, top + (row + 0.5) * CELL.height, pen),
      ...columns.flatMap((_, column) => {
        const at = { x: left + column * CELL.width, y: top + row * CELL.height };
        return drawCell(cells[row]?.[column] ?? null, at, pen);
      }),
    ]),
  ];
  return {
    width,
    height: top + rows.length * CELL.height + 8 + LINE,
    content: [...content, signs(top + rows.length * CELL.height, pen)],
  };
}

const SIGNS: Readonly<Record<MatrixCell['tone'], string>> = {
  better: '▼',
  worse: '▲',
  equivalent: '=',
  undecided: '?',
};

/** What the signs in the cells stand for. */
function signs(top: number, { colours }: Pen): SvgNode {
  const text = '▼ better (faster)   ▲ worse (slower)   = equivalent   ? undecided';
  return textAt(text, EDGE, top + LINE, { size: LETTERS.small, fill: colours.muted });
}

function columnHead(lines: readonly string[], x: number, top: number, { colours }: Pen): readonly SvgNode[] {
  return lines.map((line, at) =>
    textAt(line, x, top - 8 - (lines.length - 1 - at) * LINE, {
      ...{ size: LETTERS.text, fill: colours.text, anchor: 'middle' },
    }),
  );
}

function rowHead(name: string, left: number, middle: number, { colours }: Pen): SvgNode {
  const look = { size: LETTERS.text, fill: colours.text, anchor: 'end' } as const;
  return textAt(fitted(name, NAME, LETTERS.text), left - 8, middle + 4, look);
}

function drawCell(
  cell: MatrixCell | null,
  at: { readonly x: number; readonly y: number },
  { paint, colours }: Pen,
): readonly SvgNode[] {
  const rect = { ...at, ...CELL };
  const edge = { stroke: colours.faintLine, 'stroke-width': 1 };
  if (cell === null) return [svgNode('rect', { ...rect, fill: colours.packageFill, ...edge })];
  const fill = toneFill(cell.tone, paint.theme, colours.ground);
  const look = { size: LETTERS.small, fill: inkOn(fill), anchor: 'middle' } as const;
  const lines = linesOf(`${SIGNS[cell.tone]} ${cell.text}`, CELL.width - 10, LETTERS.small).slice(0, 3);
  const first = at.y + CELL.height / 2 - ((lines.length - 1) * 15) / 2 + 4;
  return [
    svgNode('g', {}, [
      svgNode('title', {}, `${cell.tone}: ${cell.text}`),
      svgNode('rect', { ...rect, fill, ...edge }),
      ...lines.map((line, i) => textAt(line, at.x + CELL.width / 2, first + i * 15, look)),
    ]),
  ];
}

/** Between the ground and a colour of the palette, so that text stays legible. */
function toneFill(tone: MatrixCell['tone'], theme: Pen['paint']['theme'], ground: string): string {
  const colour = { better: 0, worse: 1, equivalent: 4, undecided: null }[tone];
  return colour === null ? ground : between([ground, colourOf(colour, theme).fill], 0.35);
}
