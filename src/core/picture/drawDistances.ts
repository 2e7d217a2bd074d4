import { DISTANCE_HEADER } from './distanceTable';
import { FONT } from './metrics';
import type { Paint } from './paint';
import { between, inkOn } from './palette';
import type { DistanceCell, SceneDistances } from './scene';
import { frame, group, middle, textAt } from './shapes';
import { svgNode, type SvgNode } from './svgNode';

/** A table with the nodes at the left and above; the longer a distance, the stronger its colour. */
export function drawDistances({ rect, cells }: SceneDistances, paint: Paint): SvgNode {
  const small = { size: FONT.small, fill: paint.colours.muted } as const;
  const first = cells[0];
  const heads = cells.filter(({ from }) => from === first?.from);
  const sides = cells.filter(({ to }) => to === first?.to);
  return group({ 'data-distances': '' }, [
    ...heads.map((cell) =>
      textAt(`${cell.to}`, cell.rect.x + cell.rect.width / 2, rect.y + DISTANCE_HEADER.height - 4, {
        ...small,
        anchor: 'middle',
      }),
    ),
    ...sides.map((cell) =>
      textAt(`${cell.from}`, rect.x + DISTANCE_HEADER.width - 6, middle(cell.rect, FONT.small), {
        ...small,
        anchor: 'end',
      }),
    ),
    ...cells.flatMap((cell) => drawCell(cell, paint)),
  ]);
}

function drawCell({ distance, level, rect }: DistanceCell, { colours }: Paint): readonly SvgNode[] {
  const fill = between(colours.heat, level);
  const size = rect.width >= 28 ? FONT.small : FONT.tiny;
  return [
    svgNode('rect', { ...rect, fill }),
    frame(rect, 0, colours.faintLine),
    textAt(`${distance}`, rect.x + rect.width / 2, middle(rect, size), {
      size,
      fill: inkOn(fill),
      anchor: 'middle',
    }),
  ];
}
