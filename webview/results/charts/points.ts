import {
  Chart,
  LineElement,
  LinearScale,
  PointElement,
  ScatterController,
  Tooltip,
  type ChartConfiguration,
  type Plugin,
} from 'chart.js';
import { shadesOf } from '../../../src/core/analysis/figures/bands';
import { reachOf, shownBar } from '../../../src/core/analysis/figures/cut';
import type { Mark, PointChart } from '../../../src/core/analysis/figures/figure';
import { colourOf } from '../../../src/core/picture/palette';
import { shapeOf } from '../fills';
import { belongs } from '../links';
import type { Span } from '../zoom';
import { drawLines, drawWatermark } from './backdrop';
import { drawMoments } from './moments';
import { limits, shortened, tooltipOf, valueAxis } from './options';
import { drawWhiskers, stroke, type Pen, type Whisker } from './pen';
import type { DrawnChart, Lead, Scene } from './scene';

Chart.register(ScatterController, PointElement, LineElement, LinearScale, Tooltip);

type PointScene = Scene<PointChart>;
type Configuration = ChartConfiguration<'scatter', { x: number; y: number }[]>;
type Pixels = (value: number) => number;

/** Places whose names still fit aslant beside one another; those of more stand upright. */
const mostAslant = 16;

/** Characters: a program, a layout and a phase mostly fit, and what tells them apart often stands last. */
function mostOfTick(places: number): number {
  return places > mostAslant ? 36 : 28;
}

/** Pixels. Names take room from what is above them. */
export function pointsHeight({ x: { ticks = [] } }: PointChart): number {
  const longest = Math.max(0, ...ticks.map(({ length }) => Math.min(length, mostOfTick(ticks.length))));
  return 340 + (longest > 10 ? longest * (ticks.length > mostAslant ? 6 : 3) : 0);
}

/** All of the x axis, with a little room at both ends. */
export function wholeSpan({ x, series, bands, boxes }: PointChart): Span {
  const ticks = x.ticks?.length ?? 0;
  const values = [
    ...series.flatMap(({ points }) => points.map((point) => point.x)),
    ...bands.flatMap(({ from, to }) => [from, to]),
    ...boxes.flatMap((box) => [box.x - 0.5, box.x + 0.5]),
  ];
  const least = values.reduce((low, value) => Math.min(low, value), ticks > 0 ? -0.5 : Infinity);
  const most = values.reduce((high, value) => Math.max(high, value), ticks > 0 ? ticks - 0.5 : -Infinity);
  if (least > most) return [0, 1];
  const room = ticks > 0 ? 0 : Math.max((most - least) * 0.02, least === most ? 1 : 0);
  return [least - room, most + room];
}

export function drawPoints(canvas: HTMLCanvasElement, first: PointScene, lead: Lead): DrawnChart<PointChart> {
  let scene = first;
  const markAt = (series: number, index: number): Mark | null =>
    scene.chart.series[series]?.points[index] ?? null;
  const configuration = (): Configuration => configured(scene, markAt, lead);
  const chart = new Chart(canvas, { ...configuration(), plugins: plugins(() => scene) });
  const places = () =>
    scene.chart.series
      .flatMap(({ points }, datasetIndex) => points.map((mark, index) => ({ datasetIndex, index, mark })))
      .sort((a, b) => a.mark.x - b.mark.x);
  return {
    update(next) {
      scene = next;
      const { data, options } = configuration();
      chart.data.datasets = data.datasets.map((set, i) => Object.assign(chart.data.datasets[i] ?? {}, set));
      chart.options = options ?? {};
      chart.update('none');
    },
    marks: () => places().map(({ mark }) => mark),
    point(at) {
      const place = at === null ? undefined : places()[at];
      const active = place === undefined ? [] : [place];
      const shape =
        place === undefined ? undefined : chart.getDatasetMeta(place.datasetIndex).data[place.index];
      chart.setActiveElements(active);
      chart.tooltip?.setActiveElements(active, { x: shape?.x ?? 0, y: shape?.y ?? 0 });
      chart.update('none');
    },
    xAt: (pixels) => chart.scales['x']?.getValueForPixel(pixels) ?? null,
    destroy: () => chart.destroy(),
  };
}

function configured(
  { chart, theme, palette, span }: PointScene,
  markAt: (series: number, index: number) => Mark | null,
  lead: Lead,
): Configuration {
  const [min, max] = span ?? wholeSpan(chart);
  const { ticks } = chart.x;
  const font = { family: theme.font, size: theme.fontSize - 1 };
  const title = (text: string) => ({ display: text !== '', text, color: theme.faint, font });
  const axis = valueAxis(chart.x.unit, theme);
  return {
    type: 'scatter',
    data: {
      datasets: chart.series.map(({ name, joined, points, ...look }) => {
        const { fill } = colourOf(look.colour, palette);
        return {
          ...{ label: name, showLine: joined, borderColor: fill, backgroundColor: fill, borderWidth: 2 },
          data: points.map(({ x, value }) => ({ x, y: value })),
          pointStyle: shapeOf(look),
          // Marks at the lower and upper ends are drawn whole.
          clip: { left: 1, right: 1, top: 8, bottom: 8 },
          ...{ pointRadius: radiusOf(chart, points.length), pointHoverRadius: 7, pointHitRadius: 6 },
        };
      }),
    },
    options: {
      maintainAspectRatio: false,
      animation: false,
      layout: { padding: { right: 20, top: 16 } },
      onClick: (_event, [hit]) => {
        const link = hit === undefined ? null : (markAt(hit.datasetIndex, hit.index)?.link ?? null);
        if (link !== null) lead(link);
      },
      scales: {
        x: {
          ...axis,
          ...{ min, max, title: title(chart.x.title) },
          grid: { display: false },
          // Names stand at whole numbers.
          afterBuildTicks: (scale) => {
            if (ticks !== undefined)
              scale.ticks = ticks
                .map((_, value) => ({ value }))
                .filter(({ value }) => value >= min && value <= max);
          },
          ticks: {
            ...axis.ticks,
            maxTicksLimit: ticks === undefined ? 8 : 60,
            ...(ticks !== undefined && ticks.length > mostAslant ? { minRotation: 90, maxRotation: 90 } : {}),
            // The ends of the axis are nothing that was measured.
            includeBounds: false,
            callback: (value) =>
              ticks === undefined
                ? axis.ticks.callback(value)
                : shortened(ticks[Number(value)] ?? '', mostOfTick(ticks.length)),
          },
        },
        y: {
          ...valueAxis(chart.y.unit, theme),
          ...limits(yValues(chart), chart.y.unit),
          title: title(chart.y.title),
        },
      },
      plugins: { tooltip: tooltipOf(theme, (series, index) => markAt(series, index)?.text ?? '') },
    },
  };
}

/** Pixels. Smaller where there are many, and over boxes, which they would hide. */
function radiusOf({ boxes }: PointChart, points: number): number {
  if (points > 400) return 2;
  return boxes.length > 0 ? 3 : 4.5;
}

function yValues(chart: PointChart): readonly number[] {
  const { series, boxes, lines } = chart;
  return [
    ...series.flatMap(({ points }) => points.flatMap((point) => reachOf(point, chart))),
    ...boxes.flatMap(({ low, high }) => [low, high]),
    ...lines.map(({ value }) => value),
  ];
}

function plugins(scene: () => PointScene): Plugin<'scatter'>[] {
  const scalesOf = ({ scales }: Pick<Chart<'scatter'>, 'scales'>): readonly [Pixels, Pixels] => [
    (value) => scales['x']?.getPixelForValue(value) ?? 0,
    (value) => scales['y']?.getPixelForValue(value) ?? 0,
  ];
  return [
    {
      id: 'behindPoints',
      beforeDatasetsDraw: (chart) => {
        clipped(chart, () => {
          drawBands(chart, scene(), scalesOf(chart)[0]);
          drawWatermark(chart, scene());
          drawBoxes(chart.ctx, scene(), scalesOf(chart));
          drawWhiskers(chart.ctx, whiskersOf(scene().chart, scalesOf(chart)), scene().theme);
        });
      },
    },
    {
      id: 'overPoints',
      afterDatasetsDraw: (chart) => {
        const { chart: figure, theme } = scene();
        const [x, y] = scalesOf(chart);
        drawLines(chart.ctx, chart.chartArea, figure.lines, theme, y, false);
        clipped(chart, () => {
          drawMoments(chart, scene(), x);
          drawRings(chart.ctx, scene(), [x, y]);
        });
      },
    },
  ];
}

/** Nothing is drawn over the axes, however close one looks. */
function clipped(
  { ctx, chartArea: { left, top, width, height } }: Pick<Chart, 'ctx' | 'chartArea'>,
  draw: () => void,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top - 16, width, height + 16);
  ctx.clip();
  draw();
  ctx.restore();
}

/** Each band has its name at its top while there is room. */
function drawBands(
  { ctx, chartArea }: Pick<Chart, 'ctx' | 'chartArea'>,
  { chart, theme }: PointScene,
  x: Pixels,
): void {
  ctx.save();
  ctx.font = `${String(theme.fontSize - 2)}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  const shades = shadesOf(chart.bands);
  chart.bands.forEach(({ from, to, label }, at) => {
    const [left, right] = [x(from), x(to)];
    ctx.fillStyle = theme.text;
    ctx.globalAlpha = 0.07;
    if (shades[at] === true && !theme.highContrast)
      ctx.fillRect(left, chartArea.top, right - left, chartArea.height);
    ctx.globalAlpha = 1;
    if (theme.highContrast && at > 0)
      stroke(
        ctx,
        theme.axis,
        [
          [left, chartArea.top],
          [left, chartArea.bottom],
        ],
        1,
        [1, 4],
      );
    ctx.fillStyle = theme.faint;
    if (ctx.measureText(label).width < right - left - 4)
      ctx.fillText(label, (left + right) / 2, chartArea.top - 1);
  });
  ctx.restore();
}

/** Pixels, of half a box where there is room for it. */
const widestHalf = 14;

function drawBoxes(pen: Pen, { chart, theme, palette }: PointScene, [x, y]: readonly [Pixels, Pixels]): void {
  // Boxes are 1 apart.
  const halfBox = Math.max(2, Math.min(widestHalf, (x(1) - x(0)) * 0.42));
  for (const { x: at, colour, low, quartiles, high } of chart.boxes) {
    const [lower, middle, upper] = quartiles;
    const centre = x(at);
    const edge = theme.highContrast ? theme.text : colourOf(colour, palette).fill;
    const line = (...ends: Parameters<typeof stroke>[2]): void => stroke(pen, edge, ends, 1.5);
    const across = (value: number, half: number): void =>
      line([centre - half, y(value)], [centre + half, y(value)]);
    line([centre, y(high)], [centre, y(upper)]);
    line([centre, y(lower)], [centre, y(low)]);
    across(low, halfBox / 2);
    across(high, halfBox / 2);
    pen.save();
    pen.globalAlpha = theme.highContrast ? 0 : 0.2;
    pen.fillStyle = edge;
    pen.fillRect(centre - halfBox, y(upper), halfBox * 2, y(lower) - y(upper));
    pen.restore();
    pen.strokeStyle = edge;
    pen.lineWidth = 1.5;
    pen.strokeRect(centre - halfBox, y(upper), halfBox * 2, y(lower) - y(upper));
    stroke(
      pen,
      edge,
      [
        [centre - halfBox, y(middle)],
        [centre + halfBox, y(middle)],
      ],
      3,
    );
  }
}

function whiskersOf(chart: PointChart, [x, y]: readonly [Pixels, Pixels]): readonly Whisker[] {
  return chart.series.flatMap(({ points }) =>
    points.flatMap((point): readonly Whisker[] => {
      const error = shownBar(point, chart);
      if (error === null) return [];
      const ends = [
        [x(point.x), y(error.low)],
        [x(point.x), y(error.high)],
      ] as const;
      return [{ ends, goesOn: error.goesOn }];
    }),
  );
}

/** Around what is selected. */
function drawRings(
  pen: Pen,
  { chart, theme, selected }: PointScene,
  [x, y]: readonly [Pixels, Pixels],
): void {
  pen.strokeStyle = theme.focus;
  pen.lineWidth = 2;
  const points = chart.series.flatMap((series) => series.points);
  for (const { x: at, value } of points.filter(({ link }) => belongs(link, selected))) {
    pen.beginPath();
    pen.arc(x(at), y(value), 9, 0, 2 * Math.PI);
    pen.stroke();
  }
}
