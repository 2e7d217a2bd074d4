import { placeText, type Comparison, type Place } from '../../src/core/analysis/results';
import type { OrderFinding } from '../../src/core/analysis/order';
import type { ShownResults } from '../../src/protocol/results';
import { element, type Child } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Say } from '../shared/words';
import { toneMark } from './charts/matrix';
import { percent, range, ratio, unknown } from './format';
import { dataGrid, type Column } from './grid';
import { tones } from './tones';

/** `▲ better than wide: -12.0 %, 95 % interval ...`, or how many blocks more would do. */
export function verdictLine(
  { verdict, other, ratio: value, interval }: Comparison,
  margin: number,
  say: Say,
): readonly Child[] {
  const against = say(`${verdict.kind}Than`, nameOf(other, say), percent(margin * 100).replace('+', ''));
  const numbers = [
    value === null ? '' : ratio(value - 1),
    interval === null ? '' : say('interval', range(interval[0] - 1, interval[1] - 1, ratio)),
    moreOf(verdict, say),
  ].filter((text) => text !== '');
  return [toneMark(verdict.kind, say), ` ${against}: ${numbers.join(', ')}`];
}

export interface VerdictSection {
  readonly place: HTMLElement;
  readonly show: (results: ShownResults, say: Say) => void;
  /** All comparisons, once they are asked for; null takes the table away. */
  readonly fill: (comparisons: readonly Comparison[] | null, margin: number, say: Say) => void;
}

/** How many of each verdict there are; all comparisons in a table once somebody unfolds it and they have come. */
export function verdictSection(open: boolean, opened: (open: boolean) => void): VerdictSection {
  const summary = slot(element('summary', {}));
  const body = slot(element('div', {}));
  const details = element('details', { class: 'fold', open: open ? '' : null }, summary.place, body.place);
  const place = element('section', {}, details);
  place.hidden = true;
  details.addEventListener('toggle', () => opened((details as HTMLDetailsElement).open));
  return {
    place,
    show({ verdicts }, say) {
      place.hidden = tones.every((tone) => verdicts[tone] === 0);
      summary.fill(verdicts, () => summaryOf(verdicts, say));
    },
    fill(comparisons, margin, say) {
      body.fill([comparisons, margin], () =>
        comparisons === null
          ? []
          : [
              element(
                'p',
                { class: 'footnote' },
                say('comparisonsNote', percent(margin * 100).replace('+', '')),
              ),
              verdictGrid(comparisons, say),
            ],
      );
    },
  };
}

function summaryOf(verdicts: ShownResults['verdicts'], say: Say): readonly Node[] {
  const counts = tones.filter((tone) => verdicts[tone] > 0);
  return [
    element('h2', {}, say('comparisonsTitle')),
    element(
      'span',
      { class: 'counts' },
      ...counts.map((tone) =>
        element('span', {}, toneMark(tone, say), `${String(verdicts[tone])} ${say(tone)}`),
      ),
    ),
  ];
}

function verdictGrid(comparisons: readonly Comparison[], say: Say): HTMLElement {
  const columns: Column[] = [
    { title: say('verdict') },
    { title: say('layout'), grows: true },
    { title: say('heldAgainst'), grows: true },
    { title: say('workload') },
    { title: say('phase') },
    { title: say('difference'), number: true },
    { title: say('corrected'), number: true },
    { title: say('more'), optional: true },
  ];
  return dataGrid(
    say,
    say('comparisonsTitle'),
    columns,
    comparisons.map((comparison) => ({ cells: cellsOf(comparison, say) })),
  );
}

function cellsOf(comparison: Comparison, say: Say): readonly Child[] {
  const { verdict, one, other, workload, phase, ratio: value, interval, adjusted } = comparison;
  const reach = interval === null ? null : range(interval[0] - 1, interval[1] - 1, ratio);
  return [
    element('span', {}, toneMark(verdict.kind, say), ` ${say(verdict.kind)}`),
    nameOf(one, say),
    nameOf(other, say),
    workload,
    say(phase),
    element(
      'span',
      { class: 'lines' },
      element('span', {}, value === null ? unknown : ratio(value - 1)),
      reach === null ? null : element('span', { class: 'range', title: say('intervalTitle') }, reach),
    ),
    adjusted === null ? unknown : chance(adjusted),
    moreOf(verdict, say),
  ];
}

function moreOf(verdict: Comparison['verdict'], say: Say): string {
  if (verdict.kind !== 'undecided' || verdict.more === null) return '';
  return verdict.more === 'none' ? say('moreNever') : say('moreBlocks', verdict.more);
}

export function chance(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function nameOf(place: Place, say: Say): string {
  return placeText({ ...place, layout: place.layout === 'native' ? say('native') : place.layout });
}

/** A line for each question of order: whether times follow it, and by how much. */
export function orderLines(findings: readonly OrderFinding[], say: Say): readonly Node[] {
  return findings.map(({ kind, found, change, correlation, p, values }) =>
    element(
      'p',
      { class: found ? 'order bad' : 'order' },
      element('span', { class: 'sign', 'aria-hidden': 'true' }, found ? '⚠' : '✓'),
      found
        ? say(`${kind}Found`, ratio(change), correlation.toFixed(2), chance(p))
        : say(`${kind}None`, values),
    ),
  );
}
