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

/**
 * An error bar from its lower end to its upper, with a cap at each or the head of an arrow where it goes on; an edge in the
 * ground's colour keeps it apart from what lies below it.
 */
export function whisker(
  pen: Pen,
  [from, to]: readonly [Point, Point],
  { below, above }: { readonly below: boolean; readonly above: boolean },
  { text, background }: { readonly text: string; readonly background: string },
): void {
  const isFlat = from[1] === to[1];
  const along: Point = isFlat ? [Math.sign(to[0] - from[0]), 0] : [0, Math.sign(to[1] - from[1])];
  const across: Point = isFlat ? [0, CAP] : [CAP, 0];
  const end = (at: Point, back: number): readonly (readonly [Point, Point])[] =>
    [1, -1].map((side) => [
      at,
      [at[0] + side * across[0] + back * along[0], at[1] + side * across[1] + back * along[1]],
    ]);
  const lines = [[from, to] as const, ...end(from, below ? CAP : 0), ...end(to, above ? -CAP : 0)];
  for (const line of lines) stroke(pen, background, line, 4);
  for (const line of lines) stroke(pen, text, line, 1.5);
}
