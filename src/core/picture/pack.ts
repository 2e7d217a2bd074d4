/** How large something is, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where each of several things is, from the upper left corner of all, and on which row. */
export interface Packed extends Size {
  readonly places: readonly Place[];
  /** Height of each row. */
  readonly rows: readonly number[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly row: number;
}

/** What the things are put into: the space between them, the frame around all, and the width by height that is aimed at. */
export interface Frame {
  readonly gap: number;
  /** Pixels that the frame adds to both. */
  readonly around: Size;
  readonly minWidth: number;
  readonly aspect: number;
}

/** No arrangement has more columns: thousands of things of one kind are near enough to a square below it. */
const MOST_COLUMNS = 160;

/** In rows of as many things as bring the whole, with its frame, nearest to the aspect; full rows are preferred. */
export function packed(sizes: readonly Size[], frame: Frame): Packed {
  const extent = extentOf(sizes, frame.gap);
  let best = 1;
  let bestCost = Infinity;
  for (let columns = 1; columns <= Math.min(sizes.length, MOST_COLUMNS); columns++) {
    const next = cost(extent(columns), sizes.length, columns, frame);
    if (next < bestCost) [best, bestCost] = [columns, next];
  }
  return inRows(sizes, best, frame.gap);
}

/** What rows of so many things take together. Most things have one size, which is quickly told. */
function extentOf(sizes: readonly Size[], gap: number): (columns: number) => Size {
  const [first] = sizes;
  const isUniform = sizes.every(({ width, height }) => width === first?.width && height === first.height);
  if (first === undefined || !isUniform) return (columns) => inRows(sizes, columns, gap);
  return (columns) => ({
    width: columns * (first.width + gap) - gap,
    height: Math.ceil(sizes.length / columns) * (first.height + gap) - gap,
  });
}

/** In rows of this many things. */
export function inRows(sizes: readonly Size[], columns: number, gap: number): Packed {
  const places: Place[] = [];
  const rows: number[] = [];
  let width = 0;
  let y = 0;
  for (let first = 0; first < sizes.length; first += columns) {
    const row = sizes.slice(first, first + columns);
    let x = 0;
    for (const size of row) {
      places.push({ x, y, row: rows.length });
      x += size.width + gap;
    }
    const height = Math.max(...row.map((size) => size.height));
    rows.push(height);
    width = Math.max(width, x - gap);
    y += height + gap;
  }
  return { places, rows, width, height: Math.max(0, y - gap) };
}

/** How far an arrangement is from what is wanted: ratio of the aspects, and what is left empty in the last row. */
function cost({ width, height }: Size, count: number, columns: number, frame: Frame): number {
  const aspect = Math.max(width + frame.around.width, frame.minWidth) / (height + frame.around.height);
  const empty = (Math.ceil(count / columns) * columns - count) / count;
  return Math.abs(Math.log(aspect / frame.aspect)) + 4 * empty;
}
