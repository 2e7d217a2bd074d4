import { FACES } from '../../picture/faces';
import { paintOf } from '../../picture/paint';
import type { PictureTheme } from '../../picture/palette';
import { attributeText, renderSvg, svgNode } from '../../picture/svgNode';
import { printableData } from '../../text/printable';
import { drawBars } from './drawing/bars';
import { figureInWords } from './drawing/describe';
import type { Drawn, Pen } from './drawing/drawn';
import { drawHead, drawSaying } from './drawing/head';
import { drawMatrix } from './drawing/matrix';
import { drawPoints } from './drawing/points';
import { drawWatermark } from './drawing/watermark';
import type { Chart, Figure } from './figure';

export interface FigureSvgOptions {
  readonly theme?: PictureTheme;
  /** Begins the ids of patterns; figures that are on one page at a time need one each. */
  readonly prefix?: string;
  /** Across the chart: where its numbers come from, if no real machine took them. */
  readonly watermark?: string;
}

/**
 * A figure as the text of an SVG document that stands alone: title, note, key, chart, and what its bars mean, with all of
 * its values in words for readers of screens. Presentation attributes alone, no styles and no scripts, so that the
 * strictest page may show it. Series differ by patterns and shapes too: it is read in print and without colours.
 */
export function figureSvg(shown: Figure, options: FigureSvgOptions = {}): string {
  const figure = printableData(shown);
  const { theme = 'light', prefix = `vmpart-${theme}`, watermark = '' } = options;
  const paint = paintOf(theme, prefix);
  const pen: Pen = { paint, colours: paint.colours };
  const chart = drawChart(figure.chart, pen);
  const head = drawHead(figure, chart.width, pen);
  const saying = drawSaying(figure.legend, chart.width, pen);
  const height = head.height + chart.height + saying.height;
  const [width, tall] = [attributeText(chart.width), attributeText(height)];
  const at = (y: number) => ({ transform: `translate(0 ${attributeText(y)})` });
  const root = svgNode(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', width, height: tall, viewBox: `0 0 ${width} ${tall}` },
      ...{ role: 'img', 'font-family': FACES },
    },
    [
      svgNode('title', {}, figure.title),
      svgNode('desc', {}, figureInWords(figure)),
      svgNode('defs', {}, paint.definitions()),
      svgNode('rect', { width, height: tall, fill: pen.colours.ground }),
      ...head.content,
      svgNode('g', at(head.height), [...chart.content, ...drawWatermark(watermark, chart, pen)]),
      svgNode('g', at(head.height + chart.height), saying.content),
    ],
  );
  return `${renderSvg(root)}\n`;
}

function drawChart(chart: Chart, pen: Pen): Drawn {
  switch (chart.type) {
    case 'bars':
      return drawBars(chart, pen);
    case 'points':
      return drawPoints(chart, pen);
    case 'matrix':
      return drawMatrix(chart, pen);
  }
}
