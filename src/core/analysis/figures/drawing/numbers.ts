import type { Unit } from '../figure';

/** A value beside its mark, `+39.2`, `1.234`: the unit stands at the axis. Four significant digits at most. */
export function valueText(value: number, unit: Unit): string {
  if (unit === 'share') return value.toFixed(1);
  if (unit !== '%') return plainText(value);
  const text = value.toFixed(1);
  if (text === '-0.0') return '0.0';
  return Number(text) > 0 ? `+${text}` : text;
}

/** A round value of an axis, without needless zeros. */
export function tickText(value: number, unit: Unit): string {
  const text = plainText(value);
  return unit === '%' && value > 0 ? `+${text}` : text;
}

/** Of the axis: its name, with the unit in brackets where it has one. */
export function axisTitle(title: string, unit: Unit): string {
  if (unit === '') return title;
  const sign = unit === 'share' ? '%' : unit;
  return title === '' ? sign : `${title} [${sign}]`;
}

function plainText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential().replace(/(\.\d{2})\d*e/, '$1e');
  return String(Number(value.toPrecision(4)));
}
