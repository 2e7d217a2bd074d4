import { describe, expect, test } from 'vitest';
import type { PictureView } from '../../src/core/editing/view';
import type { SceneNote } from '../../src/core/picture/scene';
import type { FromLayout } from '../../src/protocol/layout';
import { middle, onePageATest, type LayoutPage } from './layoutPage';
import { withMeasured } from './measuredView';

const opened = onePageATest();

function lastOf<Type extends FromLayout['type']>(
  { host }: LayoutPage,
  type: Type,
): Extract<FromLayout, { readonly type: Type }> | undefined {
  const all = host.said.filter(
    (one): one is Extract<FromLayout, { readonly type: Type }> => one.type === type,
  );
  return all.at(-1);
}

function withNotes(view: PictureView, note: SceneNote): PictureView {
  const scenes = view.scenes.map((scene) => ({ ...scene, vms: scene.vms.map((vm) => ({ ...vm, note })) }));
  return { ...view, scenes, notes: [note] };
}

const two = `{
  "version": 1,
  "machine": "barcelona-4x4",
  "defaults": { "memory": "6GiB" },
  "regions": { "shm": { "size": "1GiB" } },
  "vms": [
    { "name": "a", "pus": "0-3" }, // stays
    { "name": "b", "pus": "4-7", "memory": "9GiB", "policy": "bind" }
  ]
}
`;

describe('the form', () => {
  test('writes what is entered, and takes it back so that the default holds', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('[data-vm=b]').click();
    const memory = page.locator('.field[data-key=memory]');
    await memory.locator('input').fill('5GiB');
    await page.keyboard.press('Enter');
    await page.locator('.vm', { hasText: '5 GiB' }).waitFor();
    expect(layout.host.text()).toBe(two.replace('9GiB', '5GiB'));
    await memory.locator('.reset').click();
    await page.locator('.vm', { hasText: '6 GiB' }).nth(1).waitFor();
    expect(layout.host.text()).toBe(two.replace('"memory": "9GiB", ', ''));
    expect(await memory.locator('input').getAttribute('placeholder')).toBe('6GiB');
  });

  test('keeps what is being typed while the text changes beside it', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('[data-vm=b]').click();
    const input = page.locator('.field[data-key=memory] input');
    await input.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('7G');
    await layout.host.setText(two.replace('"a"', '"first"'));
    await layout.vms(['first', 'b']);
    await page.keyboard.type('iB');
    await page.keyboard.press('Enter');
    await page.locator('.vm', { hasText: '7 GiB' }).waitFor();
    expect(layout.host.text()).toBe(two.replace('"a"', '"first"').replace('9GiB', '7GiB'));
  });

  test('says at the field what was refused', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('[data-vm=b]').click();
    await page.locator('.field[data-key=memory] input').fill('much');
    await page.keyboard.press('Enter');
    await page.locator('.field[data-key=memory] .field-problem', { hasText: /much/ }).waitFor();
    expect(layout.host.text()).toBe(two);
  });

  test('chooses, ticks, and adds interfaces and regions', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('[data-vm=a]').click();
    await page.locator('.field[data-key=policy] vscode-dropdown').click();
    await page.locator('.field[data-key=policy] vscode-option[value=interleave]').click();
    await page.locator('.vm', { hasText: 'interleave' }).waitFor();
    await page.locator('.field[data-key=prealloc] vscode-checkbox').click();
    await page.locator('.field[data-key=prealloc].written').waitFor();
    await page.locator('.regions vscode-checkbox', { hasText: 'shm' }).click();
    await page.locator('.regions vscode-checkbox[checked]').waitFor({ state: 'attached' });
    await page.locator('.nics vscode-button', { hasText: 'Add Interface' }).click();
    await page.locator('.nic').nth(1).waitFor();
    const written = layout.host
      .text()
      .split('\n')
      .find((line) => line.includes('"a"'));
    expect(written).toContain('// stays');
    for (const part of [
      '"policy": "interleave"',
      '"prealloc": true',
      '"regions": ["shm"]',
      '"nics": [{}, {}]',
    ])
      expect(layout.host.text()).toContain(part);
    await page.keyboard.press('Escape');
  });

  test('changes a region and keeps what it has no control for', async () => {
    const layout = await opened(two.replace('"size": "1GiB"', '"size": "1GiB", "pageSize": "2MiB"'));
    const size = layout.page
      .locator('.region', { hasText: 'shm' })
      .locator('vscode-text-field input')
      .first();
    await size.fill('2GiB');
    await size.press('Enter');
    await expect.poll(() => layout.host.text(), { timeout: 60_000 }).toContain('"size": "2GiB"');
    expect(layout.host.text()).toContain('"shm": { "size": "2GiB", "pageSize": "2MiB" }');
  });
});

describe('a rule', () => {
  const ruled = `{
  "version": 1,
  "machine": "barcelona-4x4",
  "partition": { "per": "node" } // the paper's remedy
}
`;

  test('stays one: an action is refused and offers to write the VMs out', async () => {
    const layout = await opened(ruled);
    const { page } = layout;
    await page.locator('.rules', { hasText: 'one VM a node' }).waitFor();
    await page.mouse.click(...middle(await layout.pu(5)));
    await page.locator('.board').focus();
    await page.keyboard.press('Delete');
    await page.locator('.status.problem').waitFor();
    expect(layout.host.text()).toBe(ruled);
    await page.locator('.status vscode-button').click();
    await page.locator('.status [role=status]', { hasText: 'written out' }).waitFor();
    expect(layout.host.text()).toContain('"pus": "12-15"');
  });

  test('is seen before it is taken, and Escape leaves everything as it was', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('.rules .count input').fill('2');
    await page.locator('.rules vscode-button', { hasText: 'Preview' }).click();
    await page.locator('.banner.preview', { hasText: '2 VMs a node' }).waitFor();
    await page.locator('.vm').nth(7).waitFor();
    await page.keyboard.press('Escape');
    await layout.vms(['a', 'b']);
    expect(layout.host.text()).toBe(two);
    await page.locator('.rules vscode-button', { hasText: 'Preview' }).click();
    await page.locator('.banner.preview vscode-button', { hasText: 'Apply' }).click();
    await page.locator('.rules', { hasText: '2 VMs a node' }).waitFor();
    expect(layout.host.text()).toContain('"partition": { "per": "node", "count": 2 }');
  });

  test('that does not go up says why', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('.rules .count input').fill('3');
    await page.locator('.rules vscode-button', { hasText: 'Preview' }).click();
    await page.locator('.banner.preview', { hasText: 'cannot be cut into 3' }).waitFor();
    expect(await page.locator('.banner.preview vscode-button').count()).toBe(1);
  });
});

describe('findings', () => {
  test('lie on their cells, open from there, and are mended from there', async () => {
    const layout = await opened(two);
    const { page } = layout;
    const badge = await page.locator('.badge.error').first().boundingBox();
    if (badge === null) throw new Error('There is no badge.');
    await page.mouse.click(...middle(badge));
    const finding = page.locator('.findings .finding.opened').first();
    await finding.locator('vscode-button', { hasText: 'Reduce' }).click();
    await page.locator('.badge.error').first().waitFor({ state: 'hidden' });
    expect(layout.host.text()).not.toContain('9GiB');
  });

  test('lead to the text and to the page of their rule', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await page.locator('.finding.error vscode-button', { hasText: 'Show in Text' }).click();
    expect(lastOf(layout, 'reveal')?.path).toEqual(['vms', 1, 'memory']);
    await page.locator('.finding.error a').click();
    expect(lastOf(layout, 'openLink')?.link).toContain('MEM01'.toLowerCase());
  });
});

describe('a text that is broken', () => {
  test('leaves the picture, greyed and not to be edited, and says where', async () => {
    const layout = await opened(two);
    const { page } = layout;
    await layout.host.setText('{\n  "version": 1,\n  oops\n}');
    await page.locator('.is-stale .banner.stale', { hasText: 'Line 3, column 3' }).waitFor();
    expect(await page.locator('.sheet [data-pu="5"]').isVisible()).toBe(true);
    await page.mouse.click(...middle(await layout.pu(5)));
    await page.keyboard.press('Delete');
    expect(lastOf(layout, 'act')).toBeUndefined();
    await page.locator('.banner.stale vscode-button').click();
    expect(lastOf(layout, 'openText')).toEqual({ type: 'openText', line: 3, column: 3 });
    await layout.host.setText(two);
    await page.locator('.banner.stale').waitFor({ state: 'hidden' });
  });
});

describe('the picture', () => {
  test('carries what was predicted for the whole and for a VM', async () => {
    const layout = await opened(two);
    const note = { origin: 'predicted', text: 'slowdown +12 %' } as const;
    await layout.post({ type: 'view', version: 1, view: withNotes(await layout.host.view(), note) });
    await layout.page.locator('.notes', { hasText: 'predicted slowdown +12 %' }).waitFor();
    await layout.page.locator('[data-vm=a] .vm-note', { hasText: 'predicted: slowdown +12 %' }).waitFor();
  });

  test('shows where memory was found, and says so in words', async () => {
    const layout = await opened(two);
    const { page } = layout;
    expect(await page.locator('.sheet [data-measured]').count()).toBe(0);
    const view = withMeasured(await layout.host.view());
    await layout.post({ type: 'view', version: 1, view });
    await page
      .locator('.notes', { hasText: 'rehearsed thin bars: memory read after run 3 of 4, a1' })
      .waitFor();
    const bars = page.locator('.sheet [data-measured]');
    expect(await bars.count()).toBe(4);
    const part = await bars.nth(1).locator('rect').first().boundingBox();
    if (part === null) throw new Error('There is no bar.');
    await page.mouse.move(...middle(part));
    await page
      .locator('.status', { hasText: /node 1 · .* · rehearsed: a 4\.0 KiB \(4096 bytes\)/ })
      .waitFor();
    await page.locator('.outline summary').click();
    await page.locator('.outline li', { hasText: /node 3 · .*\(4096 bytes\)/ }).waitFor();
    await layout.post({ type: 'view', version: 1, view: await layout.host.view() });
    await bars.first().waitFor({ state: 'hidden' });
    expect(await page.locator('.notes').innerText()).toBe('');
  });

  test('is exported as it is declared, whatever was found', async () => {
    const layout = await opened(two);
    await layout.post({ type: 'view', version: 1, view: withMeasured(await layout.host.view()) });
    await layout.page.locator('.sheet [data-measured]').first().waitFor({ state: 'attached' });
    await layout.post({ type: 'export', format: 'svg' });
    await expect.poll(() => lastOf(layout, 'exported')?.content).toContain('data-legend');
    expect(lastOf(layout, 'exported')?.content).not.toMatch(/data-measured|thin bars/);
  });

  test('is exported as it is drawn, with its legend', async () => {
    const layout = await opened(two);
    for (const format of ['svg', 'png'] as const) {
      await layout.post({ type: 'export', format });
      await expect.poll(() => lastOf(layout, 'exported')?.format).toBe(format);
    }
    const all = layout.host.said.filter((one) => one.type === 'exported');
    expect(all[0]?.content).toContain('data-legend');
    expect(
      Buffer.from(all[1]?.content ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  test('stays where it was over a reload, and under the pointer when it is zoomed', async () => {
    const layout = await opened(two);
    const { page } = layout;
    const before = await layout.pu(5);
    await page.mouse.move(...middle(before));
    await page.keyboard.down('Control');
    for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await layout.pu(5)).width).toBeGreaterThan(before.width * 2);
    const [x, y] = middle(before);
    const after = await layout.pu(5);
    expect(Math.abs(middle(after)[0] - x)).toBeLessThan(after.width / 2);
    expect(Math.abs(middle(after)[1] - y)).toBeLessThan(after.height / 2);
    await page.mouse.click(x, y);
    await page.waitForTimeout(300);
    const shown = await page.locator('.percent').textContent();
    await page.reload();
    await page.locator('[data-vm=b][aria-selected=true]').waitFor();
    expect(await page.locator('.percent').textContent()).toBe(shown);
    expect(Math.abs(middle(await layout.pu(5))[0] - middle(after)[0])).toBeLessThan(3);
  });

  test('of several hosts has a tab for each', async () => {
    const layout = await opened(`{
  "version": 1,
  "machine": "barcelona-2x4",
  "hosts": ["left", "right"],
  "partition": { "per": "package" }
}`);
    const { page } = layout;
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'left' }).waitFor();
    const first = await page.locator('.vm').first().innerText();
    await page.locator('[role=tab]', { hasText: 'left' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'right' }).waitFor();
    expect(await page.locator('.vm').first().innerText()).not.toBe(first);
  });
});
