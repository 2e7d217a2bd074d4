import type { Layout } from '../core/layout/layout';
import { coarseSvg } from '../core/picture/coarse';
import type { PictureTheme } from '../core/picture/palette';
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
/** What a hover shows without scrolling, pixels. */
const ROOM = { width: 480, height: 200 } as const;

/** The machine of the layout's first host; nodes as blocks where PUs would be too many. null where even these are too many. */
export function hoverPicture(layout: Layout, theme: PictureTheme): HoverPicture | null {
  const [scene] = scenesOf(layout);
  if (scene === undefined) return null;
  const options = { machineOnly: true, prefix: 'hover' };
  const fine = scene.pus.length > MOST_PUS ? null : svgOf(scene, theme, options);
  const svg = fine !== null && isShort(fine) ? fine : coarseSvg(scene, theme);
  return isShort(svg) ? { svg, title: scene.title, width: shownWidth(svg) } : null;
}

function isShort(svg: string): boolean {
  return (new TextEncoder().encode(svg).length * 4) / 3 <= LONGEST;
}

/** As wide as it is, or as goes into a hover. */
function shownWidth(svg: string): number {
  const [, width, height] = / width="(\d+)[^"]*" height="(\d+)/.exec(svg) ?? [];
  const natural = { width: Number(width ?? ROOM.width), height: Number(height ?? ROOM.height) };
  const scale = Math.min(1, ROOM.width / natural.width, ROOM.height / natural.height);
  return Math.max(200, Math.round(natural.width * scale));
}
