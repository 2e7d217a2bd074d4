import { element, on, type Attributes } from './dom';

/** A control of the toolkit that has a value. */
export type ValueControl = HTMLElement & { value: string; disabled: boolean };
export type CheckControl = HTMLElement & { checked: boolean };

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function button(title: string, act: () => void, attributes: Attributes = {}): HTMLElement {
  return on(element('vscode-button', { appearance: 'secondary', ...attributes }, title), 'click', act);
}

/** A button that is a sign; its name is read, and shown when the pointer rests on it. */
export function iconButton(sign: string, name: string, act: () => void): HTMLElement {
  const shown = element('span', { 'aria-hidden': 'true', class: 'icon' }, sign);
  return on(
    element('vscode-button', { appearance: 'icon', 'aria-label': name, title: name }, shown),
    'click',
    act,
  );
}

export function textField(attributes: Attributes): ValueControl {
  return element('vscode-text-field', attributes) as ValueControl;
}

export function dropdown(attributes: Attributes, choices: readonly Choice[]): ValueControl {
  return element('vscode-dropdown', attributes, ...choices.map(optionOf)) as ValueControl;
}

export function optionOf({ value, text }: Choice): HTMLElement {
  return element('vscode-option', { value }, text);
}

export function checkbox(text: string, attributes: Attributes = {}): CheckControl {
  return element('vscode-checkbox', attributes, text) as CheckControl;
}
