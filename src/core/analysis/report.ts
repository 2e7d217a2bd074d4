import { count } from '../text/count';
import type { Figure } from './figures/figure';
import { figureSvg } from './figures/svg';
import { chanceText, originNote, percentText, watermarkOf } from './format';
import { type MethodsInput, methodsParagraphs } from './methods';
import { hostFacts } from './report/host';
import { drawing, element, type Markup } from './report/markup';
import { STYLE } from './report/style';
import { facts, table } from './report/table';
import {
  cellsTable,
  comparisonsTable,
  leftOutTable,
  meansTable,
  placementsTable,
  trafficTable,
} from './report/tables';
import type { Results } from './results';

export interface ReportInput extends MethodsInput {
  readonly figures: readonly Figure[];
  /** Of layouts, as SVG in both themes; empty where the documents are not those that were run. */
  readonly pictures: readonly LayoutPicture[];
  /** Why there are no pictures; null where there are. */
  readonly noPictures: string | null;
}

export interface LayoutPicture {
  readonly title: string;
  readonly light: string;
  readonly dark: string;
}

/**
 * Everything of an attempt as one HTML page that stands alone: no script, nothing that is fetched, and a policy in it that
 * forbids both. Whatever documents, guests and hosts say is text in it.
 */
export function resultsReport(input: ReportInput): string {
  const { results } = input;
  const title = `${results.experiment}, ${results.attempt}`;
  const head = element('head', {}, [
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('title', {}, [title]),
    // No text of anybody else is in it: a style is not read as text is.
    { markup: `<style>${STYLE}</style>` },
  ]);
  const body = element('body', {}, [element('main', {}, [...opening(input), ...sections(input)])]);
  return `<!DOCTYPE html>\n${element('html', { lang: 'en' }, [head, body]).markup}\n`;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function opening({ results, version }: ReportInput): readonly Markup[] {
  const { runs } = results;
  const note = originNote(results.origin);
  return [
    element('h1', {}, [results.experiment]),
    element('p', { class: 'note' }, [`Attempt ${results.attempt}. Written by VM Partition Lab ${version}.`]),
    ...(note === '' ? [] : [element('p', { class: 'watermark' }, [sentence(note)])]),
    facts([
      ['standing', results.standing],
      ...(results.sequential === null ? [] : [['intervals', results.sequential] as const]),
      [
        'runs',
        `${runs.ended} of ${runs.planned} ended, ${runs.failed} failed, ${runs.marked} marked, ${runs.triedAgain} tried again`,
      ],
      ['origin', results.origin],
    ]),
  ];
}

function sections(input: ReportInput): readonly Markup[] {
  const { results } = input;
  return [
    ...findingsParts(results),
    heading('Figures'),
    ...input.figures.flatMap((figure, at) => figureParts(figure, at, watermarkOf(results.origin))),
    heading('Times'),
    cellsTable(results),
    ...[trafficTable(results), meansTable(results)].filter((part) => part !== null),
    heading('Comparisons'),
    comparisonsTable(results),
    heading('Left out'),
    leftOutTable(results),
    heading('Order of runs'),
    ...orderParts(results),
    heading('Layouts'),
    ...pictureParts(input),
    placementsTable(results),
    heading('Host'),
    ...driftParts(input),
    ...hostFacts(input.facts),
    heading('Methods'),
    ...methodsParagraphs(input).map((paragraph) => element('p', {}, [paragraph])),
  ];
}

/** Nothing where there is nothing to know. */
function findingsParts({ findings }: Results): readonly Markup[] {
  if (findings.length === 0) return [];
  const said = findings.map(({ severity, what, means }) =>
    element('li', {}, [`${severity === 'warning' ? 'Warning: ' : ''}${what} ${means}`]),
  );
  return [heading('What to know of these results'), element('ul', {}, said)];
}

function heading(text: string): Markup {
  return element('h2', {}, [text]);
}

/** Longest table of a figure: more is for programs to read. */
const MOST_ROWS = 1000;

function figureParts(figure: Figure, at: number, watermark: string): readonly Markup[] {
  const { head, rows } = figure.table;
  const shown = rows.slice(0, MOST_ROWS).map(({ cells }) => cells);
  const more = rows.length - shown.length;
  return [
    element('figure', {}, [
      inBoth((theme) => figureSvg(figure, { theme, prefix: `figure${at}-${theme}`, watermark })),
      table(figure.title, head, shown),
      ...(more === 0
        ? []
        : [element('p', { class: 'note' }, [`${more} more rows are left out here; the CSV has every run.`])]),
    ]),
  ];
}

/** The same for readers on white and on dark; the page shows one of them. */
function inBoth(draw: (theme: 'light' | 'dark') => string): Markup {
  const parts = (['light', 'dark'] as const).map((theme) =>
    element('div', { class: theme }, [drawing(draw(theme))]),
  );
  return element('div', {}, parts);
}

function orderParts({ order }: Results): readonly Markup[] {
  if (order.length === 0)
    return [element('p', {}, ['Too few sessions to tell whether times follow their order.'])];
  const rows = order.map(({ kind, values, correlation, change, p, found }) => [
    kind === 'drift' ? 'over the attempt' : 'within blocks',
    ...[String(values), correlation.toFixed(2), percentText(change), chanceText(p), found ? 'yes' : 'no'],
  ]);
  const head = [
    'times follow the order',
    'sessions',
    'rank correlation',
    'change, first to last',
    'p, corrected',
    'found',
  ];
  return [table('Effects of the order', head, rows)];
}

function pictureParts({ pictures, noPictures }: ReportInput): readonly Markup[] {
  if (noPictures !== null) return [element('p', { class: 'note' }, [noPictures])];
  return pictures.map(({ title, light, dark }) =>
    element('figure', {}, [
      element('figcaption', {}, [title]),
      inBoth((theme) => (theme === 'light' ? light : dark)),
    ]),
  );
}

function driftParts({ results: { drift }, captures }: ReportInput): readonly Markup[] {
  if (drift.length === 0 && captures < 2)
    return [element('p', {}, ['Whether the host changed meanwhile is not known.'])];
  if (drift.length === 0) return [element('p', {}, ['No change of the host was found meanwhile.'])];
  const said = drift.map(({ what, means }) => element('li', {}, [`${what} ${means}`]));
  return [
    element('p', {}, [`${count(drift.length, 'change')} of the host meanwhile:`]),
    element('ul', {}, said),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
