import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figureSvg } from '../../src/core/analysis/figures/svg';
import { pngBytes } from '../../src/panels/pngBytes';
import { screenshots } from './editor';
import { barFigure, handResults, matrixFigure, pointFigure } from './handFigures';
import { resultsPages, saidOf, type ResultsPage } from './resultsPage';

const opened = resultsPages();

describe('the chart as a file', () => {
  test('is asked for by a button that the keyboard reaches and that is named', async () => {
    const results = await opened();
    const save = results.page.locator('.tools vscode-button', { hasText: 'Save Chart…' });
    await save.focus();
    await results.page.keyboard.press('Enter');
    expect(saidOf(results, 'saveChart')).toEqual([{ type: 'saveChart' }]);
  });

  test('is not offered where there is no chart', async () => {
    const results = await opened();
    await results.kind('Classes');
    await results.page.locator('.waiting', { hasText: 'No class varies' }).waitFor();
    expect(await results.page.locator('.tools vscode-button', { hasText: 'Save Chart…' }).count()).toBe(0);
  });

  test.each([
    ['bars', barFigure(handResults())],
    ['points', pointFigure(handResults())],
    ['matrix', matrixFigure()],
  ])('of %s becomes a PNG of twice its size, on white, with its watermark', async (name, figure) => {
    mkdirSync(screenshots, { recursive: true });
    const results = await opened();
    const sizes: (readonly [number, number])[] = [];
    for (const [request, watermark] of ['', 'rehearsed'].entries()) {
      const svg = figureSvg(figure, { watermark });
      const [, width = '', height = ''] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
      await results.post({ type: 'draw', request, svg });
      await expect.poll(() => saidOf(results, 'drawn').length).toBe(request + 1);
      const answer = saidOf(results, 'drawn')[request];
      expect(answer?.request).toBe(request);
      const bytes = Buffer.from(pngBytes(answer?.png ?? '') ?? []);
      writeFileSync(join(screenshots, `chart-${name}${watermark === '' ? '' : '-rehearsed'}.png`), bytes);
      sizes.push([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]);
      expect(sizes[request]).toEqual([width, height].map((side) => Math.round(Number(side)) * 2));
    }
    const [plain = '', marked = ''] = saidOf(results, 'drawn').map(({ png }) => png);
    const [first, differing] = await pixelsOf(results, plain, marked);
    expect(first, 'a sheet of paper').toEqual([255, 255, 255, 255]);
    expect(differing, 'pixels of the watermark').toBeGreaterThan(2000);
  });

  test('that is no drawing is answered as one that cannot be made', async () => {
    const results = await opened();
    await results.post({ type: 'draw', request: 7, svg: '<svg' });
    await expect.poll(() => saidOf(results, 'notDrawn')).toEqual([{ type: 'notDrawn', request: 7 }]);
  });
});

/** The first pixel of a PNG, and in how many another one of the same size differs. */
async function pixelsOf(
  { page }: ResultsPage,
  one: string,
  other: string,
): Promise<readonly [readonly number[], number]> {
  return (await page.evaluate(`(async () => {
    const read = async (base64) => {
      const image = new Image();
      image.src = 'data:image/png;base64,' + base64;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    };
    const [a, b] = [await read('${one}'), await read('${other}')];
    return [[...new Uint8Array(a.buffer, 0, 4)], a.filter((pixel, at) => pixel !== b[at]).length];
  })()`)) as readonly [readonly number[], number];
}
