import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { type ReportInput, resultsReport } from '../../../src/core/analysis/report';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { planDocument } from '../../../src/core/plan/planDocument';
import { experiment } from '../../support/experiments';
import { attempt, took } from './attempt';
import { bars, distribution, made, matrix, points } from './figures/madeFigures';

const plan = experiment({});

function page(
  more: Partial<ReportInput> = {},
  done = [took('s1', 10), took('s2', 12), took('s3', 9)],
): string {
  return resultsReport({
    results: attempt(done, [0]).results,
    plan: planDocument(plan, scheduleOf(plan), [], '0.4.0'),
    ...{ facts: null, captures: 2, seed: 1, version: '0.5.0', began: 0, last: 1 },
    ...{ figures: [], pictures: [], noPictures: null },
    ...more,
  });
}

/** Texts of the cells of tables, in their order; throws for a page that is not well-formed. */
function cellsOf(html: string): readonly string[] {
  const found: string[] = [];
  const parser = new SaxesParser();
  let inside = false;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    inside = name === 'td' || name === 'th';
    if (inside) found.push('');
  });
  parser.on('text', (text) => {
    if (inside) found.push(`${found.pop() ?? ''}${text}`);
  });
  parser.write(html.replace('<!DOCTYPE html>\n', '')).close();
  return found;
}

describe('the report', () => {
  it('shows each figure in both themes with the table that says the same', () => {
    const figures = [bars, points, distribution, matrix].map((chart) => made(chart));
    const html = page({ figures });
    expect(html.match(/<svg /g)).toHaveLength(8);
    expect(cellsOf(html).filter((text) => text === '+39.2 %')).toHaveLength(4);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id = ''] of html.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it('has medians, intervals and slowdowns in its tables, and what a verdict lacks', () => {
    const cells = cellsOf(page());
    for (const text of ['12.00', '9.000', 'baseline', '+20.0 %', '-10.0 %']) expect(cells).toContain(text);
    expect(cells.some((text) => /^undecided, \d+ more blocks?$/.test(text))).toBe(true);
  });

  it('says how many bytes went which way, where there was a choice', () => {
    const { results } = attempt([took('s3', 9)], [0]);
    const sent = { networkBytes: 51_200, regionBytes: 5.68e9, sessions: 1 };
    const cells = results.cells.map((cell) => ({ ...cell, traffic: sent }));
    const shown = cellsOf(page({ results: { ...results, cells } }));
    for (const text of ['51.2 kB', '5.68 GB']) expect(shown).toContain(text);
    expect(cellsOf(page())).not.toContain('through the region');
  });

  it('leaves rows that are too many for a page to the CSV', () => {
    const rows = Array.from({ length: 1003 }, (_, at) => ({ cells: [`row ${at}`], link: null }));
    const html = page({ figures: [made(bars, { table: { head: ['x'], rows } })] });
    expect(cellsOf(html).filter((text) => text.startsWith('row '))).toHaveLength(1000);
    expect(html).toContain('3 more rows are left out here');
  });

  it('counts what was left out, with the reasons', () => {
    const done = [took('s1', 10), took('s2', 1, { state: 'failed', exit: 7 })];
    expect(cellsOf(page({}, done))).toContain('failed with exit code 7');
  });

  it('tells drift, effects of the order and why layouts are not drawn', () => {
    const { results } = attempt([took('s1', 10)], []);
    const drift = [{ what: 'KSM is 1, and was 0.', means: 'Pages are merged.' }];
    const order = [
      { kind: 'position', values: 8, correlation: -0.5, p: 0.04, found: true, change: 0.02 } as const,
    ];
    const html = page({ results: { ...results, drift, order }, noPictures: 'Not drawn.' });
    expect(html).toContain('<li>KSM is 1, and was 0. Pages are merged.</li>');
    expect(html).toContain('<p class="note">Not drawn.</p>');
    expect(cellsOf(html)).toEqual(
      expect.arrayContaining(['within blocks', '-0.50', '0.040', 'yes', '+2.0 %']),
    );
  });

  it('tells what to know of the results before the figures, and nothing where there is nothing', () => {
    const { results } = attempt([took('s1', 10)], []);
    const finding = { severity: 'warning', what: 'vm0 is far.', means: 'Look.' } as const;
    const html = page({ results: { ...results, findings: [finding, { ...finding, severity: 'info' }] } });
    expect(html).toContain('<li>Warning: vm0 is far. Look.</li><li>vm0 is far. Look.</li>');
    expect(html.indexOf('vm0 is far')).toBeLessThan(html.indexOf('<h2>Figures</h2>'));
    expect(page()).not.toContain('What to know');
  });

  it('is marked where nothing was measured', () => {
    expect(page()).not.toContain('class="watermark"');
    const { results } = attempt([took('s1', 10)], []);
    for (const origin of ['rehearsed', 'predicted'] as const)
      expect(page({ results: { ...results, origin } })).toMatch(/<p class="watermark">[A-Z][^<]+\.<\/p>/);
  });

  it('turns no text into elements or into another direction of writing', () => {
    const evil = '"><svg onload=alert(1)><style>*{}</style>\u202e&amp;';
    const { results } = attempt([took('s1', 10)], []);
    const figure = made(bars, { title: evil, note: evil, legend: evil, table: { head: [evil], rows: [] } });
    const html = page({
      results: { ...results, experiment: evil, drift: [{ what: evil, means: evil }], standing: evil },
      figures: [figure],
      noPictures: evil,
    });
    expect(() => cellsOf(html)).not.toThrow();
    expect(html).not.toMatch(/<svg onload|<style>\*|\u202e/);
  });
});
