import { colourOf } from '../../src/core/picture/palette';
import { element } from './dom';
import { pictureTheme } from './theme';

/** A small square in the colour that a VM has in its picture, with its number: colour is not the only sign. */
export function vmChip(colour: number): HTMLElement {
  const chip = element('span', { class: 'vm-chip', 'aria-hidden': 'true' }, String(colour));
  chip.dataset['colour'] = String(colour);
  paint(chip);
  return chip;
}

/** After a change of the theme: the chips that are there stay. */
export function repaintChips(): void {
  for (const chip of document.querySelectorAll<HTMLElement>('.vm-chip')) paint(chip);
}

/** Styles set from script are no inline styles for the policy. */
function paint(chip: HTMLElement): void {
  const { fill, ink } = colourOf(Number(chip.dataset['colour']), pictureTheme());
  chip.style.backgroundColor = fill;
  chip.style.color = ink;
}
