import { groupBy } from '../../text/groupBy';
import type { ScoredValue } from './score';
import { summaryOf, type Counts, type Orderings } from './summary';
import { predictedText, statedText, wrapped } from './words';

const WIDTH = 80;
const INDENT = 4;
const GAP = 2;
const VERDICT = 'outside'.length;

/**
 * All claims with their values for a terminal of 80 columns, the summary last; ends in a newline. Widths of the paper's
 * and the model's columns follow from what is in them, the words have the rest.
 */
export function claimsTable(values: readonly ScoredValue[]): string {
  const columns = columnsOf(values);
  const head = row('value', 'paper', 'model', 'inside?', columns);
  const claims = [...groupBy(values, ({ id }) => id).values()].map((own) => claimText(own, columns));
  return `${[head, ...claims, summaryText(values)].join('\n\n')}\n`;
}

interface Columns {
  readonly words: number;
  readonly paper: number;
  readonly model: number;
}

function columnsOf(values: readonly ScoredValue[]): Columns {
  const paper = Math.max(...values.map((value) => statedText(value).length), 0);
  const model = Math.max(...values.map((value) => predictedText(value).length), 0);
  const words = Math.max(20, WIDTH - INDENT - 3 * GAP - paper - model - VERDICT);
  return { words, paper, model };
}

function claimText(values: readonly ScoredValue[], columns: Columns): string {
  const [first] = values;
  if (first === undefined) return '';
  const about = `${first.fitted ? 'fitted' : 'held out'}; section ${first.section}`;
  const rows = values.map((value) =>
    row(value.value, statedText(value), predictedText(value), value.inside ? 'inside' : 'outside', columns),
  );
  return [...named(first.id, first.claim), ...notes([about]), ...rows, ...notes(remarksOf(values))].join(
    '\n',
  );
}

function remarksOf(values: readonly ScoredValue[]): readonly string[] {
  const conditions = values.flatMap(({ condition }) =>
    condition === null ? [] : [`condition: ${condition}`],
  );
  const reasons = values.flatMap(({ why }) => (why === null ? [] : [`not predicted: ${why}`]));
  return [...new Set([...conditions, ...reasons])];
}

function notes(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => wrapped(text, WIDTH - INDENT).map((line) => ' '.repeat(INDENT) + line));
}

/** Words that are too long go on below themselves. */
function row(words: string, paper: string, model: string, verdict: string, columns: Columns): string {
  const [first = '', ...more] = wrapped(words, columns.words);
  const cells = [
    first.padEnd(columns.words),
    paper.padEnd(columns.paper),
    model.padEnd(columns.model),
    verdict,
  ];
  return [cells.join(' '.repeat(GAP)), ...more]
    .map((line) => (' '.repeat(INDENT) + line).trimEnd())
    .join('\n');
}

function summaryText(values: readonly ScoredValue[]): string {
  const { heldOut, fitted, medianErrorPoints, orderings } = summaryOf(values);
  const error =
    medianErrorPoints === null
      ? 'none, half or more are not predicted'
      : `${medianErrorPoints.toFixed(1)} points`;
  const lines = [
    `held out: ${countsText(heldOut)}`,
    `fitted: ${countsText(fitted)}`,
    `median error of held-out percentages: ${error}`,
  ];
  return [...lines.flatMap((line) => wrapped(line, WIDTH)), ...orderingsText(orderings)].join('\n');
}

function countsText({ values, inside, covered, notPredicted }: Counts): string {
  return `${inside} of ${values} values inside, ${covered} within intervals, ${notPredicted} not predicted`;
}

function orderingsText({ right, wrong, notPredicted }: Orderings): readonly string[] {
  const groups = [
    ['right', right],
    ['wrong', wrong],
    ['not predicted', notPredicted],
  ] as const;
  return groups.flatMap(([word, of]) =>
    of.length === 0 ? [] : [`orderings ${word}: ${of.length}`, ...of.flatMap(orderingText)],
  );
}

function orderingText({ id, value, fitted }: ScoredValue): readonly string[] {
  return named(id, fitted ? `${value} (fitted)` : value);
}

/** The id in the margin. */
function named(id: string, text: string): readonly string[] {
  return wrapped(text, WIDTH - INDENT).map((line, at) => (at === 0 ? id : '').padEnd(INDENT) + line);
}
