import type { Scene } from '../../src/core/picture/scene';
import { element } from '../shared/dom';
import { memoryInWords, puInWords } from './cursorWords';
import type { Page } from './page';
import type { Shows } from './selectionBar';
import { scenesOf, type PageState } from './state';

/** The picture in words, for readers of the screen and for everybody else: made when it is opened. */
export function createOutline(page: Page): Shows {
  const summary = element('summary', {});
  const inside = element('div', {});
  const place = element('details', { class: 'outline' }, summary, inside) as HTMLDetailsElement;
  let filledFor: unknown = null;
  const fill = (state: PageState): void => {
    const scenes = scenesOf(state);
    if (!place.open || filledFor === scenes) return;
    filledFor = scenes;
    inside.replaceChildren(...scenes.flatMap((scene) => sceneParts(page, state, scene)));
  };
  place.addEventListener('toggle', () => fill(page.state()));
  return {
    place,
    show(state) {
      summary.textContent = page.say('outlineTitle');
      fill(state);
    },
  };
}

function sceneParts(page: Page, state: PageState, scene: Scene): readonly HTMLElement[] {
  const { say } = page;
  const { view } = state;
  const nameOf = (vm: number): string => view?.vms[vm]?.name ?? String(vm);
  const shared = [...scene.networks, ...scene.regions, ...scene.nics];
  const list = (title: string, items: readonly string[]): readonly HTMLElement[] =>
    items.length === 0
      ? []
      : [element('h3', {}, title), element('ul', {}, ...items.map((text) => element('li', {}, text)))];
  return [
    element('h2', {}, scene.title),
    ...list(
      say('vms'),
      scene.vms.map(({ name, facts, note }) =>
        [name, facts, note?.text ?? ''].filter((one) => one !== '').join(' · '),
      ),
    ),
    ...list(
      say('memoryGroup'),
      scene.memory.map((bar) => memoryInWords(bar, say)),
    ),
    ...list(
      say('sharedTitle'),
      shared.map(({ name, facts, vms }) =>
        [name, facts, vms.map(nameOf).join(', ')].filter((one) => one !== '').join(' · '),
      ),
    ),
    ...list(
      say('pusTitle'),
      scene.pus.map((pu) => puInWords(scene, view, pu, say)),
    ),
    ...(scene.distances === null
      ? []
      : [element('h3', {}, say('distances')), distanceTable(scene.distances)]),
  ];
}

function distanceTable({ nodes, cells }: NonNullable<Scene['distances']>): HTMLElement {
  const head = element(
    'tr',
    {},
    element('td', {}),
    ...nodes.map((node) => element('th', { scope: 'col' }, String(node))),
  );
  const rows = nodes.map((from) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(from)),
      ...nodes.map((to) =>
        element('td', {}, String(cells.find((cell) => cell.from === from && cell.to === to)?.distance ?? '')),
      ),
    ),
  );
  return element('table', { class: 'distances' }, element('thead', {}, head), element('tbody', {}, ...rows));
}
