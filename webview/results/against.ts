import type { Against, AttemptName, CellAgainst, CellAlone } from '../../src/core/analysis/against';
import type { Drift } from '../../src/core/topology/drift';
import type { AgainstView, FilledView } from '../../src/protocol/results';
import { button } from '../shared/controls';
import { element, type Child } from '../shared/dom';
import type { Say } from '../shared/words';
import { toneMark } from './charts/matrix';
import type { Lead } from './charts/scene';
import { orUnknown, percent, range, ratio, seconds, unknown } from './format';
import { dataGrid, type Column } from './grid';
import { sign } from './heading';
import { placeOf } from './tables';
import { chance } from './verdicts';

/** The attempt beside another one; nothing where none is chosen. */
export function againstSection(
  view: Pick<FilledView, 'attempts' | 'folder' | 'against'>,
  say: Say,
  lead: Lead,
  end: () => void,
): readonly (Node | null)[] {
  const { against } = view;
  if (against === null) return [];
  const own = view.attempts.find(({ folder }) => folder === view.folder)?.label ?? '';
  return [
    element(
      'div',
      { class: 'row' },
      element('h2', { tabindex: '-1' }, say('againstTitle', nameOf(against))),
      button(say('endComparison'), end),
    ),
    ...(against.kind === 'problem'
      ? [element('p', { class: 'bad' }, sign('✗'), `${against.message} ${against.remedy}`.trim())]
      : heldParts(against, own, say, lead)),
  ];
}

function nameOf({ title, label }: AgainstView): string {
  return `${title.replace(/\.vmexperiment\.json$/, '')}, ${label}`;
}

function heldParts(
  view: Extract<AgainstView, { readonly kind: 'held' }>,
  own: string,
  say: Say,
  lead: Lead,
): readonly (Node | null)[] {
  const { against, differences } = view;
  return [
    side(say('thisAttempt'), own, against.one, say),
    side(say('otherAttempt'), view.label, against.other, say),
    against.refused === null ? null : refused(against, say),
    ...(against.refused === null ? rowsPart(against, say, lead) : []),
    ...countsPart(against, say),
    ...differencesPart(differences, say),
    ...alonePart(against, say),
  ];
}

/** Which attempt it is, how far it is, and where its numbers come from. */
function side(role: string, label: string, { experiment, standing, origin }: AttemptName, say: Say): Node {
  return element(
    'p',
    { class: 'side' },
    element('span', { class: 'role' }, role),
    `${experiment}, ${label}: ${standing}`,
    element('span', { class: `origin ${origin}` }, say(origin)),
  );
}

function refused({ one, other }: Against, say: Say): Node {
  const words = say('againstRefused', say(one.origin), say(other.origin));
  return element('p', { class: 'note', role: 'note' }, sign('⚠'), words);
}

/** How far pages and bytes are apart; how far the prediction is off where one of both is one. */
function countsPart({ one, other, counts }: Against, say: Say): readonly Node[] {
  if (counts === null) return [];
  const isError = one.origin !== other.origin && [one.origin, other.origin].includes('predicted');
  const { kinds, nodes, bytes } = counts;
  const pages = [
    { by: say('countsKinds'), of: kinds },
    { by: say('countsNodes'), of: nodes },
  ].flatMap(({ by, of: { medianPoints, largestPoints, cells } }) =>
    medianPoints === null || largestPoints === null
      ? []
      : [say('countsPoints', by, medianPoints.toFixed(1), largestPoints.toFixed(1), cells)],
  );
  const { medianRatio, pairs, onOneSide } = bytes;
  const sent = medianRatio === null ? [] : [say('countsBytes', medianRatio.toPrecision(3), pairs)];
  const alone = onOneSide === 0 ? [] : [say('countsAlone', onOneSide)];
  return [
    element('h3', {}, say(isError ? 'countsError' : 'countsTitle')),
    element(
      'ul',
      { class: 'apart' },
      ...[...pages, ...sent, ...alone].map((text) => element('li', {}, text)),
    ),
    element('p', { class: 'footnote' }, say('countsNote')),
  ];
}

function rowsPart({ rows, margin }: Against, say: Say, lead: Lead): readonly Node[] {
  if (rows.length === 0) return [element('p', { class: 'waiting' }, say('againstNone'))];
  const columns: Column[] = [
    { title: say('layout'), grows: true },
    { title: say('workload') },
    { title: say('phase') },
    // What a narrow panel cuts off are the times, not what follows from them.
    { title: say('difference'), number: true },
    { title: say('corrected'), number: true },
    { title: say('thisAttempt'), number: true },
    { title: say('otherAttempt'), number: true },
  ];
  const grid = dataGrid(
    say,
    say('comparisonsTitle'),
    columns,
    rows.map((row) => {
      const { layout, setting, workload, phase } = row;
      return { cells: cellsOf(row, say), link: { layout, setting, workload, phase } };
    }),
    lead,
  );
  const within = percent(margin * 100).replace('+', '');
  return [grid, element('p', { class: 'footnote' }, say('againstNote', within, rows.length))];
}

function cellsOf(row: CellAgainst, say: Say): readonly Child[] {
  return [
    placeOf(row, say),
    row.workload,
    say(row.phase),
    differenceOf(row, say),
    row.adjusted === null ? unknown : chance(row.adjusted),
    timeOf(row, 0, say),
    timeOf(row, 1, say),
  ];
}

/** The ratio less one, its interval, and what can be said of it. */
function differenceOf({ verdict, ratio: value, interval }: CellAgainst, say: Say): Child {
  const reach = interval === null ? unknown : range(interval[0] - 1, interval[1] - 1, ratio);
  const shown = value === null ? unknown : ratio(value - 1);
  return lines(
    [toneMark(verdict.kind, say), ` ${shown}`],
    reach === unknown ? '' : say('interval', reach),
    say(verdict.kind),
  );
}

/** The median of a side with its interval, and of how many sessions. */
function timeOf({ times, sessions }: CellAgainst, at: 0 | 1, say: Say): Child {
  const { medianSeconds, medianInterval } = times[at];
  const reach = medianInterval === null ? unknown : range(medianInterval[0], medianInterval[1], seconds);
  return lines(
    [orUnknown(medianSeconds, seconds)],
    reach === unknown ? '' : say('interval', reach),
    sessions[at] === 1 ? say('oneSession') : say('someSessions', sessions[at]),
  );
}

/** A value, and what is said of it in smaller letters below. */
function lines(value: readonly Child[], ...below: readonly string[]): Child {
  return element(
    'span',
    { class: 'lines' },
    element('span', {}, ...value),
    ...below.filter((text) => text !== '').map((text) => element('span', { class: 'range' }, text)),
  );
}

/** Whatever it is, it is part of every difference of times. */
function differencesPart(differences: readonly Drift[], say: Say): readonly Node[] {
  if (differences.length === 0) return [element('p', { class: 'good' }, sign('✓'), say('differsNone'))];
  const items = differences.map(({ what, means }) =>
    element('li', {}, element('strong', {}, what), element('span', {}, means)),
  );
  return [element('h3', {}, say('differsTitle')), element('ul', { class: 'problems drift' }, ...items)];
}

/** Nobody looks through more of them. */
const MOST_ALONE = 100;

function alonePart({ onlyOne, onlyOther }: Against, say: Say): readonly (Node | null)[] {
  const all = [
    ...onlyOne.map((cell) => ({ cell, where: say('thisAttempt') })),
    ...onlyOther.map((cell) => ({ cell, where: say('otherAttempt') })),
  ];
  if (all.length === 0) return [];
  const columns: Column[] = [
    { title: say('layout'), grows: true },
    { title: say('workload') },
    { title: say('phase') },
    { title: say('where') },
    { title: say('why'), grows: true },
  ];
  const rows = all.slice(0, MOST_ALONE).map(({ cell, where }) => ({ cells: aloneCells(cell, where, say) }));
  const more = all.length - rows.length;
  return [
    element('h3', {}, say('aloneTitle')),
    dataGrid(say, say('aloneTitle'), columns, rows),
    more === 0 ? null : element('p', { class: 'footnote' }, say('moreCells', more)),
  ];
}

function aloneCells(cell: CellAlone, where: string, say: Say): readonly Child[] {
  const why = say(cell.why === 'absent' ? 'cellAbsent' : 'cellNoTimes');
  return [placeOf(cell, say), cell.workload, say(cell.phase), where, element('span', { class: 'wrap' }, why)];
}
