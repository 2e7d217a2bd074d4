import type { Layout } from '../core/layout/layout';
import { coarseSvg } from '../core/picture/coarse';
import type { PictureTheme } from '../core/picture/palette';
import type { Scene } from '../core/picture/scene';
import { scenesOf } from '../core/picture/sceneOf';
import { svgOf } from '../core/picture/svgOf';

/** A small picture beside the words of a hover. */
export interface HoverPicture {
  readonly svg: string;
  /** In words, for those who do not see it. */
  readonly title: string;
  /** Pixels; it is not shown wider. */
  readonly width: number;
}

/** The editor cuts the text of a hover at 100,000 characters: so many may the picture take in base64. */
const LONGEST = 90_000;
/** More PUs could not be told apart in the width of a hover. */
const MOST_PUS = 64;
const WIDEST = 480;

/** Of the layout's first host; nodes as blocks where PUs would be too many. null where even these are too many. */
export function hoverPicture(layout: Layout, theme: PictureTheme): HoverPicture | null {
  const [scene] = scenesOf(layout);
  if (scene === undefined) return null;
  const fine = scene.pus.length > MOST_PUS ? null : svgOf(scene, theme, { prefix: 'hover' });
  const svg = fine !== null && isShort(fine) ? fine : coarseSvg(scene, theme);
  return isShort(svg) ? { svg, title: scene.title, width: Math.min(WIDEST, widthOf(svg, scene)) } : null;
}

function isShort(svg: string): boolean {
  return (new TextEncoder().encode(svg).length * 4) / 3 <= LONGEST;
}

function widthOf(svg: string, scene: Scene): number {
  return Number(/ width="(\d+)/.exec(svg)?.[1] ?? scene.width);
}
