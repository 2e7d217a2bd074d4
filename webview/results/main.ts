import type {
  EmptyView,
  FilledView,
  FromResults,
  ProblemView,
  ResultsPanelState,
  ResultsView,
  ToResults,
} from '../../src/protocol/results';
import { element, on } from '../shared/dom';
import { connectHost } from '../shared/host';
import { slot } from '../shared/slot';
import { watchTheme } from '../shared/theme';
import { registerResultControls } from '../shared/toolkit';
import { repaintChips } from '../shared/vmChip';
import { sayWith, type Say } from '../shared/words';
import { chartSection } from './chartSection';
import { drift, dropdown, heading, originNote, problems, progress, sign } from './heading';
import { hasWallClock, leftOutGrid, onlyWorkload, placementGrid, resultsGrid } from './tables';

registerResultControls();

const host = connectHost<ToResults, FromResults, ResultsPanelState>();
const root = document.getElementById('root') ?? document.body;
const part = (name: string, attributes: Readonly<Record<string, string>> = {}) =>
  slot(element(name, attributes));

const parts = {
  choice: part('div', { class: 'attempts' }),
  heading: part('header'),
  progress: part('div', { class: 'progress', 'aria-live': 'off' }),
  note: part('div'),
  problems: part('section'),
  drift: part('section'),
  table: part('section'),
  placement: part('section'),
  leftOut: part('section'),
};
const chart = chartSection();
const filled = element(
  'div',
  { class: 'filled' },
  parts.choice.place,
  parts.heading.place,
  parts.progress.place,
  parts.note.place,
  parts.problems.place,
  parts.drift.place,
  chart.place,
  parts.table.place,
  parts.placement.place,
  parts.leftOut.place,
);
const message = part('div', { class: 'message' });

let say: Say = (name) => name;

function show(view: ResultsView): void {
  host.remember(view.panel);
  if (view.kind === 'filled') {
    if (root.firstChild !== filled) root.replaceChildren(filled);
    showFilled(view);
    return;
  }
  root.replaceChildren(message.place);
  message.fill(view, () => (view.kind === 'empty' ? empty(view) : problem(view)));
}

function showFilled(view: FilledView): void {
  const { results, life } = view;
  const newest = view.attempts[0]?.folder;
  parts.choice.fill([view.attempts, view.folder], () => {
    const options = view.attempts.map(({ folder, label }) => ({
      value: folder,
      text: folder === newest ? say('newest', label) : label,
    }));
    return [
      dropdown(say('attempt'), options, view.folder, (folder) => {
        host.post({ type: 'choose', attempt: folder === newest ? null : folder });
      }),
    ];
  });
  parts.heading.fill(
    [view.title, results.standing, results.sequential, results.runs, results.origin, life],
    () => heading(view, say),
  );
  parts.progress.fill([results.runs, life], () => progress(view, say));
  parts.note.fill(results.origin, () => originNote(view, say));
  parts.drift.fill([results.drift], () => drift(view, say));
  parts.problems.fill([life.problems, life.badLines], () => problems(view, say));
  // An attempt that ended before its first run has problems to show, and no figures.
  const hasFigures = results.runs.ended > 0 || life.state === 'running';
  chart.place.hidden = !hasFigures;
  if (hasFigures) chart.show(view, say);
  parts.table.fill([hasFigures, results.cells, results.means], () => (hasFigures ? tableSection(view) : []));
  parts.placement.fill(results.placements, () => placementSection(view));
  parts.leftOut.fill(results.cells, () => {
    const grid = leftOutGrid(results.cells, say);
    return grid === null ? [] : [element('h2', {}, say('leftOutTitle')), grid];
  });
}

function tableSection({ results }: FilledView): readonly (Node | null)[] {
  return [
    element('h2', {}, [say('tableTitle'), onlyWorkload(results)].filter((text) => text !== null).join(': ')),
    resultsGrid(results, say),
    hasWallClock(results) ? element('p', { class: 'footnote' }, say('wallClock')) : null,
  ];
}

function placementSection({ results: { placements } }: FilledView): readonly (Node | null)[] {
  if (placements.length === 0) return [];
  const readings = placements.reduce((sum, row) => sum + row.readings, 0);
  const bad = placements.reduce((sum, row) => sum + row.bad, 0);
  return [
    element('h2', {}, say('placementTitle')),
    bad === 0
      ? element('p', { class: 'good' }, sign('✓'), say('placementGood', readings))
      : element('p', { class: 'bad' }, sign('✗'), say('placementBad', bad, readings)),
    placementGrid(placements, say),
  ];
}

function empty(view: EmptyView): readonly Node[] {
  const run = element('vscode-button', {}, view.host === null ? say('run') : say('runOn', view.host));
  return [
    element('h1', {}, say('emptyTitle')),
    element('p', {}, say('emptyText', view.title)),
    on(run, 'click', () => {
      host.post({ type: 'run' });
    }),
  ];
}

function problem(view: ProblemView): readonly (Node | null)[] {
  const open = element('vscode-button', { appearance: 'secondary' }, say('openExperiment'));
  return [
    element('h1', {}, say('problemTitle')),
    element('p', { class: 'bad' }, sign('✗'), view.message),
    view.remedy === '' ? null : element('p', {}, view.remedy),
    on(open, 'click', () => {
      host.post({ type: 'openExperiment' });
    }),
  ];
}

host.listen((message) => {
  if (message.type === 'words') say = sayWith(message.words);
  else show(message.view);
});
watchTheme(() => {
  chart.repaint();
  repaintChips();
});
host.post({ type: 'ready' });
