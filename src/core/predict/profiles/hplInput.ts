/** Size of the linear system that hpccinf.txt asks for, and how it is spread. */
export interface HplInput {
  readonly rows: number;
  readonly blockRows: number;
  /** Ranks in a grid, rows and columns of it; ranks run along rows. */
  readonly gridRows: number;
  readonly gridColumns: number;
}

/** Lines of the file, from 0: how many values there are, then these (HPL, HPL.dat; hpcc README). */
const LINES = { sizes: 4, blocks: 6, mapping: 8, grids: 9, rows: 10, columns: 11 };

/**
 * null where the text is no such input, where it asks for several systems in a row, of which hpcc reports the best one
 * only, and where ranks run along columns.
 */
export function readHplInput(text: string): HplInput | null {
  const lines = text.split(/\r?\n/);
  const first = (line: number): number => Number(/^\s*(\d+)(?=\s|$)/.exec(lines[line] ?? '')?.[1]);
  const { sizes, blocks, mapping, grids, rows, columns } = LINES;
  const isSingle = [sizes, blocks, grids].every((line) => first(line) === 1);
  const found = [first(sizes + 1), first(blocks + 1), first(rows), first(columns)];
  if (!isSingle || first(mapping) !== 0 || !found.every((value) => value > 0)) return null;
  const [n, nb, p, q] = found as [number, number, number, number];
  return { rows: n, blockRows: nb, gridRows: p, gridColumns: q };
}
