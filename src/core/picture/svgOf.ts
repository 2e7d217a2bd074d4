import { drawScene, type DrawOptions } from './drawScene';
import type { PictureTheme } from './palette';
import type { Scene } from './scene';
import { renderSvg } from './svgNode';

/**
 * A scene as the text of an SVG document. Presentation attributes alone, no styles and no scripts, so that the strictest
 * page may show it. PUs carry `data-pu` (and `data-owners`), boxes `data-box`, memory `data-memory`, VMs `data-vm`.
 */
export function svgOf(scene: Scene, theme: PictureTheme, options: DrawOptions = {}): string {
  return `${renderSvg(drawScene(scene, theme, options))}\n`;
}
