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
import type { Theme } from '../shared/theme';
import type { Say } from '../shared/words';
import type { Bars, Phase } from './figure';
import { fillOf } from './fills';
import { percent, range, seconds, unknown } from './format';
import { barValues, whiskers, watermark, zeroLine } from './marks';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

export type BarChart = Chart<'bar', (number | null)[], string>;

/** Pixels. One bar, and the gap between two layouts. */
const barHeight = 20;
const gapHeight = 22;
const axisHeight = 30;

/** Pixels that the rows need, so that bars are as thick with two layouts as with nine. */
export function chartHeight({ rows, phases }: Bars): number {
  return rows.length * (phases.length * barHeight + gapHeight) + axisHeight;
}

export function drawChart(
  canvas: HTMLCanvasElement,
  bars: Bars,
  theme: Theme,
  say: Say,
  mark: string,
): BarChart {
  return new Chart(canvas, configuration(bars, theme, say, mark));
}

export function updateChart(chart: BarChart, bars: Bars, theme: Theme, say: Say, mark: string): void {
  const { data, options, plugins } = configuration(bars, theme, say, mark);
  chart.data.labels = data.labels ?? [];
  // Sets are kept where they stay, so that bars grow from where they are.
  data.datasets.forEach((next, i) => {
    const now = chart.data.datasets[i];
    if (now === undefined) chart.data.datasets.push(next);
    else Object.assign(now, next);
  });
  chart.data.datasets.length = data.datasets.length;
  if (options !== undefined) chart.options = options;
  chart.config.plugins = plugins ?? [];
  chart.update();
}

type Configuration = ChartConfiguration<'bar', (number | null)[], string>;

function configuration(bars: Bars, theme: Theme, say: Say, mark: string): Configuration {
  const show = bars.unit === '%' ? percent : seconds;
  return {
    type: 'bar',
    data: {
      labels: bars.rows.map(({ layout }) => layout),
      datasets: bars.phases.map((_, i) => dataset(bars, i, theme, say)),
    },
    options: {
      ...scales(bars, theme, show),
      indexAxis: 'y',
      maintainAspectRatio: false,
      animation: stillness() ? false : { duration: 250 },
      font: { family: theme.font, size: theme.fontSize },
      // Room for the values at the ends of the bars.
      layout: { padding: { right: 72, left: 0 } },
      plugins: { tooltip: tooltip(bars, theme, say, show) },
    },
    plugins: plugins(bars, theme, show, mark),
  };
}

function plugins(bars: Bars, theme: Theme, show: (value: number) => string, mark: string): Plugin<'bar'>[] {
  return [watermark(mark, theme), zeroLine(theme), whiskers(bars, theme), barValues(bars, theme, show)];
}

function dataset(bars: Bars, i: number, theme: Theme, say: Say): Configuration['data']['datasets'][number] {
  const phase: Phase = bars.phases[i] ?? 'cold';
  return {
    label: say(phase),
    data: bars.rows.map((row) => row.bars[i]?.value ?? null),
    ...fillOf(phase, theme),
    barThickness: barHeight - 4,
    // A bar of nothing is still a bar: it shows that there is a value.
    minBarLength: 2,
  };
}

function scales(
  bars: Bars,
  theme: Theme,
  show: (value: number) => string,
): NonNullable<Configuration['options']> {
  const font = { family: theme.font, size: theme.fontSize };
  return {
    scales: {
      x: {
        beginAtZero: true,
        ...limits(bars),
        border: { display: false },
        grid: { color: theme.line, tickLength: 0 },
        ticks: {
          color: theme.faint,
          font: { ...font, size: theme.fontSize - 2 },
          maxTicksLimit: 6,
          padding: 6,
          callback: (value) => show(Number(value)).replace(/\.0+(?= )/, ''),
        },
      },
      y: {
        border: { display: false },
        grid: { display: false },
        ticks: {
          color: theme.text,
          font,
          padding: 8,
          autoSkip: false,
          callback: (index) => shortened(bars.rows[Number(index)]?.layout ?? ''),
        },
      },
    },
  };
}

/** Room for the least and greatest sessions. Differences within noise are not blown up to the width of the panel. */
function limits(bars: Bars): { suggestedMin: number; suggestedMax: number } {
  const ends = bars.rows.flatMap((row) =>
    row.bars.flatMap(({ value, range: reach }) => [value ?? 0, ...(reach ?? [])]),
  );
  const least = bars.unit === '%' ? 5 : 0;
  return { suggestedMin: Math.min(0, ...ends), suggestedMax: Math.max(least, ...ends) };
}

function shortened(name: string): string {
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
}

function tooltip(
  bars: Bars,
  theme: Theme,
  say: Say,
  show: (value: number) => string,
): NonNullable<NonNullable<NonNullable<Configuration['options']>['plugins']>['tooltip']> {
  return {
    backgroundColor: theme.popup,
    titleColor: theme.popupText,
    bodyColor: theme.popupText,
    borderColor: theme.popupLine,
    borderWidth: 1,
    cornerRadius: 3,
    padding: 8,
    displayColors: false,
    titleFont: { family: theme.font, size: theme.fontSize },
    bodyFont: { family: theme.font, size: theme.fontSize },
    callbacks: {
      label: ({ dataIndex, datasetIndex }) => {
        const bar = bars.rows[dataIndex]?.bars[datasetIndex];
        if (bar === undefined || bar.value === null) return unknown;
        const reach = bar.range === null ? '' : ` (${range(bar.range[0], bar.range[1], show)})`;
        return `${say(bar.phase)} ${show(bar.value)}${reach}`;
      },
    },
  };
}

function stillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
