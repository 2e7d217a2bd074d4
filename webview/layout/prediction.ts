import type { Action } from '../../src/core/editing/action';
import type { CutAnswer, CutView } from '../../src/core/predict/cut/cutView';
import { dropdown, type ValueControl } from '../shared/controls';
import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import { svgElement } from '../shared/svg';
import type { CutQuestion, Page } from './page';
import type { Shows } from './selectionBar';
import type { PageState } from './state';

export interface Prediction extends Shows {
  /** What letting go would do now; null when nothing is held. */
  readonly suppose: (action: Action | null) => void;
}

/** Milliseconds of quiet after which a number is read aloud: not each one that comes while something is dragged. */
const QUIET = 1200;
const BAR = { width: 300, height: 14 };

/** What the model says of the cut as it stands, or as it would be where what is held is let go. */
export function createPrediction(page: Page): Prediction {
  const title = element('h2', {});
  const choices = slot(element('div', { class: 'prediction-choices' }));
  const body = slot(element('div', { class: 'prediction-body' }));
  const aloud = element('p', { class: 'aloud', role: 'status', 'aria-live': 'polite' });
  const place = element('section', { class: 'prediction' }, title, choices.place, body.place, aloud);
  let program: string | null = null;
  let transport: CutQuestion['transport'] = null;
  let held: Action | null = null;
  let shown: { readonly view: CutView | null; readonly isHeld: boolean } | null = null;
  /** What was asked last, and what is to be asked when that is answered. */
  let asked: readonly unknown[] = [];
  let isWaiting = false;
  let next: (() => void) | null = null;
  let timer = 0;

  const ask = (): void => {
    const { view, preview, stale } = page.state();
    if (view === null || stale !== null) return;
    const action: Action | null = preview === null ? held : { kind: 'applyRule', rule: preview.rule };
    const now = [view, JSON.stringify([program, transport, action])];
    if (now.every((one, at) => one === asked[at])) return;
    // While something is dragged one question is on its way at a time; an edit does not wait for it.
    if (isWaiting && held !== null) {
      next = ask;
      return;
    }
    asked = now;
    isWaiting = true;
    place.setAttribute('aria-busy', 'true');
    page.predict({ program, transport, action }, (answer) => {
      isWaiting = false;
      place.removeAttribute('aria-busy');
      shown = { view: answer, isHeld: action !== null };
      draw();
      const again = next;
      next = null;
      again?.();
    });
  };
  const draw = (): void => {
    if (shown === null) return;
    const { view, isHeld } = shown;
    choices.fill([view?.programs, view?.program, view?.transport, view?.canShare], () =>
      view === null ? [] : selects(page, view, choose),
    );
    body.fill([view?.answer, isHeld], () => answerParts(page, view, isHeld));
    window.clearTimeout(timer);
    const text = body.place.querySelector('p')?.textContent ?? '';
    timer = window.setTimeout(() => {
      if (held === null && aloud.textContent !== text) aloud.textContent = text;
    }, QUIET);
  };
  const choose = (chosen: string | null, over: CutQuestion['transport']): void => {
    program = chosen ?? program;
    transport = over ?? transport;
    ask();
  };
  return {
    place,
    show(state: PageState) {
      place.hidden = state.view === null;
      place.classList.toggle('is-old', state.stale !== null);
      title.textContent = page.say('predictionTitle');
      place.setAttribute('aria-label', page.say('predictionTitle'));
      if (shown === null)
        body.fill('waits', () => [element('p', { class: 'faint' }, page.say('predictionWaits'))]);
      ask();
    },
    suppose(action) {
      if (held === null && action === null) return;
      held = action;
      ask();
    },
  };
}

function selects(
  page: Page,
  { programs, program, transport, canShare }: CutView,
  choose: (program: string | null, transport: CutQuestion['transport']) => void,
): readonly HTMLElement[] {
  const select = (
    label: string,
    value: string,
    all: readonly { readonly id: string; readonly title: string }[],
    take: (value: string) => void,
  ): HTMLElement => {
    const made: ValueControl = dropdown(
      { 'aria-label': label, 'current-value': value },
      all.map(({ id, title }) => ({ value: id, text: title })),
    );
    made.value = value;
    made.addEventListener('change', () => take(made.value));
    return made;
  };
  const ways = (['shared', 'network'] as const).map((id) => ({ id, title: page.say(`over_${id}`) }));
  return [
    select(page.say('predictionFor'), program, programs, (id) => choose(id, null)),
    ...(canShare
      ? [
          select(page.say('predictionOver'), transport, ways, (id) =>
            choose(null, id === 'shared' ? 'shared' : 'network'),
          ),
        ]
      : []),
  ];
}

function answerParts(page: Page, view: CutView | null, isHeld: boolean): readonly HTMLElement[] {
  const { say } = page;
  if (view === null) return [element('p', { class: 'faint' }, say('predictionNone'))];
  const { answer } = view;
  if (answer.kind === 'refused')
    return [element('p', { class: 'refused' }, say('predictionRefused', answer.message))];
  const { text, parts, reasons, programs, left } = answer;
  return [
    element('p', { class: 'slowdown' }, say(isHeld ? 'predictionWould' : 'predictionIs', text)),
    bar(answer),
    element(
      'ul',
      { class: 'parts' },
      ...parts.map((one) =>
        element(
          'li',
          { class: `part-${one.part}` },
          swatch(one.part),
          element('span', {}, say(`part_${one.part}`)),
          element('span', { class: 'part-share' }, one.text),
        ),
      ),
    ),
    ...(reasons.length === 0
      ? []
      : [element('ul', { class: 'reasons' }, ...reasons.map((reason) => element('li', {}, reason)))]),
    element(
      'p',
      { class: 'faint' },
      [
        ...(programs.length > 1 ? [say('predictionMean', programs.join(', '))] : []),
        ...left,
        say('predictionRange'),
      ].join(' '),
    ),
  ];
}

/** The parts that are above 0, side by side, and the interval below them; the list beside it has the numbers. */
function bar({ parts, low, high }: Extract<CutAnswer, { readonly kind: 'predicted' }>): HTMLElement {
  const drawn = parts.filter(({ share }) => share > 0);
  const sum = drawn.reduce((all, { share }) => all + share, 0);
  const scale = BAR.width / Math.max(sum, high, 1e-9);
  let x = 0;
  const segments = drawn.map(({ part, share }) => {
    const width = share * scale;
    const made = svgElement('rect', {
      ...{ class: `segment part-${part}`, x: String(x), y: '0' },
      ...{ width: String(width), height: String(BAR.height) },
    });
    x += width;
    return made;
  });
  const [from, to] = [Math.max(0, low) * scale, Math.max(0, high) * scale];
  const middle = BAR.height + 5;
  const range = svgElement('path', {
    class: 'interval',
    d: `M${from} ${middle - 3}v6M${from} ${middle}H${to}M${to} ${middle - 3}v6`,
  });
  const svg = svgElement(
    'svg',
    {
      ...{ class: 'prediction-bar', viewBox: `-1 -1 ${BAR.width + 2} ${BAR.height + 11}` },
      'aria-hidden': 'true',
    },
    ...segments,
    range,
  );
  return element('div', {}, svg);
}

function swatch(part: string): Node {
  const box = svgElement('rect', {
    class: `segment part-${part}`,
    x: '1',
    y: '1',
    width: '10',
    height: '10',
  });
  return svgElement('svg', { class: 'swatch', viewBox: '0 0 12 12', 'aria-hidden': 'true' }, box);
}
