import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figureSvg } from '../../src/core/analysis/figures/svg';
import { pngBytes } from '../../src/panels/pngBytes';
import type { FromResults } from '../../src/protocol/results';
import { axe, violations } from './axe';
import { screenshots } from './editor';
import { barFigure, handAgainst, handResults, linkTo, matrixFigure, pointFigure } from './handFigures';
import { resultsPages, type ResultsPage } from './resultsPage';
import { editorThemes } from './themes';

const opened = resultsPages();

/** What the page has said of one type, oldest first. */
function saidOf<T extends FromResults['type']>(
  { said }: ResultsPage,
  type: T,
): readonly Extract<FromResults, { readonly type: T }>[] {
  return said.filter((one): one is Extract<FromResults, { readonly type: T }> => one.type === type);
}

async function selectedRows({ page }: ResultsPage): Promise<readonly string[]> {
  const texts = await page.locator('.figure-table vscode-data-grid-row.selected').allInnerTexts();
  return texts.map((text) => text.replace(/\s*\n\s*/g, ' '));
}

/** Goes to a mark by so many arrow keys and selects it. */
async function selectMark({ page }: ResultsPage, steps: number): Promise<void> {
  await page.locator('.chart').focus();
  for (let step = 0; step < steps; step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
}

describe('the controls', () => {
  test('a level that is ticked off is asked for as a view, and the strip says how many are left', async () => {
    const results = await opened();
    const { page } = results;
    await page.locator('.filter summary', { hasText: 'Layout: all' }).click();
    await page.locator('.filter vscode-checkbox', { hasText: 'wide' }).click();
    await page.locator('.filter summary', { hasText: 'Layout: 2 of 3' }).waitFor();
    expect(saidOf(results, 'view').map(({ choice }) => choice.view.shown)).toEqual([
      { layout: ['native', 'four'] },
    ]);
    await page.locator('.filter vscode-checkbox', { hasText: 'wide' }).click();
    await page.locator('.filter summary', { hasText: 'Layout: all' }).waitFor();
    expect(saidOf(results, 'view').at(-1)?.choice.view.shown).toEqual({});
    await page.keyboard.press('Escape');
    expect(await page.locator('.filter[open]').count()).toBe(0);
  });

  test('groups, colours and the paper’s numbers are asked for, and lines of the paper have their letters', async () => {
    const results = await opened();
    const { page } = results;
    await page.locator('vscode-dropdown[aria-label="Groups"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.strip > vscode-checkbox', { hasText: 'The paper’s numbers' }).click();
    await page.locator('.legend', { hasText: 'a, the paper’s: one VM, warm, class B (N4)' }).waitFor();
    expect(saidOf(results, 'view').at(-1)?.choice.view).toEqual({
      ...{ shown: {}, group: 'layout', colour: null, paper: true },
    });
    await results.screenshot('results-page-paper');
  });

  test('a figure that these results do not make says why', async () => {
    const results = await opened();
    await results.kind('Classes');
    await results.page.locator('.waiting', { hasText: 'No class varies' }).waitFor();
    expect(await results.page.locator('.frame').isVisible()).toBe(false);
  });

  test('a figure without a value yet says that it waits for the first', async () => {
    const results = await opened();
    const { cells } = handResults();
    await results.fill({ ...handResults(), cells: cells.map((cell) => ({ ...cell, slowdown: null })) });
    await results.page.locator('.waiting', { hasText: 'The figure appears with the first runs' }).waitFor();
    expect(await results.page.locator('.figure-table').isVisible()).toBe(false);
  });

  test('the panel can be kept at its experiment', async () => {
    const results = await opened();
    await results.page.locator('.attempts vscode-checkbox').click();
    await results.page.locator('.attempts vscode-checkbox[aria-checked=true]').waitFor();
    expect(saidOf(results, 'pin')).toEqual([{ type: 'pin', pinned: true }]);
  });
});

describe('the chart as a file', () => {
  test('is asked for by a button that the keyboard reaches and that is named', async () => {
    const results = await opened();
    const save = results.page.locator('.tools vscode-button', { hasText: 'Save Chart…' });
    await save.focus();
    await results.page.keyboard.press('Enter');
    expect(saidOf(results, 'saveChart')).toEqual([{ type: 'saveChart' }]);
  });

  test('is not offered where there is no chart', async () => {
    const results = await opened();
    await results.kind('Classes');
    await results.page.locator('.waiting', { hasText: 'No class varies' }).waitFor();
    expect(await results.page.locator('.tools vscode-button', { hasText: 'Save Chart…' }).count()).toBe(0);
  });

  test.each([
    ['bars', barFigure(handResults())],
    ['points', pointFigure(handResults())],
    ['matrix', matrixFigure()],
  ])('of %s becomes a PNG of twice its size, on white, with its watermark', async (name, figure) => {
    mkdirSync(screenshots, { recursive: true });
    const results = await opened();
    const sizes: (readonly [number, number])[] = [];
    for (const [request, watermark] of ['', 'rehearsed'].entries()) {
      const svg = figureSvg(figure, { watermark });
      const [, width = '', height = ''] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
      await results.post({ type: 'draw', request, svg });
      await expect.poll(() => saidOf(results, 'drawn').length).toBe(request + 1);
      const answer = saidOf(results, 'drawn')[request];
      expect(answer?.request).toBe(request);
      const bytes = Buffer.from(pngBytes(answer?.png ?? '') ?? []);
      writeFileSync(join(screenshots, `chart-${name}${watermark === '' ? '' : '-rehearsed'}.png`), bytes);
      sizes.push([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]);
      expect(sizes[request]).toEqual([width, height].map((side) => Math.round(Number(side)) * 2));
    }
    const [plain = '', marked = ''] = saidOf(results, 'drawn').map(({ png }) => png);
    const [first, differing] = await pixelsOf(results, plain, marked);
    expect(first, 'a sheet of paper').toEqual([255, 255, 255, 255]);
    expect(differing, 'pixels of the watermark').toBeGreaterThan(2000);
  });

  test('that is no drawing is answered as one that cannot be made', async () => {
    const results = await opened();
    await results.post({ type: 'draw', request: 7, svg: '<svg' });
    await expect.poll(() => saidOf(results, 'notDrawn')).toEqual([{ type: 'notDrawn', request: 7 }]);
  });
});

/** The first pixel of a PNG, and in how many another one of the same size differs. */
async function pixelsOf(
  { page }: ResultsPage,
  one: string,
  other: string,
): Promise<readonly [readonly number[], number]> {
  return (await page.evaluate(`(async () => {
    const read = async (base64) => {
      const image = new Image();
      image.src = 'data:image/png;base64,' + base64;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    };
    const [a, b] = [await read('${one}'), await read('${other}')];
    return [[...new Uint8Array(a.buffer, 0, 4)], a.filter((pixel, at) => pixel !== b[at]).length];
  })()`)) as readonly [readonly number[], number];
}

describe('the attempt against another', () => {
  const section = '.against';

  test('is asked for by a button, and is where the eyes and the keyboard go once it is chosen', async () => {
    const results = await opened();
    const { page } = results;
    expect(await page.locator(section).isVisible()).toBe(false);
    await page.locator('.attempts vscode-button', { hasText: 'Compare with…' }).focus();
    await page.keyboard.press('Enter');
    expect(saidOf(results, 'compare')).toEqual([{ type: 'compare' }]);
    await results.hold(handAgainst());
    await page.locator(`${section} h2`, { hasText: 'Against first-cut, attempt a' }).waitFor();
    expect(await page.evaluate(`document.activeElement === document.querySelector('.against h2')`)).toBe(
      true,
    );
    expect(
      await page.evaluate(`document.querySelector('.against').getBoundingClientRect().top`),
    ).toBeLessThan(900);
  });

  test('has both medians, the ratio, its interval, p and a verdict in each row, and what else differs', async () => {
    const results = await opened();
    const { page } = results;
    await results.hold(handAgainst());
    const rows = page.locator(`${section} vscode-data-grid-row[data-link]`);
    await rows.first().waitFor();
    const texts = (await rows.allInnerTexts()).map((text) => text.split(/\s*\n\s*/).filter(Boolean));
    expect(texts).toHaveLength(10);
    expect(texts.find((cells) => cells.includes('wide') && cells.includes('warm'))).toEqual([
      ...['wide', 'stencil', 'warm', '? +25.0 %', '95 %: +10.9 … +40.8 %', 'not enough sessions', '1.000'],
      ...['15.3 s', '95 %: 15.0 … 15.6 s', '2 sessions', '12.2 s', '95 %: 12.0 … 12.5 s', '2 sessions'],
    ]);
    const said = await page.locator(section).innerText();
    expect(said).toContain('The kernel is 6.1.0-28-amd64, and was 6.1.0-25-amd64.');
    expect(said).toContain('The layout wide is another cut than before.');
    expect(said).toContain('Wilcoxon’s rank sum, corrected for 10 rows');
    expect(said).toContain('no run of it counts in the other attempt');
    expect(await page.locator(`${section} .side .origin`).allInnerTexts()).toEqual([
      'rehearsed',
      'rehearsed',
    ]);
  });

  test('shows nothing of another origin, and says so', async () => {
    const results = await opened();
    await results.hold(handAgainst({ origin: 'measured' }));
    await results.page
      .locator(`${section} .note`, { hasText: 'This attempt is rehearsed, the other measured' })
      .waitFor();
    expect(await results.page.locator(`${section} vscode-data-grid`).count()).toBe(0);
  });

  test('that cannot be read says why, and can be ended', async () => {
    const results = await opened();
    const { page } = results;
    await results.hold({
      ...{ kind: 'problem', title: 'other.vmexperiment.json', label: 'attempt z' },
      ...{ message: '/work/z has no plan.json.', remedy: 'Name the folder of an attempt.' },
    });
    await page.locator(`${section} .bad`, { hasText: 'no plan.json. Name the folder' }).waitFor();
    await page.locator(`${section} vscode-button`, { hasText: 'End Comparison' }).click();
    await page.locator(section).waitFor({ state: 'hidden' });
    expect(saidOf(results, 'endComparison')).toEqual([{ type: 'endComparison' }]);
  });

  test('fills while runs come in, without moving the page, and a row selects its cell', async () => {
    const results = await opened();
    const { page } = results;
    const { cells } = handResults();
    await results.hold(handAgainst({ cells: cells.filter(({ workload }) => workload === 'stencil') }));
    await page.locator(`${section} .footnote`, { hasText: 'corrected for 6 rows' }).waitFor();
    await page.evaluate('scrollTo(0, 200)');
    await results.hold(handAgainst());
    await page.locator(`${section} .footnote`, { hasText: 'corrected for 10 rows' }).waitFor();
    expect(await page.evaluate('scrollY')).toBe(200);
    const row = page.locator(`${section} vscode-data-grid-row[data-link]`, { hasText: 'wide' }).first();
    await row.locator('vscode-data-grid-cell').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.detail h3', { hasText: 'wide · stencil · cold' }).waitFor();
    expect(await page.evaluate(`JSON.parse(sessionStorage.getItem('state')).against`)).toBe('/work/a');
  });

  test('that was remembered is there after a reload, without jumping to it', async () => {
    const results = await opened();
    const { page } = results;
    await results.hold(handAgainst());
    await page.locator(`${section} h2`).waitFor();
    await page.evaluate('scrollTo(0, 0)');
    await page.waitForTimeout(400);
    await page.reload();
    await page.locator(`${section} h2`).waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    expect(String(await page.evaluate(`sessionStorage.getItem('state')`))).not.toContain('medianSeconds');
  });

  test.each(editorThemes)('in the theme $name axe finds nothing in it', async (theme) => {
    const results = await opened();
    const { page } = results;
    await results.dress(theme);
    await page.evaluate(axe);
    for (const [name, view] of [
      ['held', handAgainst()],
      ['refused', handAgainst({ origin: 'measured' })],
    ] as const) {
      await results.hold(view);
      await page
        .locator(`${section} ${name === 'held' ? 'vscode-data-grid' : '.note'}`)
        .first()
        .waitFor();
      await page.evaluate(`document.querySelector('.against').scrollIntoView()`);
      await page.waitForTimeout(400);
      await results.screenshot(`results-page-${theme.name}-against-${name}`);
      expect(await violations(page), name).toEqual([]);
    }
  });
});

describe('links', () => {
  test('a bar selects its rows and says what can be said of it', async () => {
    const results = await opened();
    await selectMark(results, 2);
    const { page } = results;
    await page.locator('.detail h3', { hasText: 'wide · stencil · warm' }).waitFor();
    expect(await selectedRows(results)).toEqual(['wide, warm stencil 51.5 %']);
    await page
      .locator('.detail .verdict', { hasText: 'not enough sessions to say against native' })
      .waitFor();
    await page.locator('.detail .verdict', { hasText: 'blocks more would do' }).first().waitFor();
  });

  test('a click on a bar does the same', async () => {
    const results = await opened();
    const box = await results.page.locator('.chart canvas').boundingBox();
    if (box === null) throw new Error('There is no chart.');
    // The first group's first bar is the uppermost; it reaches beyond the middle.
    await results.page.mouse.click(box.x + 400, box.y + 16 + 22);
    await results.page.locator('.detail h3', { hasText: 'wide · stencil · cold' }).waitFor();
  });

  test('a row is selected by Enter, and again in the table of all numbers', async () => {
    const results = await opened();
    const { page } = results;
    const row = page.locator('.figure-table vscode-data-grid-row[data-link]', { hasText: 'sort' }).first();
    await row.locator('vscode-data-grid-cell').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.detail h3', { hasText: 'wide · sort · cold' }).waitFor();
    expect(await page.locator('vscode-data-grid-row.selected[aria-selected=true]').count()).toBe(2);
    await page.locator('.detail vscode-button[aria-label="Select nothing"]').click();
    expect(await page.locator('vscode-data-grid-row.selected').count()).toBe(0);
  });

  test('what is selected leads to text, picture and output', async () => {
    const results = await opened();
    await selectMark(results, 2);
    const detail = results.page.locator('.detail');
    for (const name of ['wide', 'stencil', 'Picture', 'Block 2'])
      await detail.locator('vscode-button', { hasText: name }).first().click();
    expect(results.said.slice(1)).toEqual([
      { type: 'source', named: { kind: 'layout', name: 'wide' } },
      { type: 'source', named: { kind: 'workload', name: 'stencil' } },
      { type: 'picture', layout: 'wide' },
      { type: 'output', link: linkTo('wide', 'stencil', 'warm', 's5') },
    ]);
  });

  test('Enter on a session’s point opens its output, and so does its row', async () => {
    const results = await opened();
    await results.kind('Order of runs');
    await results.page.locator('.figure-table', { hasText: 's6' }).waitFor();
    await selectMark(results, 2);
    expect(await selectedRows(results)).toEqual(['s2 wide 15.00']);
    await results.page.locator('.figure-table vscode-data-grid-row[data-link]').first().click();
    expect(saidOf(results, 'output').map(({ link }) => link.session)).toEqual(['s2', 's1']);
  });

  test('a cell of the matrix is a button that shows its verdict in a sign and a word', async () => {
    const results = await opened();
    await results.kind('Comparisons');
    const cell = results.page.locator('.matrix button', { hasText: '+51.5 %' });
    expect(await cell.locator('.tone').getAttribute('aria-label')).toBe('worse');
    await cell.focus();
    await results.page.keyboard.press('Enter');
    await results.page.locator('.matrix button[aria-pressed=true]', { hasText: '+51.5 %' }).waitFor();
    expect(await selectedRows(results)).toEqual(['wide native +51.5 % worse']);
  });
});

describe('while runs come in', () => {
  test('the selection, the chart, the scroll and what is unfolded stay', async () => {
    const results = await opened();
    const { page } = results;
    await results.fill(handResults(1));
    await page.locator('.fold summary').click();
    await selectMark(results, 2);
    await page.locator('.detail h3').waitFor();
    await page.evaluate(`(document.querySelector('.chart canvas').seen = true, scrollTo(0, 300))`);
    await results.fill(handResults(2));
    await page.locator('.detail', { hasText: '2 sessions' }).waitFor();
    expect(await selectedRows(results)).toEqual(['wide, warm stencil 51.5 %']);
    expect(await page.evaluate(`document.querySelector('.chart canvas').seen`)).toBe(true);
    expect(await page.evaluate('scrollY')).toBe(300);
    expect(await page.locator('.fold[open]').count()).toBe(1);
  });

  test('the zoom stays, and all of it comes back by a key', async () => {
    const results = await opened();
    const { page } = results;
    await results.kind('Order of runs');
    await page.locator('.zoom vscode-button[aria-label="Closer"]').click();
    const span = `JSON.parse(sessionStorage.getItem('state')).span`;
    const closer = await page.evaluate(span);
    expect(closer).not.toBe(null);
    await results.fill(handResults(2));
    expect(await page.evaluate(span)).toEqual(closer);
    await page.locator('.chart').focus();
    await page.keyboard.press('0');
    expect(await page.evaluate(span)).toBe(null);
    await page.keyboard.press('+');
    expect(await page.evaluate(span)).not.toBe(null);
    await results.kind('Comparisons');
    await page.locator('.matrix').waitFor();
    expect(await page.evaluate(span), 'another figure has another axis').toBe(null);
  });

  test('choice, selection and scroll come back after a reload', async () => {
    const results = await opened();
    const { page } = results;
    await results.kind('Order of runs');
    await page.locator('.figure-table vscode-data-grid-row[data-link]', { hasText: 's5' }).click();
    await page.evaluate('scrollTo(0, 200)');
    await page.waitForTimeout(400);
    await page.reload();
    await page.locator('.detail h3', { hasText: 'wide · stencil · warm' }).waitFor();
    await page.locator('.figure-table vscode-data-grid-row.selected', { hasText: 's5' }).waitFor();
    expect(await page.evaluate('scrollY')).toBe(200);
  });
});

describe('what is said beside a figure', () => {
  test('what it does not count, how far the attempt is, and that times mean nothing', async () => {
    const { page } = await opened();
    const notes = await page.locator('.notes').innerText();
    expect(notes).toContain('1 run was left out: the reason stands below.');
    expect(notes).toContain('rehearsed: times mean nothing');
    expect(notes).toContain('error bars: 95 % interval');
    await page.locator('.order', { hasText: 'Times' }).first().waitFor();
    expect(await page.locator('.fold .counts').innerText()).toContain('not enough sessions');
  });

  test('the chart is there in words for those who hear it', async () => {
    const { page } = await opened();
    const label = await page.locator('canvas[role=img]').getAttribute('aria-label');
    expect(label).toContain('wide, warm, stencil: 51.5 %');
    await page.locator('.chart').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.frame .unseen', { hasText: 'wide, cold, stencil' }).waitFor({ state: 'attached' });
  });
});

const figures = ['Layouts by program', 'Order of runs', 'Comparisons'] as const;

test('axe sees what is wrong', async () => {
  const { page } = await opened();
  await page.evaluate(axe);
  await page.evaluate(`document.querySelector('.filled').append(document.createElement('img'))`);
  expect((await violations(page)).join()).toContain('image-alt');
});

describe.each(editorThemes)('in the theme $name', (theme) => {
  test('axe finds nothing of WCAG 2 A and AA in any figure, with something selected and everything unfolded', async () => {
    const results = await opened();
    const { page } = results;
    await results.dress(theme);
    await page.evaluate(axe);
    await page.locator('.fold summary').click();
    await page.locator('.figure-table vscode-data-grid-row[data-link]').first().click();
    for (const name of figures) {
      if (name !== figures[0]) await results.kind(name);
      await page.locator('.figure-table').waitFor();
      await page.waitForTimeout(400);
      await results.screenshot(`results-page-${theme.name}-${name.replaceAll(' ', '-').toLowerCase()}`);
      expect(await violations(page), name).toEqual([]);
    }
    await page.locator('.filter summary').first().click();
    await page.waitForTimeout(100);
    await results.screenshot(`results-page-${theme.name}-filter`);
    expect(await violations(page), 'with a filter open').toEqual([]);
  });
});

/** Enlarging a window of 1280 by 1024 leaves so many pixels of the style sheet. */
test.each([
  ['200 %', 640, 512],
  ['400 %', 320, 256],
])(
  'at %s nothing is cut off: only tables and the chart’s own frame scroll sideways',
  async (_zoom, width, height) => {
    const results = await opened({ width, height });
    const { page } = results;
    for (const name of figures) {
      if (name !== figures[0]) await results.kind(name);
      await page.waitForTimeout(100);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
    }
    await results.screenshot(`results-page-${String(width)}`);
    await results.hold(handAgainst());
    await page.locator('.against vscode-data-grid').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'against').toBe(true);
    await results.screenshot(`results-page-${String(width)}-against`);
  },
);

test('Tab reaches every control, and comes round', async () => {
  const results = await opened();
  const { page } = results;
  await results.hold(handAgainst());
  await selectMark(results, 2);
  await page.locator('.detail h3').waitFor();
  await page.evaluate(`document.activeElement.blur()`);
  const reached: string[] = [];
  const key = `(() => {
    const at = document.activeElement;
    return at === null || at === document.body ? '' : (window.seen ??= new Map(),
      window.seen.has(at) || window.seen.set(at, String(window.seen.size)), window.seen.get(at));
  })()`;
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    reached.push(String(await page.evaluate(key)));
  }
  const missed = await page.evaluate(`[...document.querySelectorAll(
      'vscode-button, vscode-dropdown, vscode-checkbox, vscode-data-grid, summary, .chart')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) &&
      ![...window.seen.keys()].some((seen) => seen === one || one.matches('vscode-data-grid') && one.contains(seen)))
    .map((one) => one.outerHTML.slice(0, 120))`);
  expect(missed).toEqual([]);
  expect(reached.slice(1), 'nothing holds the keyboard: it comes round').toContain(reached[0]);
});
