import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { setUpUi } from '../../scripts/ui-setup.mjs';
import { detailView, NO_DETAIL } from '../../src/panels/detailView';
import { varyingIn } from '../../src/panels/dimensions';
import { shownResults } from '../../src/panels/shownResults';
import type { Results } from '../../src/core/analysis/results';
import {
  firstChoice,
  type AgainstView,
  type FigureChoice,
  type FilledView,
  type FromResults,
  type ShownFigure,
  type ToResults,
} from '../../src/protocol/results';
import type { Browser, Page, Viewport } from './browser';
import { launchBrowser, screenshots } from './editor';
import { barFigure, handResults, matrixFigure, pointFigure } from './handFigures';
import { editorApi, servePage, type ServedPage } from './servedPage';
import { dressing, editorThemes, type EditorTheme } from './themes';
import { englishWords } from './words';

/** The built page of the result panel in a browser, and an extension that answers it with figures made by hand. */
export interface ResultsPage {
  readonly page: Page;
  /** Everything that the page has said. */
  readonly said: readonly FromResults[];
  /** Complaints of the content security policy, and errors of the page. */
  readonly complaints: readonly string[];
  readonly dress: (theme: EditorTheme) => Promise<void>;
  readonly post: (message: ToResults) => Promise<void>;
  /** Other results, as when runs come in. */
  readonly fill: (results: Results) => Promise<void>;
  /** Holds the attempt against another one, as when a person has chosen it. */
  readonly hold: (against: AgainstView) => Promise<void>;
  /** Chooses a kind of figure as a person does. */
  readonly kind: (name: string) => Promise<void>;
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What the page has said of one type, oldest first. */
export function saidOf<T extends FromResults['type']>(
  { said }: ResultsPage,
  type: T,
): readonly Extract<FromResults, { readonly type: T }>[] {
  return said.filter((one): one is Extract<FromResults, { readonly type: T }> => one.type === type);
}

/** For a file of tests: a browser for all of them, and for each the page that it opens, which must end without complaints. */
export function resultsPages(): (size?: Viewport) => Promise<ResultsPage> {
  let browser: Browser;
  let served: ServedPage;
  let open: ResultsPage | undefined;
  beforeAll(async () => {
    browser = await launchBrowser(setUpUi());
    served = await servePage('results');
  });
  afterEach(async () => {
    const complaints = open?.complaints ?? [];
    await open?.close();
    open = undefined;
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });
  return async (size = { width: 900, height: 1000 }) => (open = await openPage(browser, served, size));
}

async function openPage(browser: Browser, served: ServedPage, viewport: Viewport): Promise<ResultsPage> {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  const said: FromResults[] = [];
  let results = handResults();
  let choice = firstChoice;
  let pinned = false;
  let against: AgainstView | null = null;
  let asked = NO_DETAIL;
  const post = async (message: ToResults): Promise<void> => {
    await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  };
  const postDetail = async (): Promise<void> => {
    const detail = detailView(results, asked);
    if (detail !== null) await post({ type: 'detail', detail });
  };
  const view = async (): Promise<void> => {
    await post({ type: 'view', view: viewOf(results, choice, pinned, against) });
    await postDetail();
  };
  await page.exposeFunction('toHost', async (argument) => {
    const message = argument as FromResults;
    said.push(message);
    if (message.type === 'ready') {
      asked = NO_DETAIL;
      await post({ type: 'words', words: englishWords('src/panels/resultsWords.ts') });
      await view();
    } else if (message.type === 'view') {
      ({ choice } = message);
      await post({ type: 'figure', shown: shownOf(results, choice) });
    } else if (message.type === 'detail') {
      ({ asked } = message);
      await postDetail();
    } else if (message.type === 'endComparison') {
      against = null;
      await view();
    } else if (message.type === 'pin') {
      ({ pinned } = message);
      await view();
    }
  });
  await page.addInitScript({ content: editorApi(editorThemes[0]) });
  await page.goto(served.address);
  await page.locator('.figure-table vscode-data-grid').waitFor();
  return {
    page,
    said,
    complaints,
    post,
    dress: async (theme) => {
      await page.evaluate(dressing(theme));
    },
    fill: async (next) => {
      results = next;
      await view();
    },
    hold: async (next) => {
      against = next;
      await view();
    },
    kind: async (name) => {
      await page.locator('.strip vscode-dropdown[aria-label="Figure"]').click();
      await page
        .locator('.strip vscode-dropdown[aria-label="Figure"] vscode-option', { hasText: name })
        .click();
    },
    screenshot: async (name) => {
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
    close: () => page.close(),
  };
}

const kinds = [
  { id: 'layouts', title: 'Layouts by program' },
  { id: 'order', title: 'Order of runs' },
  { id: 'matrix', title: 'Comparisons' },
  { id: 'classes', title: 'Classes' },
];

function viewOf(
  results: Results,
  choice: FigureChoice,
  pinned: boolean,
  against: AgainstView | null,
): FilledView {
  const panel = {
    ...{ experiment: '/work/first-cut.vmexperiment.json', attempt: null, pinned, figure: choice },
    against: against === null ? null : '/work/a',
  };
  return {
    ...{ kind: 'filled', panel, title: 'first-cut.vmexperiment.json', kinds },
    results: shownResults(results),
    attempts: ['b', 'a'].map((name) => ({ folder: `/work/${name}`, label: `attempt ${name}` })),
    folder: '/work/b',
    life: {
      ...{ state: 'running', why: null, problems: [], badLines: 0 },
      now: { session: 's7', block: 2, layout: 'wide', run: 'stencil cold' },
    },
    dimensions: varyingIn(results),
    shown: shownOf(results, choice),
    against,
  };
}

function shownOf(results: Results, { kind, view }: FigureChoice): ShownFigure {
  const id = kind ?? 'layouts';
  const choice = { kind: id, view };
  if (id === 'order') return { choice, drawn: pointFigure(results) };
  if (id === 'matrix') return { choice, drawn: matrixFigure() };
  if (id === 'classes') return { choice, drawn: { why: 'No class varies: name several in factors.' } };
  return { choice, drawn: barFigure(results, view.paper) };
}
