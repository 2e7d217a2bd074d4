import type { PictureTheme } from '../../src/core/picture/palette';
import type { Scene } from '../../src/core/picture/scene';
import { svgOf } from '../../src/core/picture/svgOf';

/** A scene as elements of the page. */
export function drawing(scene: Scene, theme: PictureTheme): Node {
  const parsed = new DOMParser().parseFromString(svgOf(scene, theme), 'image/svg+xml');
  return document.adoptNode(parsed.documentElement);
}

/** Pixels. The legend below is left out: the list of VMs stands beside the picture. */
export function drawnHeight(scene: Scene): number {
  return scene.legend.rect.y;
}
