import { describe, expect, test } from 'vitest';
import type { Box } from './browser';
import { middle, onePageATest, type LayoutPage } from './layoutPage';

const opened = onePageATest();

const empty = `{
  // The paper's machine.
  "version": 1,
  "machine": "barcelona-4x4",
  "vms": [
    { "name": "vm0", "pus": "0-3" } // the first
  ]
}
`;

const three = `{
  "version": 1,
  "machine": "barcelona-4x4",
  "vms": [
    { "name": "a", "pus": "0-3" },
    { "name": "b", "pus": "4-5" },
    { "name": "c", "pus": "8-9" } // stays
  ]
}
`;

async function drag({ page }: LayoutPage, from: Box, to: Box): Promise<void> {
  await page.mouse.move(...middle(from));
  await page.mouse.down();
  await page.mouse.move(...middle(to), { steps: 5 });
  await page.mouse.up();
}

describe('with the mouse', () => {
  test('PUs that are dragged over become VMs, as a person would have written them', async () => {
    const layout = await opened(empty);
    for (const first of [4, 8, 12]) {
      await drag(layout, await layout.pu(first), await layout.pu(first + 3));
      await layout.page.locator('.selection-bar vscode-button', { hasText: 'Make VM' }).click();
      await layout.vms(['vm0', 'vm1', 'vm2', 'vm3'].slice(0, first / 4 + 1));
    }
    expect(layout.host.text()).toBe(
      empty.replace(
        `"pus": "0-3" } // the first\n`,
        `"pus": "0-3" }, // the first
    { "name": "vm1", "pus": "4-7" },
    { "name": "vm2", "pus": "8-11" },
    { "name": "vm3", "pus": "12-15" }\n`,
      ),
    );
  });

  test('a press on the label of a node takes all in it, Ctrl turns single PUs over', async () => {
    const layout = await opened(empty);
    const first = await layout.pu(12);
    // Above the PUs of the node there are its bar and its label.
    await layout.page.mouse.click(first.x + 4, first.y - 60);
    await layout.page.locator('.selected-words', { hasText: '4 PUs 12-15' }).waitFor();
    await layout.page.keyboard.down('Control');
    await layout.page.mouse.click(...middle(await layout.pu(13)));
    await layout.page.keyboard.up('Control');
    await layout.page.locator('.selected-words', { hasText: '3 PUs 12,14-15' }).waitFor();
  });

  test('a VM that is selected is moved with its shape, and takes what lies there', async () => {
    const layout = await opened(three);
    await layout.page.mouse.click(...middle(await layout.pu(4)));
    await layout.page.locator('.vm[aria-selected=true]', { hasText: 'b' }).waitFor();
    await drag(layout, await layout.pu(4), await layout.pu(13));
    await layout.page.locator('.vm', { hasText: '2 PUs · node 3' }).waitFor();
    expect(layout.host.text()).toContain('{ "name": "b", "pus": "13-14" }');
    expect(layout.host.text()).toContain('// stays');
  });

  test('it is made larger and smaller at its last PU', async () => {
    const layout = await opened(three);
    await layout.page.mouse.click(...middle(await layout.pu(4)));
    const last = await layout.pu(5);
    const handle = { x: last.x + last.width - 2, y: last.y + last.height - 2, width: 2, height: 2 };
    await drag(layout, handle, await layout.pu(7));
    await layout.page.locator('.vm', { hasText: '4 PUs · node 1' }).waitFor();
    expect(layout.host.text()).toContain('{ "name": "b", "pus": "4-7" }');
  });

  test('selected PUs are carried to a VM in the list', async () => {
    const layout = await opened(three);
    await drag(layout, await layout.pu(10), await layout.pu(11));
    const line = await layout.page.locator('.vm', { hasText: 'c' }).first().boundingBox();
    if (line === null) throw new Error('The list is not there.');
    await drag(layout, await layout.pu(10), line);
    await layout.page.locator('.vm', { hasText: '4 PUs · node 2' }).waitFor();
    expect(layout.host.text()).toContain('{ "name": "c", "pus": "8-11" } // stays');
  });

  test('Escape lets go of what is held, and nothing is written', async () => {
    const layout = await opened(three);
    const { page } = layout;
    await page.mouse.click(...middle(await layout.pu(4)));
    await page.mouse.move(...middle(await layout.pu(4)));
    await page.mouse.down();
    await page.mouse.move(...middle(await layout.pu(12)), { steps: 4 });
    await page.locator('.mark.drop[d*=M]').waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await page.locator('.mark.drop').getAttribute('d')).toBe('');
    expect(layout.host.said.map(({ type }) => type).filter((type) => type !== 'predict')).toEqual(['ready']);
  });

  test('what is held is let go when the text changes beneath it', async () => {
    const layout = await opened(three);
    const { page } = layout;
    await page.mouse.click(...middle(await layout.pu(4)));
    await page.mouse.move(...middle(await layout.pu(4)));
    await page.mouse.down();
    await page.mouse.move(...middle(await layout.pu(12)), { steps: 4 });
    await layout.host.setText(three.replace('4-5', '4-6'));
    await page.locator('.vm', { hasText: '3 PUs · node 1' }).waitFor();
    await page.mouse.up();
    await page.waitForTimeout(200);
    expect(layout.host.said.some(({ type }) => type === 'act')).toBe(false);
    expect(await page.locator('.mark.drop').getAttribute('d')).toBe('');
  });

  test('the menu of a VM has what can be done with it', async () => {
    const layout = await opened(three);
    const { page } = layout;
    await page.mouse.click(...middle(await layout.pu(0)), { button: 'right' });
    await page.locator('.menu [role=menuitem]', { hasText: 'Split' }).click();
    await page.locator('.menu [role=menuitem]', { hasText: 'Into 2 equal VMs' }).click();
    await page.locator('.vm', { hasText: '2 PUs · node 0' }).nth(1).waitFor();
    expect(layout.host.text()).toContain('"pus": "0-1"');
    expect(layout.host.text()).toContain('"pus": "2-3"');
  });
});

describe('with the keyboard', () => {
  test('the same VMs are made without a mouse', async () => {
    const layout = await opened(empty);
    const { page } = layout;
    await page.locator('.board').focus();
    for (const [at, node] of ['Control+ArrowRight', 'Control+ArrowDown', 'Control+ArrowLeft'].entries()) {
      await page.keyboard.press(node);
      await page.keyboard.press('Space');
      for (let more = 0; more < 3; more++) await page.keyboard.press('Shift+ArrowRight');
      await page.locator('.selected-words', { hasText: '4 PUs' }).waitFor();
      await page.keyboard.press('Enter');
      await layout.vms(['vm0', 'vm1', 'vm2', 'vm3'].slice(0, at + 2));
    }
    const pus = [...layout.host.text().matchAll(/"pus": "([\d-]+)"/g)].map(([, list]) => list);
    expect(pus).toEqual(['0-3', '4-7', '12-15', '8-11']);
  });

  test('a VM is held, carried and let go', async () => {
    const layout = await opened(three);
    const { page } = layout;
    await page.locator('.board').focus();
    for (const key of ['v', 'm', 'Control+ArrowDown']) await page.keyboard.press(key);
    await page.locator('.mark.taken[d*=M]').waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    expect(layout.host.text()).toBe(three);
    for (const key of ['Home', 'v', 'r', 'ArrowLeft']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.locator('.vm', { hasText: '3 PUs · node 0' }).waitFor();
    expect(layout.host.text()).toContain('{ "name": "a", "pus": "0-2" }');
  });

  test('what a reader of the screen hears follows: the PU, what was done, what was refused', async () => {
    const layout = await opened(three);
    const { page } = layout;
    await page.locator('.board').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#cursor').textContent()).toBe('PU 1 · node 0 · vCPU 1 of a');
    expect(await page.locator('.board').getAttribute('aria-label')).toContain('cut into 3 VMs');
    await page.keyboard.press('v');
    await page.keyboard.press('Delete');
    await page.locator('.status [role=status]', { hasText: 'a is deleted.' }).waitFor();
    await layout.vms(['b', 'c']);
    await page.locator('.vms').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('b');
    await page.keyboard.press('Enter');
    await page.locator('.status.problem [role=status]').waitFor();
    await page.locator('.field[data-key=name] .field-problem', { hasText: /\w/ }).waitFor();
  });

  test('a control that is made anew keeps the keyboard', async () => {
    const layout = await opened(three);
    const { page } = layout;
    await page.locator('[data-vm=b]').click();
    const vhost = page.locator('.nic vscode-checkbox');
    await vhost.focus();
    await page.keyboard.press('Space');
    await page.locator('.nic vscode-checkbox[checked]').waitFor({ state: 'attached' });
    await page.locator('.nic vscode-checkbox:focus').waitFor({ state: 'attached' });
    expect(layout.host.text()).toContain('"nics": [{ "vhost": true }]');
  });
});
