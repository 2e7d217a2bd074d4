import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
  type Plugin,
} from 'chart.js';
import { reachOf, shownBar } from '../../../src/core/analysis/figures/cut';
import type { BarChart, Mark } from '../../../src/core/analysis/figures/figure';
import { stackEnds } from '../../../src/core/analysis/figures/stack';
import { fillOf } from '../fills';
import { inUnit } from '../format';
import { belongs } from '../links';
import { drawLines, drawWatermark } from './backdrop';
import { animation, limits, shortened, tooltipOf, valueAxis } from './options';
import { drawWhiskers, type Whisker } from './pen';
import type { DrawnChart, Lead, Scene } from './scene';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

type BarScene = Scene<BarChart>;
type Configuration = ChartConfiguration<'bar', (number | null)[], string>;

/** Pixels: the gap between two groups, and the room of the axis and of the letters of lines. */
const gapHeight = 22;
const axisHeight = 46;

/** Pixels of a chart in which long names leave enough for bars: what tells names apart often stands last. */
const roomy = 640;

/** Pixels that the groups need, so that bars are as thick with two of them as with nine. */
export function barsHeight(chart: BarChart): number {
  const { labels } = chart;
  const bars = barsIn(chart);
  const gap = chart.stacked === undefined ? gapHeight : gapHeight / 2;
  return labels.length * (bars * thickness(labels.length * bars) + gap) + axisHeight;
}

/** Beside one another in a group. */
function barsIn({ series, stacked }: BarChart): number {
  return stacked === undefined ? series.length : 1;
}

/** Pixels. Many bars are thin, or one would scroll for long. */
function thickness(bars: number): number {
  return bars <= 30 ? 20 : bars <= 80 ? 14 : 10;
}

/** Values stand beside the bars as long as they are thick enough; beside a stack there is none. */
function hasValues({ labels, series, stacked }: BarChart): boolean {
  return stacked === undefined && labels.length * series.length <= 80;
}

export function drawBars(canvas: HTMLCanvasElement, first: BarScene, lead: Lead): DrawnChart<BarChart> {
  let scene = first;
  const markAt = (series: number, group: number): Mark | null =>
    scene.chart.series[series]?.marks[group] ?? null;
  const configuration = (): Configuration => configured(scene, markAt, lead);
  const chart = new Chart(canvas, { ...configuration(), plugins: plugins(() => scene) });
  const places = () =>
    scene.chart.labels.flatMap((_, index) =>
      scene.chart.series.flatMap(({ marks }, datasetIndex) =>
        marks[index] == null ? [] : [{ datasetIndex, index, mark: marks[index] }],
      ),
    );
  return {
    update(next) {
      scene = next;
      const { data, options } = configuration();
      chart.data.labels = data.labels ?? [];
      // Sets are kept where they stay, so that bars grow from where they are.
      chart.data.datasets = data.datasets.map((set, i) => Object.assign(chart.data.datasets[i] ?? {}, set));
      chart.options = options ?? {};
      chart.update();
    },
    marks: () => places().map(({ mark }) => mark),
    point(at) {
      const place = at === null ? undefined : places()[at];
      const active = place === undefined ? [] : [place];
      const { x, y } = active.map(
        ({ datasetIndex, index }) => chart.getDatasetMeta(datasetIndex).data[index],
      )[0] ?? {
        x: 0,
        y: 0,
      };
      chart.setActiveElements(active);
      chart.tooltip?.setActiveElements(active, { x, y });
      chart.update('none');
    },
    xAt: () => null,
    destroy: () => chart.destroy(),
  };
}

function configured(
  { chart, theme, palette }: BarScene,
  markAt: (series: number, group: number) => Mark | null,
  lead: Lead,
): Configuration {
  const font = { family: theme.font, size: theme.fontSize };
  const values = [
    ...chart.series.flatMap(({ marks }) =>
      marks.flatMap((mark) => (mark === null ? [] : reachOf(mark, chart))),
    ),
    ...stackEnds(chart),
    ...chart.lines.map(({ value }) => value),
  ];
  const isStacked = chart.stacked !== undefined;
  const { title = '' } = chart;
  return {
    type: 'bar',
    data: {
      labels: [...chart.labels],
      datasets: chart.series.map(({ name, marks, ...look }) => ({
        label: name,
        data: marks.map((mark) => mark?.value ?? null),
        ...fillOf(look, theme, palette),
        borderSkipped: false,
        categoryPercentage: 0.8,
        barPercentage: 0.84,
        // A bar of nothing is still a bar: it shows that there is a value.
        minBarLength: isStacked ? 0 : 2,
      })),
    },
    options: {
      indexAxis: 'y',
      maintainAspectRatio: false,
      // Many bars would be drawn for longer than they move.
      animation: hasValues(chart) ? animation() : false,
      font,
      // Room for the values at the ends of the bars, and for the letters of lines.
      layout: { padding: { right: hasValues(chart) ? 72 : 16, left: 0, top: 16 } },
      onClick: (_event, [hit]) => {
        const link = hit === undefined ? null : (markAt(hit.datasetIndex, hit.index)?.link ?? null);
        if (link !== null) lead(link);
      },
      scales: {
        x: {
          ...{ beginAtZero: true, stacked: isStacked },
          ...{ ...limits(values, chart.unit), ...valueAxis(chart.unit, theme) },
          // All of it is 100 %, and sums of parts have errors of rounding.
          ...(isStacked && chart.unit === 'share' ? { max: 100 } : {}),
          title: { display: title !== '', text: title, color: theme.faint, font },
        },
        y: {
          stacked: isStacked,
          border: { display: false },
          grid: { display: false },
          ticks: {
            ...{ color: theme.text, font, padding: 8, autoSkip: false },
            callback(index) {
              return shortened(chart.labels[Number(index)] ?? '', this.chart.width < roomy ? 26 : 44);
            },
          },
        },
      },
      plugins: { tooltip: tooltipOf(theme, (series, group) => markAt(series, group)?.text ?? '') },
    },
  };
}

function plugins(scene: () => BarScene): Plugin<'bar'>[] {
  return [
    { id: 'behindBars', beforeDatasetsDraw: (chart) => drawWatermark(chart, scene()) },
    {
      id: 'overBars',
      afterDatasetsDraw: (chart) => {
        const { chart: figure, theme } = scene();
        const pixelOf = (value: number): number => chart.scales['x']?.getPixelForValue(value) ?? 0;
        drawLines(chart.ctx, chart.chartArea, figure.lines, theme, pixelOf, true);
        drawOver(chart, scene(), pixelOf);
      },
    },
  ];
}

/** Of a bar, pixels: where it ends and begins, and its middle. */
interface Place {
  readonly x: number;
  readonly base: number;
  readonly y: number;
  readonly height: number;
}

/** Error bars through the ends of bars, values beyond them, an outline around what is selected. */
function drawOver(drawn: Chart<'bar'>, scene: BarScene, pixelOf: (value: number) => number): void {
  const { chart, theme, selected } = scene;
  const show = inUnit(chart.unit);
  const { ctx } = drawn;
  const bars = barsOf(drawn, scene, pixelOf);
  const whiskers = bars.flatMap(({ whisker }) => whisker ?? []);
  drawWhiskers(ctx, whiskers, theme);
  ctx.save();
  ctx.font = `${String(theme.fontSize - 1)}px ${theme.font}`;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = theme.text;
  ctx.strokeStyle = theme.focus;
  ctx.lineWidth = 2;
  for (const { mark, y, height, start, end } of bars) {
    if (hasValues(chart)) ctx.fillText(show(mark.value), end + 7, y + 0.5);
    if (belongs(mark.link, selected))
      ctx.strokeRect(start - 4, y - height / 2 - 2, end - start + 8, height + 4);
  }
  ctx.restore();
}

/** A bar as it is drawn, pixels: from where to where it reaches, its error bar included. */
interface DrawnBar {
  readonly mark: Mark;
  readonly y: number;
  readonly height: number;
  readonly start: number;
  readonly end: number;
  /** null where it has no error bar. */
  readonly whisker: Whisker | null;
}

function barsOf(
  drawn: Chart<'bar'>,
  { chart }: BarScene,
  pixelOf: (value: number) => number,
): readonly DrawnBar[] {
  return chart.series.flatMap(({ marks }, series) =>
    drawn.getDatasetMeta(series).data.flatMap((shape, group): readonly DrawnBar[] => {
      const mark = marks[group];
      if (mark == null) return [];
      const { x, y, base, height } = (shape as BarElement).getProps(['x', 'y', 'base', 'height']) as Place;
      const error = shownBar(mark, chart);
      const ends =
        error === null
          ? null
          : ([
              [pixelOf(error.low), y],
              [pixelOf(error.high), y],
            ] as const);
      const whisker = ends === null || error === null ? null : { ends, goesOn: error.goesOn };
      const reached = [x, base, ...(ends ?? []).map(([end]) => end)];
      return [{ mark, y, height, start: Math.min(...reached), end: Math.max(...reached), whisker }];
    }),
  );
}
