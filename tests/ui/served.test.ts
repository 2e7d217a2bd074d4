import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { setUpUi } from '../../scripts/ui-setup.mjs';
import { writeAttempt } from './attempt';
import type { Browser, Page } from './browser';
import { launchBrowser, panelOf, screenshots } from './editor';

const root = resolve(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'vmpart-served-'));
const scratch = join(home, 'tmp');
let server: ChildProcess;
let browser: Browser | undefined;
let page: Page;
let said = '';

beforeAll(async () => {
  const work = join(home, 'work');
  cpSync(resolve(import.meta.dirname, 'workspace'), work, { recursive: true });
  mkdirSync(scratch);
  const experiment = join(work, 'cut.vmexperiment.json');
  const times: Readonly<Record<string, number>> = { native: 10, wide: 280, 'per-node': 11 };
  const attempt = writeAttempt(experiment, {
    origin: 'rehearsed',
    seconds: (layout) => times[layout] ?? 10,
  });
  // A block: each of the two programs has a session of its own in each of the three layouts.
  attempt.play(6);
  const ui = setUpUi();
  const env = { ...process.env, TMPDIR: scratch, XDG_CONFIG_HOME: join(home, 'config') };
  server = spawn(process.execPath, [join(root, 'scripts/serve-editor.mjs'), experiment], { env });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  await vi.waitFor(
    () => {
      expect(said).toContain('Password:');
    },
    { timeout: 240_000, interval: 200 },
  );
  browser = await launchBrowser(ui);
  page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
  page.setDefaultTimeout(60_000);
});

afterAll(async () => {
  await browser?.close();
  if (server.exitCode === null) {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

function found(pattern: RegExp): string {
  const value = pattern.exec(said)?.[1];
  if (value === undefined) throw new Error(`Not announced: ${String(pattern)}\n${said}`);
  return value;
}

describe('the served editor', () => {
  test('lets nobody in without its password, and asks whether the folder is trusted', async () => {
    const address = found(/(http:\/\/\S+)/);
    const refused = await fetch(address, { redirect: 'manual' });
    expect(refused.headers.get('location')).toContain('login');
    await page.goto(address);
    await page.locator('input[type=password]').fill(found(/Password: (\S+)/));
    await page.locator('input[type=submit]').click();
    await page.locator('.monaco-dialog-box', { hasText: 'trust' }).waitFor({ timeout: 120_000 });
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Yes, I trust' }).click();
  });

  test('shows the experiment with its results beside it, and runs on the rehearsal machine', async () => {
    await page.locator('.tab[data-resource-name="cut.vmexperiment.json"]').first().waitFor();
    await panelOf(page).locator('.standing', { hasText: '1 of 5 blocks, no inference' }).waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'Run on rehearsal' }).first().waitFor();
    mkdirSync(screenshots, { recursive: true });
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(screenshots, 'served.png') });
  });

  test('ends with Ctrl-C and leaves nothing', async () => {
    await browser?.close();
    browser = undefined;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readdirSync(scratch).filter((name) => name.startsWith('vmpart-'))).toEqual([]);
    expect(existsSync(join(home, 'config/code-server'))).toBe(false);
    await expect(fetch(found(/(http:\/\/127\.0\.0\.1:\d+)/))).rejects.toThrow();
  });
});
