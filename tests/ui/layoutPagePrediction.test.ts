import { describe, expect, test } from 'vitest';
import { axe, violations } from './axe';
import { middle, onePageATest, type LayoutPage } from './layoutPage';
import { editorThemes } from './themes';

const opened = onePageATest();

const wide = `{
  "version": 1,
  "machine": "barcelona-4x4",
  "regions": { "shm": { "size": "512MiB" } },
  "defaults": { "regions": ["shm"] },
  "vms": [{ "name": "all", "pus": "0-15" }]
}
`;
const four = wide.replace(
  '{ "name": "all", "pus": "0-15" }',
  '{ "name": "a", "pus": "0-3" }, { "name": "b", "pus": "4-7" }, { "name": "c", "pus": "8-11" }, { "name": "d", "pus": "12-15" }',
);

/** A number that is predicted says so, and has its interval. */
const said = /^\+\d+\.\d % \([+-]?\d+\.\d to \+\d+\.\d\) against native, warm runs, predicted$/;

async function slowdown({ page }: LayoutPage): Promise<number> {
  const text = (await page.locator('.prediction .slowdown').textContent()) ?? '';
  expect(text).toMatch(said);
  return Number.parseFloat(text);
}

async function predicted(layout: LayoutPage): Promise<number> {
  await layout.page.locator('.prediction:not([aria-busy]) .slowdown').waitFor();
  return slowdown(layout);
}

describe('the prediction', () => {
  test('is that of the cut as it stands, with its interval, parts and reasons, and follows the text', async () => {
    const layout = await opened(wide);
    const { page } = layout;
    const before = await predicted(layout);
    expect(await page.locator('.prediction .parts li').count()).toBe(4);
    expect(await page.locator('.prediction .segment').count()).toBeGreaterThan(4);
    expect(await page.locator('.prediction .reasons').textContent()).toContain('Ranks of all use pages on 3');
    await layout.host.setText(four);
    await layout.vms(['a', 'b', 'c', 'd']);
    await page.locator('.prediction-choices vscode-dropdown').nth(1).waitFor();
    expect(await predicted(layout)).toBeLessThan(before);
    for (const theme of editorThemes) {
      await layout.dress(theme);
      await page.locator('.prediction').scrollIntoViewIfNeeded();
      await layout.screenshot(`layout-prediction-${theme.name.replaceAll(' ', '-')}`);
    }
  });

  test('tells what would be where a held VM is let go, and goes back when it is not', async () => {
    const two = four.replace(/, \{ "name": "c".*\}(?=\])/, '');
    const layout = await opened(two);
    const { page } = layout;
    await predicted(layout);
    await page.mouse.click(...middle(await layout.pu(4)));
    await page.mouse.move(...middle(await layout.pu(4)));
    await page.mouse.down();
    await page.mouse.move(...middle(await layout.pu(10)), { steps: 4 });
    await page.locator('.prediction .slowdown', { hasText: /if you let go here$/ }).waitFor();
    expect(layout.host.said.findLast(({ type }) => type === 'predict')).toMatchObject({
      action: { kind: 'setPus', vm: 'b' },
    });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.locator('.prediction .slowdown', { hasText: /warm runs, predicted$/ }).waitFor();
    expect(layout.host.text()).toBe(two);
  });

  test('says why there is none', async () => {
    const layout = await opened(four.replace('12-15', '12-14'));
    await layout.page.locator('.prediction .refused', { hasText: /^Not predicted\. Only ep\.C/ }).waitFor();
    await layout.host.setText(wide.replace(/"vms".*/, '"vms": []'));
    await layout.page.locator('.prediction :is(.refused, .faint)', { hasText: /Not|Nothing/ }).waitFor();
  });

  test('is for the program that is chosen, from the keyboard, and is read aloud once', async () => {
    const layout = await opened(four);
    const { page } = layout;
    await predicted(layout);
    await page.locator('.prediction-choices vscode-dropdown').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => layout.host.said.filter(({ type }) => type === 'predict').at(-1), { timeout: 60_000 })
      .toMatchObject({ program: 'mean.B' });
    await predicted(layout);
    await page.locator('.prediction .aloud', { hasText: /predicted$/ }).waitFor({ state: 'attached' });
    await page.evaluate(axe);
    expect(await violations(page)).toEqual([]);
  });
});
