import type { Unit } from '../../src/core/analysis/figures/figure';

/** Shown for a number that is not known. */
export const unknown = '–';

/** Percent with its sign, three digits or more: `+4.2 %`, `+1724 %`; `-` as in tables and exports, where spreadsheets read it. */
export function percent(value: number): string {
  const text = Math.abs(value).toFixed(Math.abs(value) < 100 ? 1 : 0);
  const sign = Number(text) === 0 ? '' : value < 0 ? '-' : '+';
  return `${sign}${text} %`;
}

/** Three significant digits or more. */
export function seconds(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return `${value.toFixed(digits)} s`;
}

export function orUnknown(value: number | null, show: (value: number) => string): string {
  return value === null ? unknown : show(value);
}

/** Least and greatest with their unit once: `+44.0 … +56.0 %`. */
export function range(low: number | null, high: number | null, show: (value: number) => string): string {
  if (low === null || high === null) return unknown;
  const [from, to] = [show(low), show(high)];
  return from === to ? unknown : `${from.replace(/ \S+$/, '')} … ${to}`;
}

/** A ratio less one as percent. */
export function ratio(value: number): string {
  return percent(value * 100);
}

/** A value of a figure with its unit; three significant digits of one that has none. */
export function inUnit(unit: Unit): (value: number) => string {
  if (unit === '') return (value) => String(Number(value.toPrecision(3)));
  if (unit === 'share') return (value) => `${value.toFixed(1)} %`;
  return unit === '%' ? percent : seconds;
}
