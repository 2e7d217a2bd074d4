import { colourOf, type PictureTheme } from '../../src/core/picture/palette';
import type { Scene, SceneVm } from '../../src/core/picture/scene';
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

/** A VM's colour with its number, as PUs and memory have it in the picture. */
export function swatch({ colour, index }: Pick<SceneVm, 'colour' | 'index'>): SVGElement {
  const { fill, ink } = colourOf(colour, pictureTheme());
  const square = svgElement('rect', { width: '26', height: '16', rx: '2', fill });
  const number = svgElement('text', { x: '13', y: '12', fill: ink }, String(index));
  return svgElement(
    'svg',
    { class: 'swatch', width: '26', height: '16', 'aria-hidden': 'true' },
    square,
    number,
  );
}
