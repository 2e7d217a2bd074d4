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

/** In rows that bring the whole, with its frame, nearest to the aspect and leave little empty. */
export function packed(sizes: readonly Size[], frame: Frame): Packed {
  const arranged = isUniform(sizes) ? inRows : wrapped;
  const extent = isUniform(sizes) ? rowsExtent : wrapped;
  const filled = areaOf(sizes, frame.gap);
  let best = 1;
  let bestCost = Infinity;
  for (let columns = 1; columns <= Math.min(sizes.length, MOST_COLUMNS); columns++) {
    const next = cost(extent(sizes, columns, frame.gap), filled, frame);
    if (next < bestCost) [best, bestCost] = [columns, next];
  }
  return arranged(sizes, best, frame.gap);
}

function isUniform([first, ...others]: readonly Size[]): boolean {
  return others.every(({ width, height }) => width === first?.width && height === first.height);
}

/** What rows of so many things of one size take together. */
function rowsExtent(sizes: readonly Size[], columns: number, gap: number): Size {
  const { width, height } = sizes[0] ?? { width: 0, height: 0 };
  return {
    width: columns * (width + gap) - gap,
    height: Math.ceil(sizes.length / columns) * (height + gap) - gap,
  };
}

/** In rows of this many things. */
function inRows(sizes: readonly Size[], columns: number, gap: number): Packed {
  const rows = Array.from({ length: Math.ceil(sizes.length / columns) }, (_, row) =>
    sizes.slice(row * columns, (row + 1) * columns),
  );
  return stacked(rows, gap);
}

/** In rows no wider than this many of the widest, each filled as far as that goes. */
function wrapped(sizes: readonly Size[], columns: number, gap: number): Packed {
  const most = columns * (Math.max(...sizes.map(({ width }) => width)) + gap);
  const rows: Size[][] = [];
  let left = 0;
  for (const size of sizes) {
    left -= size.width + gap;
    if (rows.length === 0 || left < 0) {
      rows.push([]);
      left = most - size.width - gap;
    }
    rows.at(-1)?.push(size);
  }
  return stacked(rows, gap);
}

/** Rows below each other, each from the left. */
function stacked(rows: readonly (readonly Size[])[], gap: number): Packed {
  const places: Place[] = [];
  let [width, y] = [0, 0];
  const heights = rows.map((row, index) => {
    let x = 0;
    for (const size of row) {
      places.push({ x, y, row: index });
      x += size.width + gap;
    }
    width = Math.max(width, x - gap);
    const height = Math.max(...row.map((size) => size.height));
    y += height + gap;
    return height;
  });
  return { places, rows: heights, width, height: Math.max(0, y - gap) };
}

/** Of all things, each with a gap. */
function areaOf(sizes: readonly Size[], gap: number): number {
  return sizes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
}

/** How far an arrangement is from what is wanted: ratio of the aspects, and what is empty of it for what is filled. */
function cost({ width, height }: Size, filled: number, frame: Frame): number {
  const aspect = Math.max(width + frame.around.width, frame.minWidth) / (height + frame.around.height);
  const empty = areaOf([{ width, height }], frame.gap) / filled - 1;
  return Math.abs(Math.log(aspect / frame.aspect)) + 4 * empty;
}
