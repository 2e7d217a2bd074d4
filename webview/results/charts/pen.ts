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

/** An error bar from one end to the other; an edge in the ground's colour keeps it apart from what lies below it. */
export function whisker(
  pen: Pen,
  [from, to]: readonly [Point, Point],
  { text, background }: { readonly text: string; readonly background: string },
): void {
  const across: Point = from[1] === to[1] ? [0, 4] : [4, 0];
  const cap = (at: Point): readonly [Point, Point] => [
    [at[0] - across[0], at[1] - across[1]],
    [at[0] + across[0], at[1] + across[1]],
  ];
  const lines = [[from, to] as const, cap(from), cap(to)];
  for (const line of lines) stroke(pen, background, line, 4);
  for (const line of lines) stroke(pen, text, line, 1.5);
}
