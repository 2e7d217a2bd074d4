import { withoutMeasured } from '../../src/core/picture/measuredMemory';
import { svgOf } from '../../src/core/picture/svgOf';
import type { Scene } from '../../src/core/picture/scene';
import type { FromLayout } from '../../src/protocol/layout';
import { pngOf } from '../shared/png';
import { pictureTheme } from '../shared/theme';

/** The scene with its legend as a file, what is declared alone, as all files have it: the text of an SVG, or a PNG in base64. Rejects when the browser cannot draw it. */
export async function exported(
  scene: Scene,
  format: 'svg' | 'png',
): Promise<Extract<FromLayout, { readonly type: 'exported' }>> {
  const svg = svgOf(withoutMeasured(scene), pictureTheme(), { legend: true });
  return { type: 'exported', format, content: format === 'svg' ? svg : await pngOf(svg) };
}
