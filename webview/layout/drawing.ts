import { colourOf, type PictureTheme } from '../../src/core/picture/palette';
import type { Scene } from '../../src/core/picture/scene';
import { svgOf } from '../../src/core/picture/svgOf';
import { svgElement } from '../shared/svg';

export type { PictureTheme };

/** A scene as elements of the page. */
export function drawing(scene: Scene, theme: PictureTheme): Node {
  const parsed = new DOMParser().parseFromString(svgOf(scene, theme), 'image/svg+xml');
  return document.adoptNode(parsed.documentElement);
}

/** Pixels. The legend below is left out: the list of VMs stands beside the picture. */
export function drawnHeight(scene: Scene): number {
  return scene.legend.rect.y;
}

/** Which of the picture's themes the editor shows. */
export function pictureTheme(): PictureTheme {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classList.contains('vscode-high-contrast')) return 'highContrast';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

/** A VM's colour beside its name. */
export function swatch(colour: number): SVGElement {
  const { fill } = colourOf(colour, pictureTheme());
  const square = svgElement('rect', { x: '1', y: '1', width: '12', height: '12', rx: '2', fill });
  return svgElement('svg', { class: 'swatch', width: '14', height: '14', 'aria-hidden': 'true' }, square);
}
