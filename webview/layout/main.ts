import type { FromLayout, ToLayout } from '../../src/protocol/layout';
import { element } from '../shared/dom';
import { connectHost } from '../shared/host';
import { pictureTheme, watchTheme } from '../shared/theme';
import { registerFormControls } from '../shared/toolkit';
import type { Badge } from './badges';
import { menuCommands, type Command, type CommandRoom } from './commands';
import { placeInWords } from './cursorWords';
import { exported } from './exporting';
import { createFindings } from './findings';
import { createForm } from './form/form';
import { holds, type Point } from './geometry';
import { focusKeeper } from './focusKeeper';
import { openHelp } from './help';
import { watchKeys } from './keys';
import { openMenu } from './menu';
import { createOutline } from './outline';
import { createNotes } from './notes';
import { createPage } from './page';
import { createPicture } from './picture';
import { watchPointer } from './pointer';
import { createPrediction } from './prediction';
import { createPreviewBanner, createRules } from './rules';
import { createSelectionBar, type Shows } from './selectionBar';
import { ofVms } from './selection';
import { createStage } from './stage';
import { createStaleBanner } from './staleBanner';
import { shownScene, type PageState, type Remembered } from './state';
import { createStatusLine } from './status';
import { createTabs } from './tabs';
import { createVmList } from './vmList';
import { createZoomBar } from './zoomBar';

registerFormControls();

const host = connectHost<ToLayout, FromLayout, Remembered>();
const root = document.getElementById('root') ?? document.body;
const remembered = host.remembered();
const stage = createStage();
if (remembered !== undefined) stage.scrollTo({ x: remembered.left, y: remembered.top });
const status = createStatusLine();
const page = createPage(
  {
    post: host.post,
    changed: show,
    supposed: (action) => prediction.suppose(action),
    told: (told, isWaiting) => status.tell(told, isWaiting, page),
    export: (format) => void exportAs(format),
  },
  remembered,
);
const picture = createPicture(page, stage);
const rename = (vm: string): void => {
  page.change({ selection: ofVms([vm]) });
  form.focusName();
};
const commands: CommandRoom = { page, rename, hold: (what) => keys.hold(what) };
const menuAt = (list: readonly Command[], at: Point): void => openMenu(list, at, page.say('menu'));
const zoomBy = (factor: number | null): void => zoom(factor === null ? null : stage.zoom() * factor);
const help = (): void => openHelp(page.say);
const form = createForm(commands);
const findings = createFindings(page);
const openBadge = (badge: Badge): void => {
  page.change({ opened: badge.findings });
  findings.focusOpened();
};
const pointer = watchPointer({
  page,
  stage,
  badges: () => picture.badges(),
  openBadge,
  openMenu: (at) => menuAt(menuCommands(commands), at),
  rename,
  describe: (point) => {
    const { index, view } = page.state();
    status.describe(point === null || index === null ? '' : placeInWords(index, view, point, page.say));
  },
});
const keys = watchKeys({
  page,
  stage,
  pointer,
  commands,
  openMenu: menuAt,
  openFindingsAt: (point) => {
    const { index } = page.state();
    const cell = index?.puAt(point)?.rect;
    const badge = picture
      .badges()
      .find(({ rect }) => cell !== undefined && holds(cell, { x: rect.x + 1, y: rect.y + rect.height - 1 }));
    if (badge !== undefined) openBadge(badge);
  },
  help,
  zoomBy,
});
const list = createVmList({ page, menu: () => menuCommands(commands), openMenu: menuAt, rename });
const stale = createStaleBanner(page);
const preview = createPreviewBanner(page);
const tabs = createTabs(page);
const bar = createSelectionBar(commands);
const zoomBar = createZoomBar({ page, stage, zoomBy, help });
const rules = createRules(page);
const prediction = createPrediction(page);
const outline = createOutline(page);
const notes = createNotes(page);
const listTitle = element('h2', {});
const pictured: readonly Shows[] = [picture, stale, preview, tabs, bar, zoomBar, list, notes];
const inWords: readonly Shows[] = [prediction, form, findings, rules, outline];
/** Set once the first picture has been painted. */
let isPainted = false;

stage.place.id = 'pane';
root.replaceChildren(
  element('div', { class: 'top' }, tabs.place, bar.place, zoomBar.place),
  stale.place,
  preview.place,
  element(
    'div',
    { class: 'middle' },
    stage.place,
    element(
      'div',
      { class: 'side' },
      element('section', { class: 'list' }, listTitle, list.place, notes.place),
      prediction.place,
      form.place,
      findings.place,
      rules.place,
      outline.place,
    ),
  ),
  status.place,
);

function show(state: PageState): void {
  const keepFocus = focusKeeper(root, stage.board);
  root.classList.toggle('is-stale', state.stale !== null);
  root.classList.toggle('is-preview', state.preview !== null);
  root.classList.toggle('is-empty', state.view === null);
  listTitle.textContent = page.say('vms');
  for (const part of isPainted ? [...pictured, ...inWords] : pictured) part.show(state);
  if (!isPainted && state.view !== null) afterPaint(showAll);
  rememberSoon();
  keepFocus();
}

/** The many controls of the form would keep the first picture waiting. */
function showAll(): void {
  if (isPainted) return;
  isPainted = true;
  page.change({});
}

function afterPaint(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

function zoom(to: number | null, at?: Point): void {
  stage.zoomTo(to, at);
  page.change({ zoom: to === null ? null : stage.zoom() });
}

let soon = 0;

/** Not at once: asking how far it is scrolled makes the browser lay out what it has not painted yet. */
function rememberSoon(): void {
  window.clearTimeout(soon);
  soon = window.setTimeout(remember, 200);
}

function remember(): void {
  const { host: name, zoom, selection, cursor } = page.state();
  const { scrollLeft: left, scrollTop: top } = stage.place;
  host.remember({ host: name, zoom, selection, cursor, left, top });
}

async function exportAs(format: 'svg' | 'png'): Promise<void> {
  const scene = shownScene(page.state());
  if (scene === null) return;
  try {
    host.post(await exported(scene, format));
  } catch {
    page.tell({ text: page.say('exportFailed', format.toUpperCase()), isProblem: true, first: null });
  }
}

stage.place.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(stage.zoom() * Math.exp(-event.deltaY / 400), { x: event.clientX, y: event.clientY });
  },
  { passive: false },
);
stage.place.addEventListener('scrollend', rememberSoon);
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented && page.state().preview !== null)
    page.change({ preview: null });
});
host.listen(page.receive);
watchTheme(() => picture.repaint(pictureTheme()));
host.post({ type: 'ready' });
