import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import { everything } from '../support/everything';
import { machineTurn } from '../support/machineTurn';
import { vmpart } from '../support/vmpart';
import { startEditor, type Editor } from './editor';
import { pickHost } from './pickHost';

// The example that compares the network with shared memory, from the editor: run by its lens on the rehearsal machine to its
// end, with the bytes of each way in the table. It is as it stands in examples/ but for its five blocks, of which each takes a
// quarter of an hour over an emulated network: one is run.

const examples = resolve(import.meta.dirname, '../../examples');
const NAME = 'shared-memory.vmexperiment.json';
const HOUR = 3_600_000;

describe.skipIf(!everything)('the example of shared memory', () => {
  let source: string;
  let editor: Editor;
  let endTurn: () => Promise<void>;

  beforeAll(async () => {
    endTurn = await machineTurn('rehearsal-4x2');
    source = mkdtempSync(join(tmpdir(), 'vmpart-example-'));
    for (const name of [NAME, 'vm-per-node-shared.vmlayout.json']) {
      cpSync(join(examples, name), join(source, name));
    }
    const text = readFileSync(join(source, NAME), 'utf8');
    writeFileSync(join(source, NAME), text.replace('"replicates": 5', '"replicates": 1'));
    const XDG_CACHE_HOME = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    editor = await startEditor({ workspace: source, environment: { XDG_CACHE_HOME } });
  });

  afterAll(async () => {
    await editor.stop();
    await vmpart(['rehearse', 'down', '--topology', 'rehearsal-4x2']);
    await endTurn();
    rmSync(source, { recursive: true, force: true });
  });

  test('runs by its lens', { timeout: HOUR }, async () => {
    await editor.open(NAME);
    await editor.lensShown('Run on');
    await pickHost(editor, 'rehearsal');
    await editor.lens('Run on rehearsal');
    const ended = editor.panel().locator('.standing', { hasText: /1 of 1 blocks/ });
    await ended.waitFor({ timeout: HOUR });
  });

  test('says how many bytes went which way', async () => {
    const table = editor.panel().locator('vscode-data-grid', { hasText: 'Through region' }).first();
    await table.scrollIntoViewIfNeeded();
    for (const theme of ['Light Modern', 'Dark Modern', 'Light High Contrast']) {
      await editor.theme(theme);
      await editor.screenshot(`shared-example-${theme.replaceAll(' ', '-').toLowerCase()}`);
    }
    // Natively nothing goes between VMs.
    const all = await table.locator('vscode-data-grid-row').allInnerTexts();
    const rows = all.filter((row) => !row.startsWith('native'));
    expect(rows.find((row) => row.includes('transport=shared'))).toMatch(/[kM]B\s+[\d.]+ MB$/);
    expect(rows.find((row) => row.includes('transport=network'))).toMatch(/[\d.]+ MB/);
  });

  test('kept the region on its node, and sent what it had through it', { timeout: HOUR }, async () => {
    const results = join(editor.workspace, 'shared-memory.vmresults');
    const [attempt] = readdirSync(results);
    const journal = join(results, attempt!, 'journal.jsonl');
    const stateNow = () => readJournal(readFileSync(journal, 'utf8')).state;
    // Its only block has ended; the attempt ends when the host is as it was.
    await expect.poll(() => stateNow().state, { timeout: 300_000 }).toBe('finished');
    const state = stateNow();
    const sent = (transport: string, way: 'network' | 'region') =>
      state.runs
        .filter(({ layout, levels }) => layout !== 'native' && levels['transport'] === transport)
        .filter(({ phase }) => phase !== 'warmup')
        .map(({ collected: { traffic } }) =>
          traffic.reduce(
            (sum, vm) => sum + ((way === 'network' ? vm.networkSentBytes : vm.regionSentBytes) ?? 0),
            0,
          ),
        );
    expect(Math.min(...sent('shared', 'region'))).toBeGreaterThan(
      10 * Math.max(...sent('shared', 'network')),
    );
    expect(Math.max(...sent('network', 'region'))).toBe(0);
    expect(state.runs.flatMap(({ marks }) => marks)).toEqual([]);
    const regions = state.sessions.flatMap(({ regions: read }) => read);
    expect(regions.length).toBeGreaterThan(0);
    for (const { declaredNode, nodes } of regions) {
      expect(Object.entries(nodes).flatMap(([node, bytes]) => (bytes > 0 ? [Number(node)] : []))).toEqual([
        declaredNode,
      ]);
    }
  });
});
