import type { Dimension } from '../../src/protocol/results';
import { checkbox } from '../shared/controls';
import { element, on } from '../shared/dom';
import type { Say } from '../shared/words';
import { isShown, shownLevels, withLevel } from './choice';
import type { FigureView } from '../../src/core/analysis/figures/figure';

/** The levels of a dimension to be ticked, folded away behind a line that says how many are. */
export interface Filter {
  readonly place: HTMLElement;
  readonly show: (view: FigureView) => void;
}

export function filterOf(
  dimension: Dimension,
  title: string,
  say: Say,
  view: () => FigureView,
  choose: (view: FigureView) => void,
): Filter {
  const summary = element('summary', {});
  const boxes = dimension.levels.map((level) => ({ level, box: checkbox(nameOf(level, say)) }));
  const list = element(
    'div',
    { class: 'levels', role: 'group', 'aria-label': title },
    ...boxes.map(({ box }) => box),
  );
  const place = element('details', { class: 'filter' }, summary, list);
  for (const { level, box } of boxes)
    on(box, 'change', () => {
      if (box.checked !== isShown(view(), dimension.id, level))
        choose(withLevel(view(), dimension, level, box.checked));
    });
  folds(place as HTMLDetailsElement);
  return {
    place,
    show(now) {
      const shown = shownLevels(now, dimension);
      const words =
        shown.length === dimension.levels.length
          ? say('allLevels')
          : shown.length === 1
            ? nameOf(shown[0] ?? '', say)
            : say('someLevels', shown.length, dimension.levels.length);
      summary.textContent = `${title}: ${words}`;
      for (const { level, box } of boxes) box.checked = isShown(now, dimension.id, level);
    },
  };
}

/** Escape folds it, and so does leaving it. */
function folds(place: HTMLDetailsElement): void {
  place.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !place.open) return;
    place.open = false;
    place.querySelector('summary')?.focus();
  });
  place.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !place.contains(relatedTarget)) place.open = false;
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !place.contains(target)) place.open = false;
  });
}

/** Names of the tool's own levels are words. */
function nameOf(level: string, say: Say): string {
  return ['cold', 'warm', 'native'].includes(level) ? say(level) : level;
}
