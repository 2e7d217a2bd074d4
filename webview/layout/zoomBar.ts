import { iconButton } from '../shared/controls';
import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Page } from './page';
import type { Shows } from './selectionBar';
import type { Stage } from './stage';

export interface ZoomRoom {
  readonly page: Page;
  readonly stage: Stage;
  /** By a factor; null fits the picture. */
  readonly zoomBy: (factor: number | null) => void;
  readonly help: () => void;
}

export function createZoomBar({ page, stage, zoomBy, help }: ZoomRoom): Shows {
  const bar = slot(element('div', { class: 'zoom', role: 'group' }));
  const percent = element('span', { class: 'percent' });
  return {
    place: bar.place,
    show({ view }) {
      bar.place.setAttribute('aria-label', page.say('zoom'));
      bar.fill(view !== null, () => [
        iconButton('−', page.say('zoomOut'), () => zoomBy(0.8)),
        percent,
        iconButton('+', page.say('zoomIn'), () => zoomBy(1.25)),
        iconButton('⤢', page.say('zoomFit'), () => zoomBy(null)),
        iconButton('?', page.say('helpTitle'), help),
      ]);
      percent.textContent = `${String(Math.round(stage.zoom() * 100))} %`;
    },
  };
}
