import { drawBox } from './drawBoxes';
import { drawDistances } from './drawDistances';
import { drawLegend } from './drawLegend';
import { drawMemory } from './drawMemory';
import { drawPus } from './drawPu';
import { drawCaption, drawChip } from './drawShared';
import { paintOf, type Paint } from './paint';
import type { PictureTheme } from './palette';
import type { Scene } from './scene';
import { group } from './shapes';
import type { SvgNode } from './svgNode';
import { svgRoot } from './svgRoot';

export interface DrawOptions {
  /** The VMs with their facts and what the signs mean, as figures in papers have it. */
  readonly legend?: boolean;
  /** Begins the ids of patterns; pictures that are on one page at a time need one each. */
  readonly prefix?: string;
}

/** A scene as a whole SVG element. Findings are not in it: whoever shows them lays them over it. */
export function drawScene(scene: Scene, theme: PictureTheme, options: DrawOptions = {}): SvgNode {
  const { legend = false, prefix = `vmpart-${theme}` } = options;
  const paint = paintOf(theme, prefix);
  const height = legend ? scene.height : scene.legend.rect.y;
  return svgRoot(scene, { width: scene.width, height }, paint, drawnParts(scene, paint, legend));
}

/** Groups from the back to the front. */
function drawnParts(scene: Scene, paint: Paint, legend: boolean): readonly SvgNode[] {
  const { boxes, memory, pus, networks, nics, regions, captions, distances } = scene;
  const below = [
    ...captions.map((caption) => drawCaption(caption, paint)),
    ...[...networks, ...nics, ...regions].map((chip) => drawChip(chip, paint)),
    ...(distances === null ? [] : [drawDistances(distances, paint)]),
  ];
  return [
    boxes.map((box) => drawBox(box, paint.colours)),
    memory.map((bar) => drawMemory(bar, paint)),
    drawPus(pus, paint),
    below,
    legend ? [drawLegend(scene, paint)] : [],
  ]
    .filter((part) => part.length > 0)
    .map((part) => group({}, part));
}
