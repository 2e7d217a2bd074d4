import type { PointChart } from './figure';

/** Which bands are shaded: those that stand alone, and of bands that touch every second one. */
export function shadesOf(bands: PointChart['bands']): readonly boolean[] {
  const shades: boolean[] = [];
  bands.forEach(({ from }, at) => {
    shades.push(bands[at - 1]?.to === from ? shades[at - 1] !== true : true);
  });
  return shades;
}
