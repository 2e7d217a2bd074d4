import type { Dimension, FigureChoice, FilledView } from '../../src/protocol/results';
import { checkbox, dropdown, type Choice, type ValueControl } from '../shared/controls';
import { element, on } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Say } from '../shared/words';
import { filterOf } from './filter';

export interface ControlStrip {
  readonly place: HTMLElement;
  /** Made anew only for other kinds or dimensions: what one has opened stays open. */
  readonly show: (view: Pick<FilledView, 'kinds' | 'dimensions'>, choice: FigureChoice, say: Say) => void;
}

/** Kind of figure, filters, groups, colours and the paper's numbers, in one strip that wraps. */
export function controlStrip(choose: (choice: FigureChoice) => void): ControlStrip {
  const strip = slot(element('div', { class: 'strip', role: 'group' }));
  let now: FigureChoice | null = null;
  let update: (choice: FigureChoice) => void = () => undefined;
  /** The next choice builds on this one, though its figure may not have come yet. */
  const chosen = (choice: FigureChoice): void => {
    now = choice;
    choose(choice);
  };
  return {
    place: strip.place,
    show({ kinds, dimensions }, choice, say) {
      now = choice;
      strip.place.setAttribute('aria-label', say('controls'));
      strip.fill([kinds, dimensions], () => {
        const controls = controlsOf(kinds, dimensions, say, () => now ?? choice, chosen);
        update = controls.update;
        return controls.made;
      });
      update(choice);
    },
  };
}

interface Controls {
  readonly made: readonly HTMLElement[];
  readonly update: (choice: FigureChoice) => void;
}

function controlsOf(
  kinds: FilledView['kinds'],
  dimensions: readonly Dimension[],
  say: Say,
  now: () => FigureChoice,
  choose: (choice: FigureChoice) => void,
): Controls {
  const view = () => now().view;
  const kind = picker(
    say('figure'),
    kinds.map(({ id, title }) => ({ value: id, text: title })),
    (value) => choose({ ...now(), kind: value }),
  );
  const by = [
    { value: '', text: say('automatic') },
    ...dimensions.map(({ id }) => ({ value: id, text: titleOf(id, say) })),
  ];
  const group = picker(say('groupBy'), by, (value) =>
    choose({ ...now(), view: { ...view(), group: value || null } }),
  );
  const colour = picker(say('colourBy'), by, (value) =>
    choose({ ...now(), view: { ...view(), colour: value || null } }),
  );
  const paper = checkbox(say('paperNumbers'));
  on(paper, 'change', () => {
    if (paper.checked !== view().paper) choose({ ...now(), view: { ...view(), paper: paper.checked } });
  });
  const filters = dimensions.map((dimension) =>
    filterOf(dimension, titleOf(dimension.id, say), say, view, (next) => choose({ ...now(), view: next })),
  );
  const grouping = dimensions.length > 1 ? [group.place, colour.place] : [];
  return {
    made: [
      ...(kinds.length > 1 ? [kind.place] : []),
      ...filters.map(({ place }) => place),
      ...grouping,
      paper,
    ],
    update(choice) {
      kind.show(choice.kind ?? kinds[0]?.id ?? '');
      group.show(choice.view.group ?? '');
      colour.show(choice.view.colour ?? '');
      paper.checked = choice.view.paper;
      for (const filter of filters) filter.show(choice.view);
    },
  };
}

/** A dropdown with its name before it. */
function picker(
  title: string,
  choices: readonly Choice[],
  choose: (value: string) => void,
): { readonly place: HTMLElement; readonly show: (value: string) => void } {
  const control: ValueControl = dropdown({ 'aria-label': title }, choices);
  on(control, 'change', () => choose(control.value));
  return {
    place: element('span', { class: 'picker' }, element('span', { 'aria-hidden': 'true' }, title), control),
    show(value) {
      if (control.value !== value) control.value = value;
    },
  };
}

/** Factors have the names that the document gives them. */
function titleOf(dimension: string, say: Say): string {
  return ['layout', 'workload', 'phase'].includes(dimension) ? say(dimension) : dimension;
}
