import type { PictureTheme } from '../../src/core/picture/palette';
import type { Scene } from '../../src/core/picture/scene';
import { element } from '../shared/dom';
import { badgesOf, type Badge } from './badges';
import { puInWords } from './cursorWords';
import { pictureTheme } from '../shared/theme';
import type { Page } from './page';
import { handleOf, onlyVm, rectsOf, rectsOfPus } from './places';
import { selectedPus } from './selection';
import type { Shows } from './selectionBar';
import type { Stage } from './stage';
import { isLocked, type PageState } from './state';

export interface Picture extends Shows {
  readonly badges: () => readonly Badge[];
  readonly repaint: (theme: PictureTheme) => void;
}

/** The shown scene with what the page marks on it. The drawing itself is made anew only for a new scene or theme. */
export function createPicture(page: Page, stage: Stage): Picture {
  let badges: readonly Badge[] = [];
  let badgesFor: readonly unknown[] = [];
  const option = element('div', { role: 'option', id: 'cursor' });
  stage.board.append(option);
  const showBadges = (scene: Scene, { view, preview }: PageState): void => {
    const now = [scene, view?.findings];
    if (now.every((one, i) => one === badgesFor[i])) return;
    badgesFor = now;
    badges = preview === null ? badgesOf(scene, view?.findings ?? []) : [];
    stage.overlay.badges(badges);
  };
  return {
    place: stage.place,
    badges: () => badges,
    repaint(theme) {
      const { index } = page.state();
      if (index !== null) stage.draw(index.scene, theme);
      // The list has swatches in the picture's colours.
      page.change({});
    },
    show(state) {
      const { index, selection, zoom } = state;
      if (index === null) return;
      const { overlay } = stage;
      if (zoom !== null) stage.zoomTo(zoom);
      stage.draw(index.scene, pictureTheme());
      const rects = rectsOf(index, selection);
      overlay.mark('selected', rects, 1);
      overlay.mark('inner', rects, -1);
      const handle = isLocked(state) ? null : handleOf(index, onlyVm(index, selection));
      overlay.mark('handle', handle === null ? [] : [handle]);
      overlay.mark('cursor', rectsOfPus(index, state.cursor === null ? [] : [state.cursor]), 2.5);
      const opened = state.opened.flatMap((at) => state.view?.findings[at]?.pus ?? []);
      overlay.mark('found', rectsOfPus(index, opened), 2);
      showBadges(index.scene, state);
      showOption(page, stage, option, state);
    },
  };
}

/** What readers of the screen know of the picture: a list of which they see the one line where the keyboard stands. */
function showOption(page: Page, { board }: Stage, option: HTMLElement, state: PageState): void {
  const { index, view, cursor, selection } = state;
  const pu = index?.pu(cursor ?? -1);
  if (index === null || pu === undefined) return;
  const attributes = {
    role: 'listbox',
    'aria-multiselectable': 'true',
    'aria-label': page.say('pictureLabel', index.scene.title),
    'aria-activedescendant': 'cursor',
    'aria-disabled': String(isLocked(state)),
  };
  for (const [name, value] of Object.entries(attributes)) board.setAttribute(name, value);
  const isSelected =
    selectedPus(selection).includes(pu.id) || onlyVm(index, selection)?.pus.includes(pu.id) === true;
  option.setAttribute('aria-selected', String(isSelected));
  option.setAttribute('aria-posinset', String(index.orderOf(pu.id) + 1));
  option.setAttribute('aria-setsize', String(index.scene.pus.length));
  const words = puInWords(index.scene, view, pu, page.say);
  if (option.textContent !== words) option.textContent = words;
}
