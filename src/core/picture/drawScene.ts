import { bottomOf } from './columns';
import { drawBox } from './drawBoxes';
import { drawDistances } from './drawDistances';
import { drawLegend } from './drawLegend';
import { drawMemory } from './drawMemory';
import { drawPus } from './drawPu';
import { drawCaption, drawChip } from './drawShared';
import { MARGIN } from './metrics';
import type { Size } from './pack';
import { paintOf, type Paint } from './paint';
import type { PictureTheme } from './palette';
import type { Scene } from './scene';
import { group } from './shapes';
import type { SvgNode } from './svgNode';
import { svgRoot } from './svgRoot';

export interface DrawOptions {
  /** The VMs with their facts and what the signs mean, as figures in papers have it. */
  readonly legend?: boolean;
  /** Without what is below and beside the machine, for small pictures. */
  readonly machineOnly?: boolean;
  /** Begins the ids of patterns; pictures that are on one page at a time need one each. */
  readonly prefix?: string;
}

/** A scene as a whole SVG element. Findings are not in it: whoever shows them lays them over it. */
export function drawScene(scene: Scene, theme: PictureTheme, options: DrawOptions = {}): SvgNode {
  const { legend = false, machineOnly = false, prefix = `vmpart-${theme}` } = options;
  const paint = paintOf(theme, prefix);
  const parts = [
    drawnMachine(scene, paint),
    machineOnly ? [] : drawnAround(scene, paint),
    legend ? [drawLegend(scene, paint)] : [],
  ].flat();
  const height = legend ? scene.height : scene.legend.rect.y;
  const size = machineOnly ? machineSize(scene) : { width: scene.width, height };
  return svgRoot(scene, size, paint, parts);
}

/** Groups from the back to the front. */
function drawnMachine({ boxes, memory, pus }: Scene, paint: Paint): readonly SvgNode[] {
  return [
    boxes.map((box) => drawBox(box, paint.colours)),
    memory.map((bar) => drawMemory(bar, paint)),
    drawPus(pus, paint),
  ].map((part) => group({}, part));
}

function drawnAround(scene: Scene, paint: Paint): readonly SvgNode[] {
  const { networks, nics, regions, captions, distances } = scene;
  const parts = [
    ...captions.map((caption) => drawCaption(caption, paint)),
    ...[...networks, ...nics, ...regions].map((chip) => drawChip(chip, paint)),
    ...(distances === null ? [] : [drawDistances(distances, paint)]),
  ];
  return [group({}, parts)];
}

/** Of the machine with a margin around it. */
function machineSize({ boxes, pus }: Scene): Size {
  const rects = [...boxes, ...pus].map(({ rect }) => rect);
  return {
    width: rects.reduce((right, { x, width }) => Math.max(right, x + width), 0) + MARGIN,
    height: bottomOf(rects, 0) + MARGIN,
  };
}
