import type { CellResult, PlacementRow, Results } from '../../src/core/analysis/results';
import { element, type Child } from '../shared/dom';
import type { Say } from '../shared/words';
import { orUnknown, range, ratio, seconds } from './format';
import { dataGrid, type Column, type GridRow } from './grid';

const baseline = 'native';

/** All that the chart says, and the times behind it. */
export function resultsGrid(results: Results, say: Say): HTMLElement {
  const several = results.means.some(({ workloads }) => workloads > 1);
  const columns: Column[] = [
    { title: say('layout'), width: 'minmax(8em, 1.6fr)' },
    { title: say('workload'), width: 'minmax(6em, 1.2fr)' },
    { title: say('phase'), width: '4.5em' },
    { title: say('slowdown'), width: '6.5em', number: true },
    { title: say('range'), width: '11em', number: true },
    { title: say('median'), width: '7.5em', number: true },
    { title: say('timeRange'), width: '10.5em', number: true },
    { title: say('sessions'), width: '5.5em', number: true },
    { title: say('runs'), width: '4em', number: true },
  ];
  const means = several
    ? results.means.map((mean): GridRow => ({ cells: meanCells(mean, say), kind: 'mean' }))
    : [];
  const rows = results.cells.map((cell, i): GridRow => {
    const first = results.cells[i - 1]?.layout !== cell.layout && (i > 0 || several);
    return { cells: resultCells(cell, say), ...(first ? { kind: 'first' } : {}) };
  });
  return dataGrid(say('tableTitle'), columns, [...means, ...rows]);
}

function meanCells(mean: Results['means'][number], say: Say): readonly Child[] {
  const { layout, phase, slowdown } = mean;
  return [layout, say('allWorkloads'), say(phase), orUnknown(slowdown, ratio), '', '', '', '', ''];
}

function resultCells(cell: CellResult, say: Say): readonly Child[] {
  const isBaseline = cell.layout === baseline;
  const wall = cell.clock === 'wall' || cell.clock === 'mixed' ? ' *' : '';
  return [
    isBaseline ? say('native') : cell.layout,
    cell.workload,
    say(cell.phase),
    isBaseline ? '' : orUnknown(cell.slowdown, ratio),
    isBaseline ? '' : range(cell.slowdownMin, cell.slowdownMax, ratio),
    orUnknown(cell.medianSeconds, seconds) + (cell.medianSeconds === null ? '' : wall),
    range(cell.minSeconds, cell.maxSeconds, seconds),
    String(cell.sessions),
    String(cell.runs),
  ];
}

export function hasWallClock(results: Results): boolean {
  return results.cells.some(({ clock }) => clock === 'wall' || clock === 'mixed');
}

/** Declared against found for every VM. What fits is said once; what does not shows both. */
export function placementGrid(rows: readonly PlacementRow[], say: Say): HTMLElement {
  const columns: Column[] = [
    { title: say('layout'), width: 'minmax(8em, 1.6fr)' },
    { title: say('vm'), width: 'minmax(4em, 1fr)' },
    { title: say('vcpus'), width: 'minmax(7em, 1.2fr)' },
    { title: say('ranks'), width: 'minmax(7em, 1.2fr)' },
    { title: say('memory'), width: 'minmax(7.5em, 1.2fr)' },
    { title: say('readings'), width: '6em', number: true },
    { title: '', width: '9.5em' },
  ];
  return dataGrid(
    say('placementTitle'),
    columns,
    rows.map((row, i) => ({
      cells: placementCells(row, say),
      ...(i > 0 && rows[i - 1]?.layout !== row.layout ? { kind: 'first' } : {}),
    })),
  );
}

function placementCells(row: PlacementRow, say: Say): readonly Child[] {
  return [
    row.layout === baseline ? say('native') : row.layout,
    row.vm ?? say('host'),
    found(row.vcpusDeclared, row.vcpusFound, say),
    found(row.ranksDeclared, row.ranksFound, say),
    found(row.memoryDeclared, row.memoryFound, say),
    row.bad === 0 ? String(row.readings) : `${row.bad} / ${row.readings}`,
    verdict(row.ok, say),
  ];
}

/** One text where both agree; else both, named. */
function found(declared: string, there: string, say: Say): Child {
  if (declared === there || declared === '' || there === '') return there === '' ? declared : there;
  return element(
    'span',
    { class: 'differs' },
    element('span', { class: 'declared' }, `${say('declared')} ${declared}`),
    element('span', { class: 'found' }, `${say('found')} ${there}`),
  );
}

/** A sign and words: colour only underlines them. */
function verdict(ok: boolean, say: Say): HTMLElement {
  const sign = element('span', { class: 'sign', 'aria-hidden': 'true' }, ok ? '✓' : '✗');
  return element('span', { class: ok ? 'good' : 'bad' }, sign, say(ok ? 'asDeclared' : 'notAsDeclared'));
}

/** What does not count, with the reasons; null when everything does. */
export function leftOutGrid(cells: readonly CellResult[], say: Say): HTMLElement | null {
  const rows = cells.flatMap((cell) => cell.leftOut.map(({ why, runs }) => ({ cell, why, runs })));
  if (rows.length === 0) return null;
  const columns: Column[] = [
    { title: say('layout'), width: 'minmax(8em, 1.2fr)' },
    { title: say('workload'), width: 'minmax(6em, 1fr)' },
    { title: say('phase'), width: '4.5em' },
    { title: say('runs'), width: '4em', number: true },
    { title: say('why'), width: 'minmax(14em, 3fr)' },
  ];
  return dataGrid(
    say('leftOutTitle'),
    columns,
    rows.map(({ cell, why, runs }) => ({
      cells: [
        cell.layout,
        cell.workload,
        say(cell.phase),
        String(runs),
        element('span', { class: 'wrap' }, why),
      ],
    })),
  );
}
