import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js';
import type { Theme } from '../shared/theme';
import type { Say } from '../shared/words';
import type { Bars, Phase } from './figure';
import { fillOf } from './fills';
import { percent, range, seconds, unknown } from './format';
import { marks } from './marks';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Pixels. One bar, and the gap between two layouts. */
const barHeight = 20;
const gapHeight = 22;
const axisHeight = 30;

/** Pixels that the rows need, so that bars are as thick with two layouts as with nine. */
export function chartHeight({ rows, phases }: Bars): number {
  return rows.length * (phases.length * barHeight + gapHeight) + axisHeight;
}

/** What is drawn: the bars, the editor's colours, and the word behind the bars where no real machine took the times. */
export interface Scene {
  readonly bars: Bars;
  readonly theme: Theme;
  readonly say: Say;
  readonly mark: string;
}

export interface BarChart {
  update(scene: Scene): void;
}

export function drawChart(canvas: HTMLCanvasElement, first: Scene): BarChart {
  let scene = first;
  const configured = configuration(first);
  const chart = new Chart(canvas, { ...configured, plugins: marks(() => scene) });
  return {
    update(next) {
      scene = next;
      const { data, options } = configuration(next);
      chart.data.labels = data.labels ?? [];
      // Sets are kept where they stay, so that bars grow from where they are.
      chart.data.datasets = data.datasets.map((set, i) => Object.assign(chart.data.datasets[i] ?? {}, set));
      chart.options = options ?? {};
      chart.update();
    },
  };
}

type Configuration = ChartConfiguration<'bar', (number | null)[], string>;

function configuration({ bars, theme, say }: Scene): Configuration {
  const show = showOf(bars);
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
  };
}

function showOf({ unit }: Bars): (value: number) => string {
  return unit === '%' ? percent : seconds;
}

function dataset(bars: Bars, i: number, theme: Theme, say: Say): Configuration['data']['datasets'][number] {
  const phase: Phase = bars.phases[i] ?? 'cold';
  return {
    label: say(phase),
    data: bars.rows.map((row) => row.bars[i]?.value ?? null),
    ...fillOf(phase, theme),
    categoryPercentage: 0.7,
    barPercentage: 0.84,
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
function limits(bars: Bars): { suggestedMin: number; suggestedMax: number; min?: number } {
  const ends = bars.rows.flatMap((row) =>
    row.bars.flatMap(({ value, range: reach }) => [value ?? 0, ...(reach ?? [])]),
  );
  const least = bars.unit === '%' ? 5 : 0;
  const lowest = Math.min(0, ...ends);
  // No time is below nothing: the next round number after -80 % would be -120 %.
  const bound = bars.unit === '%' && lowest < -80 ? { min: -100 } : {};
  return { suggestedMin: lowest, suggestedMax: Math.max(least, ...ends), ...bound };
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
