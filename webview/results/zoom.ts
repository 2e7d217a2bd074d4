/** The part of the x axis that is shown, in its values. */
export type Span = readonly [number, number];

/** Closer than this nothing more is to be seen. */
const MOST = 200;

/** Closer by a factor about a value; null where all is shown again. */
export function zoomed(shown: Span | null, whole: Span, factor: number, about: number | null): Span | null {
  const [from, to] = shown ?? whole;
  const length = whole[1] - whole[0];
  const width = Math.max(length / MOST, (to - from) / factor);
  if (width >= length) return null;
  const at = about ?? (from + to) / 2;
  return within([at - ((at - from) / (to - from)) * width, width], whole);
}

/** Sideways by a share of what is shown. */
export function moved(shown: Span | null, whole: Span, share: number): Span | null {
  if (shown === null) return null;
  const width = shown[1] - shown[0];
  return within([shown[0] + width * share, width], whole);
}

function within([from, width]: readonly [number, number], whole: Span): Span {
  const start = Math.min(Math.max(from, whole[0]), whole[1] - width);
  return [start, start + width];
}
