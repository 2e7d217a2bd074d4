import type { Figure } from '../../src/core/analysis/figure';

export type Phase = 'cold' | 'warm';

/** The figure at one of its labels, turned: a row for each layout, a bar in it for each phase. */
export interface Bars {
  readonly unit: Figure['unit'];
  readonly phases: readonly Phase[];
  readonly rows: readonly { readonly layout: string; readonly bars: readonly Bar[] }[];
}

/** `value` and `range` in the figure's unit; null where there is none yet. */
export interface Bar {
  readonly phase: Phase;
  readonly value: number | null;
  readonly range: readonly [number, number] | null;
}

export function barsAt(figure: Figure, label: string): Bars {
  const at = Math.max(0, figure.labels.indexOf(label));
  const layouts = [...new Set(figure.series.map(({ layout }) => layout))];
  const phases = [...new Set(figure.series.map(({ phase }) => phase))];
  const bar = (layout: string, phase: Phase): Bar => {
    const series = figure.series.find((one) => one.layout === layout && one.phase === phase);
    return { phase, value: series?.values[at] ?? null, range: series?.ranges[at] ?? null };
  };
  return {
    unit: figure.unit,
    phases,
    rows: layouts.map((layout) => ({ layout, bars: phases.map((phase) => bar(layout, phase)) })),
  };
}

export function hasValues({ rows }: Bars): boolean {
  return rows.some(({ bars }) => bars.some(({ value }) => value !== null));
}
