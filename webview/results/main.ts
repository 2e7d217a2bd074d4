import type { Link } from '../../src/core/analysis/figures/figure';
import {
  firstChoice,
  type Detail,
  type DetailAsked,
  type EmptyView,
  type FilledView,
  type FromResults,
  type ProblemView,
  type ResultsView,
  type ToResults,
} from '../../src/protocol/results';
import { button, checkbox } from '../shared/controls';
import { element, on } from '../shared/dom';
import { connectHost } from '../shared/host';
import { pngOf } from '../shared/png';
import { slot } from '../shared/slot';
import { watchTheme } from '../shared/theme';
import { registerResultControls } from '../shared/toolkit';
import { repaintChips } from '../shared/vmChip';
import { sayWith, type Say } from '../shared/words';
import { againstSection } from './against';
import { figureSection } from './figureSection';
import { drift, dropdown, findings, heading, originNote, problems, progress, sign } from './heading';
import { rowsMade } from './lateRows';
import { linkKey } from './links';
import type { Remembered } from './remembered';
import { hasWallClock, leftOutGrid, onlyWorkload, placementGrid, resultsGrid } from './tables';
import { orderLines, verdictSection } from './verdicts';

registerResultControls();

const host = connectHost<ToResults, FromResults, Remembered>();
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
  findings: part('section'),
  against: part('section', { class: 'against' }),
  order: part('div'),
  table: part('section'),
  placement: part('section'),
  leftOut: part('section'),
};
const figure = figureSection({
  choose(choice) {
    keep({ figure: choice });
    host.post({ type: 'view', choice });
  },
  lead(link) {
    select(link);
    if (link.session !== undefined) host.post({ type: 'output', link });
  },
  deselect: () => select(null),
  zoomed(span) {
    keep({ span });
    figure.zoomTo(span);
  },
  post: host.post,
});
const verdicts = verdictSection(host.remembered()?.unfolded ?? false, (unfolded) => {
  keep({ unfolded });
  askDetail();
  showVerdicts();
});
const filled = element(
  'div',
  { class: 'filled' },
  parts.choice.place,
  parts.heading.place,
  parts.progress.place,
  parts.note.place,
  parts.problems.place,
  parts.drift.place,
  parts.findings.place,
  figure.place,
  parts.against.place,
  verdicts.place,
  parts.order.place,
  parts.table.place,
  parts.placement.place,
  parts.leftOut.place,
);
const message = part('div', { class: 'message' });

let say: Say = (name) => name;
let kept: Remembered = {
  ...{ experiment: '', attempt: null, against: null, pinned: false, figure: firstChoice },
  ...{ selected: null, span: null, top: 0, unfolded: false },
  ...host.remembered(),
};
/** Where one was before the reload, until something is there to be scrolled. */
let scrollTop = kept.top;

function keep(some: Partial<Remembered>): void {
  kept = { ...kept, ...some };
  // Without an experiment there is nothing to come back to.
  if (kept.experiment !== '') host.remember(kept);
}

/** What the page has beside its view, and for what it has asked. */
let shownView: FilledView | null = null;
let detail: Detail | null = null;
let asked: DetailAsked = { cell: null, comparisons: false };

function askDetail(): void {
  const now: DetailAsked = { cell: kept.selected, comparisons: kept.unfolded };
  if (isAlike(asked, now)) return;
  asked = now;
  detail = null;
  host.post({ type: 'detail', asked: now });
}

function isAlike(one: DetailAsked, other: DetailAsked): boolean {
  const keyOf = ({ cell }: DetailAsked): string => (cell === null ? '' : linkKey(cell));
  return one.comparisons === other.comparisons && keyOf(one) === keyOf(other);
}

/** One that is late, since something else was asked for meanwhile, is left aside. */
function takeDetail(next: Detail): void {
  if (!isAlike(asked, next.asked)) return;
  detail = next;
  figure.detail(next.cell);
  showVerdicts();
}

function showVerdicts(): void {
  if (shownView === null) return;
  const { results } = shownView;
  verdicts.show(results, say);
  if (!kept.unfolded) verdicts.fill(null, results.margin, say);
  else if (detail !== null) verdicts.fill(detail.comparisons, results.margin, say);
}

function select(selected: Link | null): void {
  keep({ selected });
  figure.select(selected);
  askDetail();
  markSelected();
}

/** Rows of what is selected, in every table. */
function markSelected(): void {
  const key = kept.selected === null ? '' : linkKey(kept.selected);
  for (const row of root.querySelectorAll<HTMLElement>('vscode-data-grid-row[data-link]')) {
    const isSelected = row.dataset['link'] === key;
    row.classList.toggle('selected', isSelected);
    row.setAttribute('aria-selected', String(isSelected));
  }
}

function show(view: ResultsView): void {
  // Another experiment has other things to select.
  const isOther = kept.experiment !== '' && kept.experiment !== view.panel.experiment;
  // Chosen just now, and not remembered: that is where to look.
  const isCompared = view.panel.against !== null && view.panel.against !== kept.against;
  keep({ ...view.panel, ...(isOther ? { selected: null, span: null, top: 0 } : {}) });
  if (isOther) {
    figure.select(null);
    figure.zoomTo(null);
    scrollTop = 0;
  }
  askDetail();
  if (view.kind === 'filled') {
    if (root.firstChild !== filled) root.replaceChildren(filled);
    showFilled(view, isCompared);
    return;
  }
  root.replaceChildren(message.place);
  message.fill(view, () => (view.kind === 'empty' ? empty(view) : problem(view)));
}

function showFilled(view: FilledView, isCompared: boolean): void {
  shownView = view;
  const { results, life } = view;
  // The box itself shows whether it is ticked, and keeps the keyboard.
  parts.choice.fill([view.attempts, view.folder], () => choiceOf(view));
  parts.heading.fill(
    [view.title, results.standing, results.sequential, results.runs, results.origin, life],
    () => heading(view, say),
  );
  parts.progress.fill([results.runs, life], () => progress(view, say));
  parts.note.fill(results.origin, () => originNote(view, say));
  parts.drift.fill([results.drift], () => drift(view, say));
  parts.findings.fill([results.findings], () => findings(view, say));
  parts.problems.fill([life.problems, life.badLines], () => problems(view, say));
  // An attempt that ended before its first run has problems to show, and no figures.
  const hasFigures = results.runs.ended > 0 || life.state === 'running';
  figure.place.hidden = !hasFigures;
  if (hasFigures) figure.show(view, say);
  afterPaint(() => {
    showRest(view, hasFigures);
    markSelected();
    if (scrollTop > 0) window.scrollTo(0, scrollTop);
    scrollTop = 0;
    if (isCompared) lookAt(parts.against.place);
  });
}

/** Scrolls to a section, and puts the keyboard there. */
function lookAt(section: HTMLElement): void {
  section.scrollIntoView({ block: 'start' });
  section.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
}

let rest: (() => void) | null = null;

/** What lies further below is made once the figure is seen; of several views the last. */
function afterPaint(make: () => void): void {
  const isWaiting = rest !== null;
  rest = make;
  if (isWaiting) return;
  requestAnimationFrame(() =>
    setTimeout(() => {
      const last = rest;
      rest = null;
      last?.();
    }),
  );
}

function showRest(view: FilledView, hasFigures: boolean): void {
  const { results } = view;
  parts.against.fill(view.against, () =>
    againstSection(view, say, select, () => host.post({ type: 'endComparison' })),
  );
  showVerdicts();
  parts.order.fill(results.order, () => orderLines(results.order, say));
  parts.table.fill([hasFigures, results.cells, results.means], () => (hasFigures ? tableSection(view) : []));
  parts.placement.fill(results.placements, () => placementSection(view));
  parts.leftOut.fill(
    results.cells.map(({ leftOut }) => leftOut),
    () => {
      const grid = leftOutGrid(results.cells, say);
      return grid === null ? [] : [element('h2', {}, say('leftOutTitle')), grid];
    },
  );
}

function choiceOf(view: FilledView): readonly (Node | null)[] {
  const newest = view.attempts[0]?.folder;
  const options = view.attempts.map(({ folder, label }) => ({
    value: folder,
    text: folder === newest ? say('newest', label) : label,
  }));
  const pin = checkbox(say('pinned'), { title: say('pinnedTitle') });
  pin.checked = view.panel.pinned;
  on(pin, 'change', () => {
    if (pin.checked !== kept.pinned) host.post({ type: 'pin', pinned: pin.checked });
  });
  return [
    dropdown(say('attempt'), options, view.folder, (folder) => {
      host.post({ type: 'choose', attempt: folder === newest ? null : folder });
    }),
    button(say('compare'), () => host.post({ type: 'compare' })),
    pin,
  ];
}

function tableSection({ results }: FilledView): readonly (Node | null)[] {
  return [
    element('h2', {}, [say('tableTitle'), onlyWorkload(results)].filter((text) => text !== null).join(': ')),
    resultsGrid(results, say, select),
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

/** A drawing as pixels: only the page has a canvas. */
async function draw({ request, svg }: Extract<ToResults, { readonly type: 'draw' }>): Promise<void> {
  try {
    host.post({ type: 'drawn', request, png: await pngOf(svg) });
  } catch {
    host.post({ type: 'notDrawn', request });
  }
}

host.listen((message) => {
  if (message.type === 'words') say = sayWith(message.words);
  else if (message.type === 'view') show(message.view);
  else if (message.type === 'detail') takeDetail(message.detail);
  else if (message.type === 'draw') void draw(message);
  else if (figure.answer(message.shown)) {
    keep({ figure: message.shown.choice });
    markSelected();
  }
});
watchTheme(() => {
  figure.repaint();
  repaintChips();
});
root.addEventListener(rowsMade, markSelected);
let resting: ReturnType<typeof setTimeout> | undefined;
window.addEventListener('scroll', () => {
  clearTimeout(resting);
  resting = setTimeout(() => keep({ top: window.scrollY }), 200);
});
figure.select(kept.selected);
figure.zoomTo(kept.span);
host.post({ type: 'ready' });
askDetail();
