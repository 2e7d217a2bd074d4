import { describe, expect, test } from 'vitest';
import { axe, violations } from './axe';
import { handAgainst, handResults, linkTo } from './handFigures';
import { resultsPages, saidOf, type ResultsPage } from './resultsPage';
import { editorThemes } from './themes';

const opened = resultsPages();

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

  test('choices that are made before the first is answered add up, and stay where they are', async () => {
    const results = await opened();
    const { page } = results;
    // All at once, so that no answer comes between them.
    await page.evaluate(`for (const [name, steps] of [['Groups', 3], ['Colours', 1]]) {
      const box = document.querySelector('vscode-dropdown[aria-label="' + name + '"]');
      box.focus();
      for (let step = 0; step < steps; step++)
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    }`);
    await page.locator('vscode-dropdown[aria-label="Colours"]', { hasText: 'Layout' }).waitFor();
    expect(saidOf(results, 'view').map(({ choice: { view } }) => [view.group, view.colour])).toEqual([
      ...['layout', 'workload', 'phase'].map((group) => [group, null]),
      ['phase', 'layout'],
    ]);
    const values = `['Groups', 'Colours'].map((name) =>
      document.querySelector('vscode-dropdown[aria-label="' + name + '"]').displayValue)`;
    expect(await page.evaluate(values)).toEqual(['Phase', 'Layout']);
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
    expect(results.said.filter(({ type }) => type !== 'detail').slice(1)).toEqual([
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
    await page.locator('.fold vscode-data-grid').waitFor();
    await selectMark(results, 2);
    await page.locator('.detail h3').waitFor();
    await page.evaluate(`(document.querySelector('.chart canvas').seen = true, scrollTo(0, 300))`);
    await results.fill(handResults(2));
    await page.locator('.detail', { hasText: '2 sessions' }).waitFor();
    expect(await selectedRows(results)).toEqual(['wide, warm stencil 51.5 %']);
    expect(await page.evaluate(`document.querySelector('.chart canvas').seen`)).toBe(true);
    expect(await page.evaluate('scrollY')).toBe(300);
    expect(await page.locator('.fold[open] vscode-data-grid').count()).toBe(1);
  });

  test('comparisons are asked for when they are unfolded alone, and after a reload again', async () => {
    const results = await opened();
    const { page } = results;
    expect(saidOf(results, 'detail')).toEqual([]);
    await page.locator('.fold summary').click();
    await page.locator('.fold vscode-data-grid', { hasText: 'stencil' }).waitFor();
    await page.reload();
    await page.locator('.fold vscode-data-grid', { hasText: 'stencil' }).waitFor();
    await page.locator('.fold summary').click();
    await page.locator('.fold vscode-data-grid').waitFor({ state: 'hidden' });
    const asked = saidOf(results, 'detail').map((message) => message.asked);
    expect(asked).toEqual([true, true, false].map((comparisons) => ({ cell: null, comparisons })));
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
