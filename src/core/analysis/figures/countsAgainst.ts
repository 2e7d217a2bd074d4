import { originNote, secondsText, shareText } from '../format';
import { type CellCounts, type CountPair, hasBoth, pairsOf } from '../countPairs';
import { countsAgainst, scoredSide } from '../countsAgainst';
import { countsErrorText } from '../countsErrorText';
import { KINDS_OF_PAGES } from '../pageUse';
import type { Results } from '../results';
import { titleOf } from './captions';
import { differingIn, levelIn } from './dimensions';
import { linkOf, wordsOf } from './entry';
import type { BarChart, Figure, FigureKind, FigureTable, Mark } from './figure';
import { cellsShown } from './shown';
import { joined, leftOutText, noteOf } from './words';

/** Pages by kind and node, and bytes by path, of each cell beside the same one of another attempt. */
export const countsBeside: FigureKind = {
  id: 'counts',
  title: 'Counts beside another attempt',
  paper: [],
  draw(results, view, other) {
    if (other === null)
      return { why: 'There is no other attempt beside this one. Choose it with "Compare with…".' };
    const [own, theirs] = [results, other].map((one) => ({ ...one, cells: cellsShown(one, view) }));
    const held = countsAgainst(own ?? results, theirs ?? other);
    if (held.cells.length > 0) return countsFigure({ results, other, ...held });
    return {
      why: `No cell that is shown has counts in both attempts.${silent(results, other)} Pages are counted with "pageKinds" in "collect", bytes in layouts of several VMs.`,
    };
  },
};

/** Which of both has told nothing at all. */
function silent(...attempts: readonly Results[]): string {
  const names = attempts.filter((one) => !hasCounts(one)).map(({ attempt }) => attempt);
  return names.length === 0 ? '' : ` There are none in ${names.join(' and ')}.`;
}

function hasCounts({ pages, cells }: Results): boolean {
  return pages.length > 0 || cells.some(({ traffic }) => traffic !== null);
}

interface Subject extends ReturnType<typeof countsAgainst> {
  readonly results: Results;
  readonly other: Results;
}

function countsFigure(subject: Subject): Figure {
  const { results, other, cells, error } = subject;
  const drawn = cells.filter(({ pages }) => hasBoth(pages));
  const differing = differingIn(cells);
  const columns = differing.length === 0 ? ['layout'] : differing;
  return {
    kind: countsBeside.id,
    title: titleOf(titleFor(subject), cells, columns, results.cells),
    note: joined([
      noteOf(results, cells),
      `beside ${other.attempt}: ${joined([other.standing, originNote(other.origin)])}`,
    ]),
    legend: joined([
      drawn.length === 0
        ? 'bars: bytes that VMs sent, all paths together, median of the sessions'
        : `bars in twos: ${namesOf(subject).join(', then ')}; parts: of the guest memory that ranks map, mean over sessions`,
      countsErrorText(error, [results.origin, other.origin]),
      aloneText(subject),
    ]),
    chart: drawn.length === 0 ? bytesChart(subject, columns) : pagesChart(subject, drawn, columns),
    table: tableOf(subject, columns),
  };
}

function titleFor({ results, other }: Subject): string {
  const scored = scoredSide(results, other);
  if (scored === null) return 'Counts of two attempts';
  return [results, other].some(({ origin }) => origin === 'rehearsed')
    ? 'Predicted counts beside rehearsed ones'
    : 'Predicted counts beside measured ones';
}

/** Named one by one up to here. */
const MOST_NAMED = 4;

/** What is told of a cell on one side alone, in words. */
function aloneText(subject: Subject): string {
  const names = namesOf(subject);
  const told = subject.alone.map((cell) => {
    const { layout, setting, workload, phase, what, side } = cell;
    const at = [layout, setting, workload, phase].filter((part) => part !== '').join(', ');
    return `${what} of ${at} (${names[side]})`;
  });
  if (told.length === 0) return '';
  const more = told.length <= MOST_NAMED ? '' : ` and ${told.length - MOST_NAMED} more`;
  return `in one attempt alone: ${told.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** Origins tell the sides apart, and where they are the same who is this one. */
function namesOf({ results, other }: Subject): readonly [string, string] {
  if (results.origin !== other.origin) return [results.origin, other.origin];
  return [`${results.origin}, this attempt`, `${other.origin}, the other`];
}

function pagesChart(subject: Subject, cells: readonly CellCounts[], columns: readonly string[]): BarChart {
  const names = namesOf(subject);
  const bars = cells.flatMap((cell) => names.map((name, side) => ({ cell, name, side })));
  const { origin } = subject.results;
  const shortNames = origin === subject.other.origin ? ['this', 'other'] : names;
  const kinds = cells.map((cell) => pairsOf(cell).filter(({ what }) => what === 'kind'));
  return {
    ...{ type: 'bars', unit: 'share', title: 'guest memory that ranks use', stacked: true, lines: [] },
    // Long labels are cut at their end: whose bar it is stands before.
    labels: bars.map(({ cell, side }) => `${shortNames[side] ?? ''}: ${wordsOf(cell, columns)}`),
    series: KINDS_OF_PAGES.map(({ name: kind, colour }, at) => ({
      ...{ name: kind, colour },
      marks: bars.map(({ cell, name, side }, bar): Mark => {
        const value = kinds[Math.floor(bar / 2)]?.[at]?.values[side] ?? 0;
        const text = `${wordsOf(cell, columns)}, ${name}: ${kind} ${shareText(value)}`;
        return { value: value * 100, interval: null, text, link: linkOf(cell) };
      }),
    })),
  };
}

const MEGABYTE = 1e6;

/** Where nobody has counted pages. */
function bytesChart(subject: Subject, columns: readonly string[]): BarChart {
  const paths = subject.cells.flatMap((cell) =>
    pairsOf(cell)
      .filter(({ what, values }) => what === 'bytes' && hasBoth(values))
      .map((pair) => ({ cell, ...pair })),
  );
  return {
    ...{ type: 'bars', unit: '', title: 'sent, MB', lines: [] },
    labels: paths.map(({ cell, name }) => `${wordsOf(cell, columns)}: ${name}`),
    series: namesOf(subject).map((side, at) => ({
      ...{ name: side, colour: at, pattern: at },
      marks: paths.map(({ cell, name, values }): Mark => {
        const bytes = values[at] ?? 0;
        const text = `${wordsOf(cell, columns)}, ${side}: ${megabytesText(bytes)} ${name}`;
        return { value: bytes / MEGABYTE, interval: null, text, link: linkOf(cell) };
      }),
    })),
  };
}

function megabytesText(bytes: number): string {
  return `${secondsText(bytes / MEGABYTE)} MB`;
}

/** A row for each number of a cell. What one of both has not is `-`. */
function tableOf(subject: Subject, columns: readonly string[]): FigureTable {
  const scored = scoredSide(subject.results, subject.other);
  const apart = scored === null ? 'difference' : 'error';
  return {
    head: [...columns, 'count', ...namesOf(subject), apart, 'sessions', 'runs left out'],
    rows: subject.cells.flatMap((cell) =>
      pairsOf(cell).map((pair) => ({
        cells: [
          ...columns.map((id) => levelIn(cell, id) ?? '-'),
          pair.name,
          ...pair.values.map((value) => valueText(pair, value)),
          ...[differenceText(pair, scored), sessionsText(cell, pair), leftOutText(cell.leftOut)],
        ],
        link: linkOf(cell),
      })),
    ),
  };
}

function valueText({ what }: CountPair, value: number | null): string {
  if (value === null) return '-';
  return what === 'bytes' ? megabytesText(value) : shareText(value);
}

/** Of shares in points, of bytes as a ratio: of the prediction to what was counted, else of this attempt to the other. */
function differenceText({ what, values }: CountPair, scored: 0 | 1 | null): string {
  const [one, other] = scored === 1 ? [values[1], values[0]] : values;
  if (one === null || other === null) return '-';
  if (what === 'bytes') return other === 0 ? '-' : `${(one / other).toPrecision(3)} times`;
  const points = ((one - other) * 100).toFixed(1);
  if (points === '0.0' || points === '-0.0') return '0.0 points';
  return `${one > other ? '+' : ''}${points} points`;
}

function sessionsText({ pages, traffic }: CellCounts, { what }: CountPair): string {
  return (what === 'bytes' ? traffic : pages).map((side) => side?.sessions ?? 0).join(', ');
}
