import { describe, expect, test } from 'vitest';
import { axe, violations } from './axe';
import { handAgainst, handPrediction, handResults } from './handFigures';
import { resultsPages, saidOf } from './resultsPage';
import { editorThemes } from './themes';

const opened = resultsPages();

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

  test('holds counts of a prediction against those of a rehearsal, and says how far it is off', async () => {
    const results = await opened();
    await results.hold(handPrediction());
    const list = results.page.locator(`${section} ul.apart li`);
    await list.first().waitFor();
    expect(await list.allInnerTexts()).toEqual([
      'Pages by kind: 6.0 points in the median, at most 6.0, in 4 cells',
      'Pages by node: 6.0 points in the median, at most 6.0, in 4 cells',
      'Bytes sent: 0.750 times as many, median of 4',
    ]);
    expect(await results.page.locator(`${section} h3`).first().innerText()).toContain('prediction');
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
      ['predicted', handPrediction()],
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
