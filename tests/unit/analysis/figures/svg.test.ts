import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureSvg } from '../../../../src/core/analysis/figures/svg';
import type { Chart, Figure } from '../../../../src/core/analysis/figures/figure';
import { textWidth } from '../../../../src/core/picture/textWidth';
import { readXml, type XmlElement } from '../../../../src/core/topology/xml';
import { hostileString } from '../../../support/hostile';
import { bars, distribution, link, made, mark, matrix, moments, points, stack } from './madeFigures';

const CHARTS: Readonly<Record<string, Chart>> = { bars, points, distribution, matrix, moments, stack };

/** The outermost element. The reader refuses what is not well-formed. */
function parsed(svg: string): XmlElement {
  const read = readXml(svg);
  const root = 'roots' in read ? read.roots[0] : undefined;
  if (root === undefined) throw new Error(`Not well-formed: ${JSON.stringify(read)}`);
  return root;
}

function all(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(all)];
}

/** Numbers of paths and places: NaN is what a wrong scale leaves. */
function coordinates(root: XmlElement): string {
  return all(root)
    .flatMap((one) => Object.entries(one.attributes))
    .filter(([name]) => ['x', 'y', 'd', 'width', 'height', 'transform', 'viewBox'].includes(name))
    .map(([, value]) => value)
    .join(' ');
}

describe.each(Object.entries(CHARTS))('the drawing of %s', (_, chart) => {
  it('is a whole document in each theme, with title, words and no place that is no number', () => {
    for (const theme of ['light', 'dark', 'highContrast', 'highContrastLight'] as const) {
      const root = parsed(figureSvg(made(chart), { theme }));
      expect(root.name).toBe('svg');
      expect(root.attributes).toMatchObject({ role: 'img' });
      expect(root.children.slice(0, 2).map(({ name }) => name)).toEqual(['title', 'desc']);
      expect(coordinates(root)).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('has nothing that moves, runs or is fetched, and no style', () => {
    const svg = figureSvg(made(chart));
    expect(svg).not.toMatch(
      /<(script|style|foreignObject|image|use|a|animate)\b|\bon\w+=|style=|href|url\((?!#)/,
    );
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  });

  it('carries the word for numbers that nobody measured, and none for those that were', () => {
    const words = (watermark: string): readonly string[] =>
      all(parsed(figureSvg(made(chart), { watermark })))
        .filter((one) => one.attributes['fill-opacity'] === '0.13')
        .map(({ text }) => text);
    expect(words('rehearsed')).toEqual(['rehearsed']);
    expect(words('')).toEqual([]);
  });

  it('has ids of its own on a page with others', () => {
    const ids = (prefix: string): readonly string[] =>
      all(parsed(figureSvg(made(chart), { prefix }))).flatMap((one) => one.attributes['id'] ?? []);
    expect(ids('a').filter((id) => ids('b').includes(id))).toEqual([]);
  });
});

describe('numbers and words of a drawing', () => {
  it('bars: their values, labels, key, lines of the paper marked as its own, and all of it in words', () => {
    const svg = figureSvg(made(bars));
    for (const text of ['+39.3', '-4.5', '+82.0', 'bt.B', 'mean', 'wide, warm', 'sixteen, warm'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).toContain('>N2 average (paper)</text>');
    expect(svg).toContain('>native</text>');
    expect(svg).toContain('wide, bt.B: 39.25 %.');
    expect(svg).toContain('Line at 39: N4 one VM, warm (paper).');
  });

  it('bars stand on zero and end at their values, error bars at those of their intervals', () => {
    const chart: Chart = {
      ...{ type: 'bars', unit: '%', labels: ['a', 'b'], lines: [] },
      series: [{ name: '', colour: 0, marks: [mark(20, 10), mark(-10)] }],
    };
    const groups = all(parsed(figureSvg(made(chart)))).filter(
      ({ name, children }) => name === 'g' && children[0]?.name === 'title',
    );
    const rects = groups.map(({ children }) => children.find(({ name }) => name === 'rect')?.attributes);
    const [up, down] = rects.map((rect) => ({ y: Number(rect?.['y']), height: Number(rect?.['height']) }));
    if (up === undefined || down === undefined) throw new Error('There are two bars.');
    expect(up.y + up.height).toBeCloseTo(down.y, 1);
    expect(up.height).toBeCloseTo(2 * down.height, 1);
    const whisker = groups[0]?.children.find(({ name }) => name === 'path')?.attributes['d'];
    const [, low = 0, high = 0] = (/ ([\d.]+)V([\d.]+)M/.exec(whisker ?? '') ?? []).map(Number);
    // From 10 to 30: as long as the bar of 20, its middle at the bar's end.
    expect(low - high).toBeCloseTo(up.height, 1);
    expect((low + high) / 2).toBeCloseTo(up.y, 1);
  });

  it('parts of a stack lie one upon the other and fill the axis, each with its number where it fits', () => {
    const groups = all(parsed(figureSvg(made(stack)))).filter(
      ({ name, children }) => name === 'g' && children[0]?.name === 'title',
    );
    const rects = groups.map(({ children }) => children.find(({ name }) => name === 'rect')?.attributes);
    const [local, other, remote, cold, warm] = rects.map((rect) => ({
      ...{ x: rect?.['x'], y: Number(rect?.['y']), height: Number(rect?.['height']) },
    }));
    if (!local || !other || !remote || !cold || !warm) throw new Error('There are five parts.');
    expect([local.x, local.x]).toEqual([remote.x, cold.x]);
    expect(other.x).toBe(warm.x);
    expect(remote.y + remote.height).toBeCloseTo(local.y, 1);
    expect(cold.y + cold.height).toBeCloseTo(remote.y, 1);
    expect(warm.y + warm.height).toBeCloseTo(other.y, 1);
    expect(warm.y).toBeCloseTo(cold.y, 1);
    expect(local.height / remote.height).toBeCloseTo(70.25 / 20, 1);
    const svg = figureSvg(made(stack));
    for (const text of ['70.3', '100', 'guest memory that ranks use [%]'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).not.toContain('>120</text>');
  });

  it('moments are lines with their names, and are read out', () => {
    const svg = figureSvg(made(moments));
    expect(svg).toContain('>reclaim</text>');
    expect(svg).toContain('Line at 5.5: migrate.');
    expect(svg.match(/stroke-dasharray="1 3"/g)).toHaveLength(2);
  });

  it('series differ without colours: each bar has another pattern, each point another shape', () => {
    const patterns = new Set(figureSvg(made(bars)).match(/url\(#[\w-]+\)/g));
    expect(patterns.size).toBe(2);
    const shapes = new Set(
      all(parsed(figureSvg(made(points))))
        .filter(({ name, attributes }) => name === 'path' && attributes['transform'] !== undefined)
        .map(({ attributes }) => attributes['d']),
    );
    expect(shapes.size).toBe(2);
  });

  it('points: axis titles with units, bands, and each point in words', () => {
    const svg = figureSvg(made(points));
    for (const text of ['time [s]', 'sequence', 'block 2', 'native', 'wide'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).toContain('<title>wide, bt.B: 14.25 %</title>');
  });

  it('of more points than can be seen those that can are drawn, and not all are read out', () => {
    const many = Array.from({ length: 20_000 }, (_, x) => ({
      ...mark(10 + (x % 7) / 1000),
      x,
      text: `run ${x}.`,
    }));
    const chart = {
      ...points,
      bands: [],
      series: [{ name: 'wide', colour: 0, joined: true, points: many }],
    } as Chart;
    const svg = figureSvg(made(chart));
    expect(svg.match(/<title>run/g)?.length).toBeLessThan(2000);
    expect(svg).toContain('<title>run 0.</title>');
    expect(svg).toContain('run 499. And 19500 more points.');
  });

  it('a matrix says in a sign and in words what its colours do', () => {
    const svg = figureSvg(made(matrix));
    expect(svg).toContain('>▲ +39.2 %');
    expect(svg).toContain('four against wide: better, -27.4 % (-33.0 to -21.2), p = 0.031.');
  });

  it('the note and what error bars mean go with it', () => {
    const svg = figureSvg(made(bars, { note: 'rehearsed: times mean nothing' }));
    expect(svg).toContain('>rehearsed: times mean nothing</text>');
    expect(svg).toContain('>bars: 95 % interval of the slowdown,');
  });
});

describe('figures with nothing, or with anything, in them', () => {
  const empty: readonly Chart[] = [
    { type: 'bars', unit: 's', labels: [], series: [], lines: [] },
    { ...points, type: 'points', series: [], bands: [], boxes: [] } as Chart,
    { type: 'matrix', rows: [], columns: [], cells: [] },
    { type: 'bars', unit: '', labels: ['x'], series: [{ name: 'y', colour: 0, marks: [null] }], lines: [] },
    {
      type: 'bars',
      unit: '',
      labels: ['x'],
      series: [{ name: 'y', colour: 0, marks: [mark(0)] }],
      lines: [],
    },
  ];
  it.each(empty.map((chart) => [chart.type, chart] as const))('%s', (_, chart) => {
    expect(coordinates(parsed(figureSvg(made(chart))))).not.toMatch(/NaN|Infinity/);
  });

  it('are well-formed whatever names and numbers they hold', { timeout: 60_000 }, () => {
    const text = hostileString('x');
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    const anyMark = fc.record({ value: finite, text }).map(({ value, text: words }) => ({
      ...{ value, text: words, link, interval: [value - 1, value + 1] as const },
    }));
    const chart: fc.Arbitrary<Chart> = fc.record({
      type: fc.constant('bars' as const),
      unit: fc.constantFrom('%' as const, 'share' as const, 's' as const, '' as const),
      labels: fc.array(text, { maxLength: 4 }),
      series: fc.array(
        fc.record({ name: text, colour: fc.nat(40), marks: fc.array(fc.option(anyMark), { maxLength: 4 }) }),
        { maxLength: 8 },
      ),
      lines: fc.array(fc.record({ value: finite, label: text, source: fc.constant('paper' as const) }), {
        maxLength: 3,
      }),
    });
    const figure: fc.Arbitrary<Figure> = fc
      .record({ chart, title: text, note: text, legend: text })
      .map(({ chart: own, ...words }) => made(own, words));
    fc.assert(
      fc.property(figure, (one) => {
        const root = parsed(figureSvg(one));
        expect(coordinates(root)).not.toMatch(/NaN|Infinity/);
        expect(all(root).every(({ name }) => !['script', 'a', 'image'].includes(name))).toBe(true);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

it('gives names that lie aslant the room that they need to the left', () => {
  const names = Array.from({ length: 30 }, (_, at) => `vm-per-socket, transport=network, ${at}`);
  if (distribution.type !== 'points' || bars.type !== 'bars') throw new Error('made so');
  for (const chart of [
    { ...distribution, x: { ...distribution.x, ticks: names } },
    {
      ...bars,
      labels: names,
      series: bars.series.map((one) => ({ ...one, marks: names.map(() => mark(1)) })),
    },
  ]) {
    const aslant = all(parsed(figureSvg(made(chart)))).filter(({ attributes }) =>
      attributes['transform']?.startsWith('rotate(-35'),
    );
    expect(aslant).toHaveLength(names.length);
    for (const { attributes, text } of aslant) {
      const reach = textWidth(text, Number(attributes['font-size'])) * Math.cos((35 * Math.PI) / 180);
      expect(Number(attributes['x']) - reach, text).toBeGreaterThanOrEqual(0);
    }
  }
});
