import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setUpUi } from '../../scripts/ui-setup.mjs';
import type { Browser, Frame, Locator, Page, Playwright } from './browser';
import { serveEditor, type EditorOptions, type EditorServer } from './editorServer';

const root = resolve(import.meta.dirname, '../..');
export const screenshots = join(root, 'out/screenshots');

/** A real VS Code in a real browser, with the packaged extension and a workspace of its own. */
export interface Editor {
  readonly page: Page;
  /** Absolute path of the opened folder: a copy that the test may change. */
  readonly workspace: string;
  /** Reports of content security policies that came in so far. */
  readonly policyReports: readonly string[];
  /** Changes the colour theme, by the name that the editor shows. */
  theme(label: string): Promise<void>;
  open(path: string): Promise<void>;
  /** Runs a command of the palette by its exact title. */
  command(title: string): Promise<void>;
  /** Clicks the lens with these words, of the active text. */
  lens(words: string): Promise<void>;
  /** Waits for it. */
  lensShown(words: string): Promise<void>;
  /** Puts the cursor of the active text there; both count from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** Takes what the menu of fixes and rewrites offers by these words, after `before` has put the cursor there. */
  codeAction(words: string, before?: () => Promise<void>): Promise<void>;
  /** The inside of the result panel. */
  panel(): Frame;
  screenshot(name: string): Promise<void>;
  /** Of the server, and of what its extensions start. */
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of the server's logs, and of those of its extensions. */
  readonly logs: string;
  /** Closes the browser, and opens another one, which knows nothing of the first, on the same server. */
  reopen(meanwhile: () => Promise<void>): Promise<Editor>;
  /** Closes the browser, the last one that was opened, and ends the server. */
  stop(): Promise<void>;
}

export async function startEditor(options: EditorOptions): Promise<Editor> {
  const ui = setUpUi();
  const server = await serveEditor(ui, options);
  try {
    return await openEditor(ui, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openEditor(ui: string, server: EditorServer): Promise<Editor> {
  const browser = await launchBrowser(ui);
  try {
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    // As long as a busy machine may need; what comes is not waited for longer.
    page.setDefaultTimeout(60_000);
    const policyReports: string[] = [];
    page.on('console', (message) => {
      if (isPolicyReport(message.text())) policyReports.push(message.text());
    });
    await page.goto(server.address);
    await page.locator('.monaco-workbench').first().waitFor({ timeout: 90_000 });
    const { workspace, environment, logs } = server;
    return {
      ...driver(page),
      ...{ page, workspace, environment, logs, policyReports },
      async reopen(meanwhile) {
        await browser.close();
        await meanwhile();
        return await openEditor(ui, server);
      },
      async stop() {
        await browser.close();
        await server.stop();
      },
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `ui` is the folder that setUpUi returned. */
export function launchBrowser(ui: string): Promise<Browser> {
  // Its crash reports go to the cache and not to the user's settings.
  const env = { ...process.env, XDG_CONFIG_HOME: join(ui, 'browser') };
  return playwright(ui).chromium.launch({ executablePath: '/usr/bin/chromium', args: browserFlags, env });
}

function playwright(ui: string): Playwright {
  return createRequire(join(ui, 'package.json'))('playwright-core') as Playwright;
}

function isPolicyReport(text: string): boolean {
  return /Content Security Policy|Refused to (load|apply|execute|connect|frame|evaluate)/.test(text);
}

/**
 * Does something again until its effect is seen: right after a start, and on a busy machine, the editor lets keys fall
 * and opens lists without rows. What is done must do no harm when it is done twice. Effects are waited for so long each.
 */
export async function untilSeen(
  page: Page,
  act: (wait: { readonly timeout: number }) => Promise<void>,
): Promise<void> {
  for (const timeout of [5000, 10_000, 15_000, 20_000, 30_000]) {
    try {
      await act({ timeout });
      return;
    } catch (error) {
      if (timeout === 30_000) throw new Error(await seen(page), { cause: error });
      await page.keyboard.press('Escape');
    }
  }
}

/** What a person would see where the effect did not come. */
async function seen(page: Page): Promise<string> {
  await page.screenshot({ path: join(screenshots, `failed-${Date.now()}.png`) });
  const texts = async (what: string, selector: string): Promise<string> =>
    `${what}: ${(await page.locator(selector).allInnerTexts()).map((text) => JSON.stringify(text)).join(', ')}`;
  const told = [
    texts('tabs', '.tab .label-name'),
    texts('active', '.tab.active .label-name'),
    texts('lenses', '.codelens-decoration'),
    texts('toasts', '.notification-toast'),
    texts('lists', '.quick-input-widget .monaco-list-row'),
    texts('rows', '.pane .monaco-list-row'),
    texts('lines', '.view-line'),
  ];
  return `It was not seen. ${(await Promise.all(told)).join('\n')}`;
}

type Driver = Pick<
  Editor,
  'theme' | 'open' | 'command' | 'lens' | 'lensShown' | 'goTo' | 'codeAction' | 'panel' | 'screenshot'
>;

async function lensOf(page: Page, words: string): Promise<Locator> {
  // Where a list was clicked the mouse may rest on a tab, whose hover covers the lenses.
  await page.mouse.move(2, 400);
  // The editor asks for no lenses while the keyboard is elsewhere: those that it draws from memory do nothing.
  await page.keyboard.press('Control+1');
  return page.locator('.codelens-decoration a', { hasText: words }).first();
}

function driver(page: Page): Driver {
  const quickInput = page.locator('.quick-input-widget').first();
  const input = page.locator('.quick-input-widget input[type=text]').first();
  const pick = async (key: string | null, text: string, label: string): Promise<void> => {
    const row = page
      .locator('.quick-input-list .monaco-list-row .label-name', {
        hasText: new RegExp(`^${escaped(label)}$`),
      })
      .first();
    const find = async (wait: { readonly timeout: number }): Promise<void> => {
      await input.waitFor(wait);
      await input.fill(text);
      await row.waitFor(wait);
    };
    // A list that a command has opened would be closed for good.
    if (key === null) await find({ timeout: 60_000 });
    else
      await untilSeen(page, async (wait) => {
        await page.keyboard.press(key);
        await find(wait);
      });
    await row.click();
  };
  const command = async (title: string): Promise<void> => {
    await pick('F1', `>${title}`, title);
  };
  return {
    command,
    async theme(label) {
      await command('Preferences: Color Theme');
      await page.locator('.quick-input-widget .quick-input-list .monaco-list-row').first().waitFor();
      await pick(null, label, label);
      await quickInput.waitFor({ state: 'hidden' });
    },
    async open(path) {
      await pick('Control+P', path, path);
      await page.locator(`.tab.active[data-resource-name="${path}"]`).first().waitFor();
    },
    lens: (words) => untilSeen(page, async (wait) => (await lensOf(page, words)).click(wait)),
    lensShown: (words) => untilSeen(page, async (wait) => (await lensOf(page, words)).waitFor(wait)),
    goTo: (line, column) =>
      untilSeen(page, async (wait) => {
        await page.keyboard.press('Control+G');
        await input.waitFor(wait);
        await input.fill(`:${line}:${column}`);
        await input.press('Enter');
        await quickInput.waitFor({ state: 'hidden', ...wait });
      }),
    async codeAction(words, before) {
      const row = page.locator('.action-widget .monaco-list-row', { hasText: words }).first();
      await untilSeen(page, async (wait) => {
        await before?.();
        await page.keyboard.press('Control+.');
        await row.waitFor(wait);
        // The list takes the keyboard a moment after it is drawn.
        await page.locator('.action-widget .monaco-list-row.focused').first().waitFor(wait);
      });
      await row.click();
    },
    panel: () => panelOf(page),
    async screenshot(name) {
      mkdirSync(screenshots, { recursive: true });
      // No hover in the way.
      await page.mouse.move(2, 400);
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
  };
}

/** The inside of the one webview that is there. */
export function panelOf(page: Page): Frame {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** The inside of the webview in which something of a selector is seen, where several are shown. */
export async function webviewWith(page: Page, selector: string): Promise<Frame> {
  let found: Frame | undefined;
  await untilSeen(page, async ({ timeout }) => {
    const end = Date.now() + timeout;
    while (found === undefined) {
      found = await shownWith(page, selector);
      if (found === undefined && Date.now() > end) throw new Error(`No webview shows ${selector}.`);
      await page.waitForTimeout(100);
    }
  });
  return found!;
}

async function shownWith(page: Page, selector: string): Promise<Frame | undefined> {
  const count = await page.locator('iframe.webview.ready').count();
  for (let at = 0; at < count; at += 1) {
    const frame = page.frameLocator(`iframe.webview.ready >> nth=${at}`).frameLocator('iframe#active-frame');
    if (await frame.locator(selector).first().isVisible()) return frame;
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Text of a file in the workspace as it is on disk. */
export function fileText(editor: Editor, path: string): string {
  return readFileSync(join(editor.workspace, path), 'utf8');
}
