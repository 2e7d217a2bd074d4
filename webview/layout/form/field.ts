import { element } from '../../shared/dom';
import {
  checkbox,
  dropdown,
  iconButton,
  optionOf,
  textField,
  type Choice,
  type ValueControl,
} from '../../shared/controls';
import type { Say } from '../../shared/words';

/** A setting as the form shows it. */
export interface Shown {
  /** What is written at this place, in the notation of the document; null where it is inherited. */
  readonly written: string | null;
  /** What holds when nothing is written; empty where that is not known. */
  readonly inherited: string;
  /** What is wrong with it; null when nothing is. */
  readonly problem: string | null;
}

export interface Field {
  readonly place: HTMLElement;
  readonly show: (shown: Shown) => void;
  /** Why what was entered was refused. It stays until something else is entered or shown. */
  readonly refuse: (message: string) => void;
  readonly focus: () => void;
}

export interface FieldRoom {
  readonly say: Say;
  readonly label: string;
  /** Name of the setting in the document, for tests and styles. */
  readonly key: string;
  /** Without one there is nothing to fall back to: a name, a list of PUs. */
  readonly canReset: boolean;
  /** null removes what is written. */
  readonly commit: (value: string | null) => void;
}

/** A text. It is taken when Enter is pressed or the field is left; Escape gives up. What is being typed stays. */
export function textSetting(room: FieldRoom): Field {
  const control = textField({ 'aria-label': room.label, spellcheck: 'false' });
  let shown: Shown | null = null;
  let isTyping = false;
  const value = (): string => control.value.trim();
  const put = (): void => {
    control.value = shown?.written ?? '';
    const inherited = shown?.inherited ?? '';
    control.setAttribute(
      'placeholder',
      inherited === '' && room.canReset ? room.say('automatic') : inherited,
    );
  };
  const commit = (): void => {
    if (!isTyping) return;
    isTyping = false;
    if (value() === (shown?.written ?? '')) return;
    if (value() === '' && !room.canReset) put();
    else room.commit(value() === '' ? null : value());
  };
  control.addEventListener('input', () => {
    isTyping = true;
  });
  control.addEventListener('focusout', commit);
  control.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') commit();
    if (event.key !== 'Escape' || !isTyping) return;
    isTyping = false;
    put();
    event.stopPropagation();
  });
  return fieldOf(room, control, (next) => {
    shown = next;
    if (!isTyping) put();
  });
}

/** One of several values; the first of the list is what is inherited. */
export function choiceSetting(room: FieldRoom, values: readonly string[]): Field {
  const control = dropdown({ 'aria-label': room.label }, []);
  let list = '';
  control.addEventListener('change', () => {
    room.commit(control.value === INHERITED ? null : control.value);
  });
  return fieldOf(room, control, ({ written, inherited }) => {
    const choices = choicesOf(room, values, written, inherited);
    const now = JSON.stringify(choices);
    if (now !== list) control.replaceChildren(...choices.map(optionOf));
    list = now;
    setWhenReady(control, written ?? INHERITED);
  });
}

const INHERITED = '-';

function choicesOf(
  { say, canReset }: FieldRoom,
  values: readonly string[],
  written: string | null,
  inherited: string,
): readonly Choice[] {
  const all = written === null || values.includes(written) ? values : [...values, written];
  const own = all.map((value) => ({ value, text: value }));
  const text = inherited === '' ? say('inherited') : say('inheritedAs', inherited);
  return canReset ? [{ value: INHERITED, text }, ...own] : own;
}

/** A dropdown takes a value only once it has seen its options, which is in the next frame. */
function setWhenReady(control: ValueControl, value: string): void {
  control.value = value;
  requestAnimationFrame(() => {
    control.value = value;
  });
}

/** Yes or no. */
export function checkSetting(room: FieldRoom): Field {
  const control = checkbox(room.label);
  let isShowing = false;
  control.addEventListener('change', () => {
    if (!isShowing) room.commit(String(control.checked));
  });
  return fieldOf({ ...room, label: '' }, control, ({ written, inherited }) => {
    isShowing = true;
    control.checked = (written ?? inherited) === 'true';
    isShowing = false;
  });
}

/** Label, control, a button that takes back what is written, and a line for what is wrong. */
function fieldOf(room: FieldRoom, control: HTMLElement, put: (shown: Shown) => void): Field {
  const { say, label, key, canReset, commit } = room;
  const reset = iconButton('↺', say('reset', label === '' ? control.textContent : label), () => {
    control.focus();
    commit(null);
  });
  reset.classList.add('reset');
  const problem = element('p', { class: 'field-problem', role: 'alert', hidden: '' });
  const place = element(
    'div',
    { class: 'field', 'data-key': key },
    label === '' ? null : element('span', { class: 'label', 'aria-hidden': 'true' }, label),
    element('div', { class: 'control' }, control, canReset ? reset : null),
    problem,
  );
  const tellProblem = (message: string | null): void => {
    problem.textContent = message ?? '';
    problem.hidden = message === null;
    place.classList.toggle('wrong', message !== null);
  };
  return {
    place,
    show(shown) {
      place.classList.toggle('written', shown.written !== null);
      // Hidden, and not taken away: the controls stay as wide as they are.
      reset.classList.toggle('unused', shown.written === null);
      tellProblem(shown.problem);
      put(shown);
    },
    refuse: tellProblem,
    focus: () => {
      control.focus();
    },
  };
}
