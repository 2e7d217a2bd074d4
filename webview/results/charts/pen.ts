export type Pen = CanvasRenderingContext2D;
export type Point = readonly [number, number];

export function stroke(
  pen: Pen,
  colour: string,
  [from, to]: readonly [Point, Point],
  width = 1,
  dash: readonly number[] = [],
): void {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash([...dash]);
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.restore();
}

/** Half the width of a cap, pixels, and how far the sides of an arrow's head lie behind its point. */
const CAP = 4;

/** An error bar in pixels, from its lower end to its upper; its ends at which it goes on have the head of an arrow. */
export interface Whisker {
  readonly ends: readonly [Point, Point];
  readonly goesOn: { readonly below: boolean; readonly above: boolean };
}

/** Error bars with their caps and heads. An edge in the ground's colour keeps them apart from what lies below. */
export function drawWhiskers(
  pen: Pen,
  whiskers: readonly Whisker[],
  { text, background }: { readonly text: string; readonly background: string },
): void {
  // One path for all: hundreds of strokes of their own take longer than the rest of a chart.
  const path = new Path2D();
  for (const whisker of whiskers) addWhisker(path, whisker);
  pen.save();
  pen.setLineDash([]);
  for (const [colour, width] of [
    [background, 4],
    [text, 1.5],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(path);
  }
  pen.restore();
}

function addWhisker(path: Path2D, { ends: [from, to], goesOn: { below, above } }: Whisker): void {
  const isFlat = from[1] === to[1];
  const along: Point = isFlat ? [Math.sign(to[0] - from[0]), 0] : [0, Math.sign(to[1] - from[1])];
  const across: Point = isFlat ? [0, CAP] : [CAP, 0];
  const line = (start: Point, end: Point): void => {
    path.moveTo(...start);
    path.lineTo(...end);
  };
  const end = (at: Point, back: number): void => {
    for (const side of [1, -1])
      line(at, [at[0] + side * across[0] + back * along[0], at[1] + side * across[1] + back * along[1]]);
  };
  line(from, to);
  end(from, below ? CAP : 0);
  end(to, above ? -CAP : 0);
}
