import type { Figure, Link, NotDrawn } from '../../src/core/analysis/figures/figure';
import type {
  CellDetail,
  FigureChoice,
  FilledView,
  FromResults,
  ShownFigure,
} from '../../src/protocol/results';
import { button, iconButton } from '../shared/controls';
import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import { pictureTheme, readTheme } from '../shared/theme';
import type { Say } from '../shared/words';
import { chartFrame } from './chartFrame';
import { isAnswerTo } from './choice';
import { controlStrip } from './controlStrip';
import { detail } from './detail';
import { figureTable } from './figureTable';
import { legendOf } from './legend';
import { isSameCell } from './links';
import type { Span } from './zoom';

export interface FigureSection {
  readonly place: HTMLElement;
  readonly show: (view: FilledView, say: Say) => void;
  /** Another figure of the same results. One that is late, since something else was chosen meanwhile, is not drawn: false. */
  readonly answer: (shown: ShownFigure) => boolean;
  /** What is selected is shown in numbers as soon as its own have come. */
  readonly select: (link: Link | null) => void;
  readonly detail: (detail: CellDetail | null) => void;
  readonly zoomTo: (span: Span | null) => void;
  /** Draws again in the editor's colours of now. */
  readonly repaint: () => void;
}

/** What a person does here. */
export interface FigureActs {
  readonly choose: (choice: FigureChoice) => void;
  readonly lead: (link: Link) => void;
  readonly deselect: () => void;
  readonly zoomed: (span: Span | null) => void;
  readonly post: (message: FromResults) => void;
}

/** The controls, the chosen figure with its legend and table, and what is selected in it. */
export function figureSection(acts: FigureActs): FigureSection {
  let asked: FigureChoice | null = null;
  const strip = controlStrip((choice) => {
    asked = choice;
    acts.choose(choice);
  });
  const title = element('h2', {});
  const zoomBar = slot(element('div', { class: 'zoom' }));
  const save = slot(element('div', {}));
  const legend = element('p', { class: 'legend' });
  const frame = chartFrame(acts.lead, acts.zoomed);
  const notes = slot(element('div', { class: 'notes' }));
  const picked = slot(element('section', { class: 'detail', 'aria-live': 'polite' }));
  const table = slot(element('div', { class: 'figure-table' }));
  const undrawn = element('p', { class: 'waiting' });
  const place = element(
    'section',
    {},
    strip.place,
    element('div', { class: 'row' }, title, element('div', { class: 'tools' }, zoomBar.place, save.place)),
    legend,
    frame.place,
    undrawn,
    notes.place,
    picked.place,
    table.place,
  );
  let shown: { readonly view: FilledView; readonly figure: ShownFigure; readonly say: Say } | null = null;
  let selected: Link | null = null;
  let selectedDetail: CellDetail | null = null;
  let span: Span | null = null;

  const drawChart = (figure: Figure, { view, say }: { view: FilledView; say: Say }): void => {
    const [theme, palette] = [readTheme(), pictureTheme()];
    legend.replaceChildren(...legendOf(figure.chart, theme, palette, say));
    const { origin } = view.results;
    const watermark = origin === 'measured' ? '' : say(origin);
    frame.show(figure, { theme, palette, watermark, selected, span }, say);
  };
  const draw = (): void => {
    if (shown === null) return;
    const { view, say } = shown;
    const { drawn, choice } = shown.figure;
    const why = whyNot(drawn, say);
    const figure = 'why' in drawn || why !== null ? null : drawn;
    title.textContent = figure?.title ?? view.kinds.find(({ id }) => id === choice.kind)?.title ?? '';
    undrawn.textContent = why;
    undrawn.hidden = figure !== null;
    frame.place.hidden = legend.hidden = figure === null;
    if (figure !== null) drawChart(figure, { view, say });
    zoomBar.fill(figure?.chart.type === 'points', () =>
      figure?.chart.type === 'points' ? zoomButtons(frame.zoom, say) : [],
    );
    save.fill(figure !== null, () =>
      figure === null ? [] : [button(say('saveChart'), () => acts.post({ type: 'saveChart' }))],
    );
    notes.fill([figure?.legend, figure?.note, leftOutRuns(view)], () => notesOf(figure, view, say));
    table.fill(figure?.table, () => (figure === null ? [] : [figureTable(figure, say, acts.lead)]));
    drawDetail();
  };
  const drawDetail = (): void => {
    const [link, own] = [selected, selectedDetail];
    if (shown === null || (link !== null && (own === null || !isSameCell(own.link, link)))) return;
    const { view, say } = shown;
    const cell = link === null ? null : (view.results.cells.find((one) => isSameCell(one, link)) ?? null);
    const { margin } = view.results;
    picked.fill([link, cell, own, margin], () =>
      link === null || own === null ? [] : detail(cell, own, margin, link, say, acts.post, acts.deselect),
    );
  };
  /** What the controls show: the last choice, whether its figure has come or not. */
  const lastChoice = (figure: ShownFigure): FigureChoice => {
    if (asked !== null && isAnswerTo(asked, figure)) asked = null;
    return asked ?? figure.choice;
  };
  return {
    place,
    show(view, say) {
      shown = { view, figure: view.shown, say };
      strip.show(view, lastChoice(view.shown), say);
      draw();
    },
    answer(figure) {
      if (shown === null || lastChoice(figure) !== figure.choice) return false;
      // Another kind has another axis.
      if (figure.choice.kind !== shown.figure.choice.kind) acts.zoomed(null);
      shown = { ...shown, figure };
      strip.show(shown.view, figure.choice, shown.say);
      draw();
      return true;
    },
    select(link) {
      selected = link;
      draw();
    },
    detail(own) {
      selectedDetail = own;
      drawDetail();
    },
    zoomTo(next) {
      span = next;
      draw();
    },
    repaint: draw,
  };
}

/** Why there is no chart: these results make none, or none yet. */
function whyNot(drawn: Figure | NotDrawn, say: Say): string | null {
  if ('why' in drawn) return drawn.why;
  const { chart } = drawn;
  const isEmpty =
    chart.type === 'bars'
      ? chart.series.every(({ marks }) => marks.every((mark) => mark === null))
      : chart.type === 'points'
        ? chart.series.every(({ points }) => points.length === 0) && chart.boxes.length === 0
        : chart.cells.every((row) => row.every((cell) => cell === null));
  return isEmpty ? say('waiting') : null;
}

function zoomButtons(zoom: (factor: number | null) => void, say: Say): readonly HTMLElement[] {
  return [
    iconButton('+', say('closer'), () => zoom(1.5)),
    iconButton('−', say('farther'), () => zoom(1 / 1.5)),
    iconButton('↔', say('whole'), () => zoom(null)),
  ];
}

function leftOutRuns({ results }: FilledView): number {
  return results.cells.reduce((sum, { leftOut }) => leftOut.reduce((own, { runs }) => own + runs, sum), 0);
}

/** What bars stand for, how far the attempt is, and what does not count. */
function notesOf(figure: Figure | null, view: FilledView, say: Say): readonly Node[] {
  const left = leftOutRuns(view);
  const counted = left === 0 ? say('leftOutNone') : left === 1 ? say('leftOutOne') : say('leftOutSome', left);
  return [figure?.legend ?? '', figure?.note ?? '', counted]
    .filter((text) => text !== '')
    .map((text) => element('p', { class: 'axis' }, text));
}
