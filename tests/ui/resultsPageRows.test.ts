import { describe, expect, test } from 'vitest';
import { firstChoice } from '../../src/protocol/results';
import { barFigure, handResults, linkTo } from './handFigures';
import { resultsPages, type ResultsPage } from './resultsPage';

const opened = resultsPages();

const rows = '.figure-table vscode-data-grid-row';
const MANY = 500;

/** A figure whose table has many rows, each with a text of its own. */
async function showMany(results: ResultsPage, text: string): Promise<void> {
  const figure = barFigure(handResults(), false);
  const table = {
    head: ['session', 'seconds'],
    rows: Array.from({ length: MANY }, (_, at) => ({
      cells: [`s${at}`, `${text} ${at}`],
      link: linkTo('wide', 'stencil', 'warm', `s${at}`),
    })),
  };
  const choice = { ...firstChoice, kind: 'layouts' };
  await results.post({ type: 'figure', shown: { choice, drawn: { ...figure, table } } });
  await results.page
    .locator(rows, { hasText: `${text} 0` })
    .first()
    .waitFor();
}

/** Without the header. */
async function madeRows({ page }: ResultsPage): Promise<number> {
  return (await page.locator(rows).count()) - 1;
}

describe('a long table', () => {
  test('has its first rows, tells how many there are, and makes more for who asks', async () => {
    const results = await opened();
    const { page } = results;
    await showMany(results, 'time');
    expect(await madeRows(results)).toBe(24);
    expect(await page.locator('.figure-table vscode-data-grid').getAttribute('aria-rowcount')).toBe('501');
    const foot = (text: string) => page.locator('.figure-table .more-rows', { hasText: text });
    await foot(`24 of ${MANY} rows`).waitFor();
    await foot('').locator('vscode-button', { hasText: 'Show More' }).click();
    await foot(`224 of ${MANY} rows`).waitFor();
    expect(await madeRows(results)).toBe(224);
    await foot('').scrollIntoViewIfNeeded();
    await results.screenshot('results-page-rows');
  });

  test('makes more when the keyboard comes to its end', async () => {
    const results = await opened();
    await showMany(results, 'time');
    const { page } = results;

    const first = await madeRows(results);
    await page.locator(rows).nth(first).locator('vscode-data-grid-cell').first().focus();
    await page
      .locator(rows)
      .nth(first + 1)
      .waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(`s${first}`);
  });

  test('makes all of them for who asks, and marks the selected one among them', async () => {
    const results = await opened();
    await showMany(results, 'time');
    const { page } = results;
    await page.locator(`${rows}[data-link]`).first().click();
    await page.locator('.figure-table vscode-button', { hasText: 'Show All' }).click();
    await page.locator(rows).nth(MANY).waitFor({ state: 'attached' });
    expect(await page.locator('.figure-table .more-rows').isVisible()).toBe(false);
    expect(await page.locator(`${rows}.selected`).count()).toBe(1);
  });

  test('keeps what was scrolled to when it is made anew', async () => {
    const results = await opened();
    await showMany(results, 'time');
    const { page } = results;
    await page.locator('.figure-table vscode-button', { hasText: 'Show All' }).click();
    const row = page.locator(rows).nth(300);
    await row.waitFor({ state: 'attached' });
    await page.evaluate(`document.querySelectorAll('${rows}')[300].scrollIntoView()`);
    const before = await page.evaluate('window.scrollY');
    await showMany(results, 'later');
    expect(await page.evaluate('window.scrollY')).toBe(before);
    expect(await row.innerText()).toContain('later 299');
  });
});
