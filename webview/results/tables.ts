import { bytesText } from '../../src/core/analysis/format';
import type { PlacementRow } from '../../src/core/analysis/results';
import type { ShownCell, ShownResults } from '../../src/protocol/results';
import { element, type Child } from '../shared/dom';
import { vmChip } from '../shared/vmChip';
import type { Say } from '../shared/words';
import type { Lead } from './charts/scene';
import { orUnknown, range, ratio, seconds, unknown } from './format';
import { dataGrid, type Column, type GridRow } from './grid';

const baseline = 'native';

/** The program, where there is one alone: it stands above the table then and not in every row. */
export function onlyWorkload(results: ShownResults): string | null {
  const [first, ...others] = new Set(results.cells.map(({ workload }) => workload));
  return first === undefined || others.length > 0 ? null : first;
}

/** All that the chart says, and the times behind it. */
export function resultsGrid(results: ShownResults, say: Say, lead: Lead): HTMLElement {
  const several = results.means.some(({ workloads }) => workloads > 1);
  const single = onlyWorkload(results) !== null;
  const columns: Column[] = [
    { title: say('layout'), grows: true },
    { title: say('workload'), grows: true, hidden: single },
    { title: say('phase') },
    { title: say('slowdown'), number: true, optional: true },
    { title: say('median'), number: true },
    { title: say('overNetwork'), number: true, optional: true },
    { title: say('throughRegion'), number: true, optional: true },
  ];
  const means = several
    ? results.means.map((mean): GridRow => ({ cells: meanCells(mean, say), kind: 'mean' }))
    : [];
  const rows = results.cells.map((cell, i): GridRow => {
    const before = results.cells[i - 1];
    const first = (before?.layout !== cell.layout || before.setting !== cell.setting) && (i > 0 || several);
    const { layout, setting, workload, phase } = cell;
    const link = { layout, setting, workload, phase };
    return { cells: resultCells(cell, say), link, ...(first ? { kind: 'first' } : {}) };
  });
  return dataGrid(say, say('tableTitle'), columns, [...means, ...rows], lead);
}

/** The layout, and the levels of the factors that vary. */
export function placeOf({ layout, setting }: Pick<ShownCell, 'layout' | 'setting'>, say: Say): string {
  const name = layout === baseline ? say('native') : layout;
  return setting === '' ? name : `${name}, ${setting}`;
}

function meanCells(mean: ShownResults['means'][number], say: Say): readonly Child[] {
  const { phase, slowdown } = mean;
  return [placeOf(mean, say), say('allWorkloads'), say(phase), orUnknown(slowdown, ratio)];
}

function resultCells(cell: ShownCell, say: Say): readonly Child[] {
  const isBaseline = cell.layout === baseline;
  const wall = cell.clock === 'wall' || cell.clock === 'mixed' ? ' *' : '';
  return [
    placeOf(cell, say),
    cell.workload,
    withCounts(cell, say),
    isBaseline ? '' : withReach(orUnknown(cell.slowdown, ratio), slowdownReach(cell), ratio, say),
    withReach(
      orUnknown(cell.medianSeconds, seconds) + (cell.medianSeconds === null ? '' : wall),
      timeReach(cell),
      seconds,
      say,
    ),
    ...[cell.traffic?.networkBytes, cell.traffic?.regionBytes].map((sent) =>
      orUnknown(sent ?? null, bytesText),
    ),
  ];
}

/** How many sessions count, and how many runs where a session has several. */
function withCounts({ phase, sessions, runs }: ShownCell, say: Say): Child {
  const counts = [
    sessions === 1 ? say('oneSession') : say('someSessions', sessions),
    runs === 1 ? say('oneRun') : say('someRuns', runs),
  ];
  return element(
    'span',
    { class: 'lines' },
    element('span', {}, say(phase)),
    ...counts.slice(0, runs === sessions ? 1 : 2).map((text) => element('span', { class: 'range' }, text)),
  );
}

/** An interval where there is one, else the smallest and largest. */
interface Reach {
  readonly ends: readonly [number, number] | null;
  readonly isInterval: boolean;
}

function slowdownReach({ slowdownInterval, slowdownMin, slowdownMax }: ShownCell): Reach {
  return reachOf(slowdownInterval, slowdownMin, slowdownMax);
}

function timeReach({ medianInterval, minSeconds, maxSeconds }: ShownCell): Reach {
  return reachOf(medianInterval, minSeconds, maxSeconds);
}

function reachOf(interval: readonly [number, number] | null, min: number | null, max: number | null): Reach {
  const ends = interval ?? (min === null || max === null ? null : ([min, max] as const));
  return { ends, isInterval: interval !== null };
}

/** It stands below its value: side by side they would not fit into half a window. */
function withReach(
  value: string,
  { ends, isInterval }: Reach,
  show: (value: number) => string,
  say: Say,
): Child {
  const reach = ends === null ? unknown : range(ends[0], ends[1], show);
  if (reach === unknown) return value;
  const title = say(isInterval ? 'intervalTitle' : 'range');
  return element(
    'span',
    { class: 'lines' },
    element('span', {}, value),
    element('span', { class: 'range', title }, isInterval ? say('interval', reach) : reach),
  );
}

export function hasWallClock(results: ShownResults): boolean {
  return results.cells.some(({ clock }) => clock === 'wall' || clock === 'mixed');
}

/** Declared against found for every VM. What fits is said once; what does not shows both. */
export function placementGrid(rows: readonly PlacementRow[], say: Say): HTMLElement {
  const columns: Column[] = [
    { title: say('layout'), grows: true },
    { title: say('vm'), grows: true },
    { title: say('vcpus') },
    { title: say('ranks') },
    { title: say('memory') },
    { title: say('readings'), number: true },
  ];
  return dataGrid(
    say,
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
    verdict(row.ok, vmOrHost(row, say), say),
    found(row.vcpusDeclared, row.vcpusFound, say),
    found(row.ranksDeclared, row.ranksFound, say),
    found(row.memoryDeclared, row.memoryFound, say),
    row.bad === 0 ? String(row.readings) : `${row.bad} / ${row.readings}`,
  ];
}

/** One text where both agree; else both, named. */
function found(declared: string, there: string, say: Say): Child {
  if (declared === there || declared === '' || there === '') return there === '' ? declared : there;
  return element(
    'span',
    { class: 'lines differs' },
    element('span', { class: 'declared' }, `${say('declared')} ${declared}`),
    element('span', { class: 'found' }, `${say('found')} ${there}`),
  );
}

/** A sign before the name; readers of the screen hear it in words. */
function verdict(ok: boolean, name: readonly Child[], say: Say): HTMLElement {
  const words = say(ok ? 'asDeclared' : 'notAsDeclared');
  const sign = element(
    'span',
    { class: 'sign', role: 'img', 'aria-label': words, title: words },
    ok ? '✓' : '✗',
  );
  return element('span', { class: ok ? 'good' : 'bad' }, sign, ...name);
}

function vmOrHost({ vm, colour }: PlacementRow, say: Say): readonly Child[] {
  return [colour === null ? null : vmChip(colour), vm ?? say('host')];
}

/** What does not count, with the reasons; null when everything does. */
export function leftOutGrid(cells: readonly ShownCell[], say: Say): HTMLElement | null {
  const rows = cells.flatMap((cell) => cell.leftOut.map(({ why, runs }) => ({ cell, why, runs })));
  if (rows.length === 0) return null;
  const columns: Column[] = [
    { title: say('layout') },
    { title: say('workload') },
    { title: say('phase') },
    { title: say('runs'), number: true },
    { title: say('why'), grows: true },
  ];
  return dataGrid(
    say,
    say('leftOutTitle'),
    columns,
    rows.map(({ cell, why, runs }) => ({
      cells: [
        placeOf(cell, say),
        cell.workload,
        say(cell.phase),
        String(runs),
        element('span', { class: 'wrap' }, why),
      ],
    })),
  );
}
