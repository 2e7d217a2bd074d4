import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dimensionsOf, levelIn } from '../../../../src/core/analysis/figures/dimensions';
import { figureFor, figureKinds, usualKind } from '../../../../src/core/analysis/figures/kinds';
import { cellsShown, WHOLE_VIEW } from '../../../../src/core/analysis/figures/shown';
import { barsOf, drawn, made, program, type SecondsOf, whyNot } from './made';

const plain: SecondsOf = ({ layout, levels }) =>
  (layout === 'native' ? 10 : levels['nic'] === 'e1000' ? 13 : 12) * (levels['host.thp'] === 'never' ? 2 : 1);

const results = made(plain, {
  factors: { 'host.thp': ['always', 'never'], nic: ['virtio', 'e1000'] },
  workloads: [program('w1', 'stencil'), program('w2', 'sort')],
});

describe('dimensions', () => {
  it('are layout, factors, program and phase, levels in the order of the document', () => {
    expect(dimensionsOf(results.cells)).toEqual([
      { id: 'layout', levels: ['native', 'wide', 'half', 'four'] },
      { id: 'host.thp', levels: ['always', 'never'] },
      { id: 'nic', levels: ['virtio', 'e1000'] },
      { id: 'workload', levels: ['stencil', 'sort'] },
      { id: 'phase', levels: ['cold', 'warm'] },
    ]);
  });
});

describe('what is shown', () => {
  const count = (shown: Readonly<Record<string, readonly string[]>>): number =>
    cellsShown(results, { shown }).length;

  it('is everything where nothing is chosen', () => {
    expect(cellsShown(results, WHOLE_VIEW)).toEqual(results.cells);
  });

  it('has the levels that are chosen in every dimension', () => {
    // 3 layouts of 2 settings of the host, 2 NICs, 2 programs and 2 phases, and native without NICs.
    expect(results.cells).toHaveLength(3 * 16 + 8);
    expect(count({ layout: ['wide', 'four'] })).toBe(2 * 16);
    expect(count({ layout: ['wide'], phase: ['cold'], 'host.thp': ['never'] })).toBe(4);
    expect(count({ layout: [] })).toBe(0);
  });

  it('keeps the native machine where a level of the guests is chosen, which it does not have', () => {
    const cells = cellsShown(results, { shown: { nic: ['e1000'] } });
    expect(cells).toHaveLength(3 * 8 + 8);
    expect(new Set(cells.map((cell) => levelIn(cell, 'nic')))).toEqual(new Set([null, 'e1000']));
  });

  it('is told where nothing is left', () => {
    for (const { id } of figureKinds.filter(
      ({ id }) => !['transport', 'class', 'agreement', 'counts'].includes(id),
    )) {
      expect(whyNot(id, results, { shown: { layout: ['no such'] } })).toContain('Nothing is left');
    }
  });

  it('does not change colours', () => {
    const { series } = barsOf(drawn('slowdown', results, { shown: { layout: ['half'] } }));
    expect(new Set(series.map(({ colour }) => colour))).toEqual(new Set([1]));
    expect(new Set(series.map(({ pattern }) => pattern)).size).toBe(series.length);
  });

  it('is named by the levels that differ, factors by their names', () => {
    const { series } = barsOf(drawn('slowdown', results, { shown: { phase: ['cold'], layout: ['wide'] } }));
    expect(series.map(({ name }) => name)).toEqual([
      'host.thp=always, nic=virtio',
      'host.thp=always, nic=e1000',
      'host.thp=never, nic=virtio',
      'host.thp=never, nic=e1000',
    ]);
    // Held against native with the same setting of the host.
    expect(series.map(({ marks }) => marks[0]?.value.toFixed(0))).toEqual(['20', '30', '20', '30']);
    for (const { marks } of series) expect(marks[0]?.text).toMatch(/, 3 blocks$/);
    const byNic = barsOf(drawn('slowdown', results, { group: 'nic', colour: 'host.thp' }));
    expect(byNic.labels).toEqual(['nic=virtio', 'nic=e1000']);
  });

  it('stands in the title where nothing else of the figure says it', () => {
    const shown = { phase: ['cold'], layout: ['wide'], nic: ['e1000'] };
    const { title, table } = drawn('slowdown', results, { shown });
    expect(title).toBe('Slowdown against native: wide, nic=e1000, cold');
    expect(table.rows.flatMap(({ cells }) => cells)).not.toContain('wide');
    // Natively there is no NIC.
    for (const kind of ['order', 'distribution'])
      expect(drawn(kind, results, { shown: { nic: ['e1000'] } }).title).toMatch(/: nic=e1000$/);
    expect(drawn('slowdown', results).title).toBe('Slowdown against native');
  });
});

describe('kinds', () => {
  it('are all in the list', () => {
    const folder = join(import.meta.dirname, '../../../../src/core/analysis/figures');
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    const exported = files.flatMap((text) => [...text.matchAll(/^export const \w+: FigureKind = /gm)]);
    expect(figureKinds).toHaveLength(exported.length);
  });

  it('stand in the table of docs/figures.md with the figures that they are for', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/figures.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| `\w+\.ts` +\| ([\d, ]*?) *\|/gm)];
    expect(rows.map(([, id, figures]) => [id, figures])).toEqual(
      figureKinds.map(({ id, paper }) => [id, paper.join(', ')]),
    );
  });

  it('have ids of their own', () => {
    expect(new Set(figureKinds.map(({ id }) => id)).size).toBe(figureKinds.length);
  });

  it('start with slowdowns, or times where there is no baseline', () => {
    expect(usualKind(results).id).toBe('slowdown');
    expect(figureFor(results, 'no such', WHOLE_VIEW)).toMatchObject({ kind: 'slowdown' });
    expect(usualKind(made(plain, { native: false })).id).toBe('time');
    const alone = results.cells.filter(({ layout }) => layout === 'native');
    expect(usualKind({ ...results, cells: alone }).id).toBe('time');
  });

  it('draw under their own id', () => {
    for (const kind of figureKinds) {
      const figure = kind.draw(results, WHOLE_VIEW, null);
      if (!('why' in figure)) expect(figure.kind).toBe(kind.id);
    }
  });
});
