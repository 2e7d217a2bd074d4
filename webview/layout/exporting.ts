import { svgOf } from '../../src/core/picture/svgOf';
import type { Scene } from '../../src/core/picture/scene';
import type { FromLayout } from '../../src/protocol/layout';
import { pictureTheme } from '../shared/theme';

/** Pixels of a PNG for one of the scene. */
const SCALE = 2;

/** The scene with its legend as a file: the text of an SVG, or a PNG in base64. Rejects when the browser cannot draw it. */
export async function exported(
  scene: Scene,
  format: 'svg' | 'png',
): Promise<Extract<FromLayout, { readonly type: 'exported' }>> {
  const svg = svgOf(scene, pictureTheme(), { legend: true });
  const content = format === 'svg' ? svg : await pngOf(svg, scene.width * SCALE, scene.height * SCALE);
  return { type: 'exported', format, content };
}

async function pngOf(svg: string, width: number, height: number): Promise<string> {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
