import { keyOf } from '../cells';
import { percentText } from '../format';
import type { Origin } from '../../journal/state';
import type { Results } from '../results';
import { hasBaseline } from './baseline';
import { measureLegend, titleOf } from './captions';
import { differingIn, levelIn } from './dimensions';
import { type Entry, markOf, wordsOf } from './entry';
import type { BarChart, Figure, FigureKind, FigureTable, FigureView, NotDrawn } from './figure';
import { type Measure, SLOWDOWN, TIME } from './measures';
import { cellsShown } from './shown';
import { amount, joined, leftOutOf, leftOutText, noteOf } from './words';

/** Each cell beside the same one of another attempt: a prediction beside what was measured, or a repetition. */
export const agreement: FigureKind = {
  id: 'agreement',
  title: 'Beside another attempt',
  paper: [],
  draw(results, view, other) {
    if (other === null)
      return { why: 'There is no other attempt beside this one. Choose it with "Compare with…".' };
    const measure = hasBaseline(results) && hasBaseline(other) ? SLOWDOWN : TIME;
    const why = whyNot(results.origin, other.origin, measure);
    if (why !== null) return { why };
    const pairs = pairsOf(entriesOf(measure, results, view), entriesOf(measure, other, view));
    if (pairs.length > 0) return agreementFigure({ results, other, measure, pairs });
    return { why: 'No cell that is shown has a number in both attempts.' };
  },
};

/** A number of this attempt and that of the same place in the other. */
type Pair = readonly [Entry, Entry];

interface Subject {
  readonly results: Results;
  readonly other: Results;
  readonly measure: Measure;
  readonly pairs: readonly Pair[];
}

/** Seconds that nobody measured stand beside no seconds that somebody did; a rehearsal's mean nothing anywhere else. */
function whyNot(one: Origin, other: Origin, measure: Measure): NotDrawn['why'] | null {
  if (one === other) return null;
  const origins = `One attempt is ${one}, the other ${other}`;
  if ([one, other].includes('rehearsed'))
    return `${origins}: times that were rehearsed are held against rehearsals alone. Pages and bytes of both are compared as "Counts beside another attempt".`;
  if (measure.unit === '%') return null;
  return `${origins}: their seconds are not comparable, only slowdowns are. Both need native runs.`;
}

function entriesOf(measure: Measure, results: Results, view: FigureView): readonly Entry[] {
  return measure.entriesOf(results, cellsShown(results, view)).filter(({ value }) => value !== null);
}

function pairsOf(own: readonly Entry[], theirs: readonly Entry[]): readonly Pair[] {
  const byPlace = new Map(theirs.map((entry) => [keyOf(entry.at), entry]));
  return own.flatMap((entry) => {
    const against = byPlace.get(keyOf(entry.at));
    return against === undefined ? [] : [[entry, against] as const];
  });
}

function agreementFigure(subject: Subject): Figure {
  const { results, other, measure, pairs } = subject;
  const [own, theirs] = [pairs.map(([entry]) => entry), pairs.map(([, entry]) => entry)];
  const spots = own.map(({ at }) => at);
  const differing = differingIn(spots);
  const columns = differing.length === 0 ? ['layout'] : differing;
  const isScored = results.origin !== other.origin;
  const title = isScored ? 'Prediction beside measurement' : 'Two attempts side by side';
  return {
    kind: agreement.id,
    title: titleOf(title, spots, columns, measure.cellsOf(results.cells)),
    note: joined([noteOf(results, own), `beside ${other.attempt}: ${noteOf(other, theirs)}`]),
    legend: joined([
      measureLegend(results.origin === 'predicted' ? other : results, pairs.flat(), measure, false, 'bars'),
      isScored ? 'error bars of the prediction: 95 % of further draws' : '',
      isScored ? 'inside: what was measured lies in the interval of what was predicted' : '',
    ]),
    chart: {
      type: 'bars',
      unit: measure.unit,
      labels: spots.map((at) => wordsOf(at, columns)),
      series: ([results, other] as const).map((attempt, side) =>
        barsOf(attempt, side as 0 | 1, subject, columns),
      ),
      lines: measure.lines,
    },
    table: tableOf(subject, columns, isScored),
  };
}

function barsOf(
  attempt: Results,
  side: 0 | 1,
  { measure, pairs }: Subject,
  columns: readonly string[],
): BarChart['series'][number] {
  const marks = pairs.map((pair) => {
    const mark = markOf(pair[side], columns, measure.unit);
    // Both bars lead to the cell of this attempt: the other one is not open here.
    return mark === null ? null : { ...mark, link: pair[0].link };
  });
  return { name: `${attempt.origin}: ${attempt.attempt}`, colour: side, pattern: side, marks };
}

/** The legend of the chart has the names of both: they are long. */
function tableOf(
  { results, measure, pairs }: Subject,
  columns: readonly string[],
  isScored: boolean,
): FigureTable {
  const heads = [`${measure.head} (95 %)`, `the other's ${measure.head} (95 %)`];
  return {
    head: [...columns, ...heads, 'difference', ...(isScored ? ['inside'] : []), 'n', 'runs left out'],
    rows: pairs.map((pair) => {
      const [own, against] = pair;
      const counts = pair.map(({ count, counted }) => amount(count, counted)).join(', ');
      return {
        cells: [
          ...columns.map((id) => levelIn(own.at, id) ?? '-'),
          ...[own.text, against.text, differenceText(pair, measure)],
          ...(isScored ? [insideText(results.origin === 'predicted' ? [against, own] : pair)] : []),
          ...[counts, leftOutText(leftOutOf(pair))],
        ],
        link: own.link,
      };
    }),
  };
}

/** Of slowdowns in points of percent, of seconds as a ratio less one. */
function differenceText([{ value: own }, { value: against }]: Pair, { unit }: Measure): string {
  if (own === null || against === null) return '-';
  if (unit !== '%') return percentText(own / against - 1);
  const points = (own - against).toFixed(1);
  return `${own > against && points !== '0.0' ? '+' : ''}${points === '-0.0' ? '0.0' : points} points`;
}

function insideText([{ value }, { interval }]: Pair): string {
  if (value === null || interval === null) return '-';
  return interval[0] <= value && value <= interval[1] ? 'yes' : 'no';
}
