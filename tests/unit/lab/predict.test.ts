import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { Lab } from '../../../src/lab/lab';
import type { LabOptions } from '../../../src/lab/options';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';

const TEXT = `{
  "version": 1,
  "layouts": [
    { "name": "wide", "layout": { "version": 1, "machine": "barcelona-4x4", "partition": { "vms": 1 } } },
    { "name": "cut", "layout": { "version": 1, "machine": "barcelona-4x4", "partition": { "per": "node" } } }
  ],
  "workloads": [
    { "suite": "npb", "programs": ["ep"], "class": "B", "directory": "/opt/npb", "launcher": "mpi" }
  ],
  "phases": ["cold", "warm"],
  "replicates": 3,
  "seed": 4
}
`;
/** 2026-01-02 03:04:05 UTC. */
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

function lab(more: Partial<LabOptions> = {}): Lab {
  const hosts = [{ name: 'model', kind: 'model', detail: '' }] as const;
  const clock = { now: () => NOW, sleep: () => Promise.resolve() };
  return createLab(labOptions({}, { clock, hosts: () => Promise.resolve(hosts), ...more }));
}

function experimentIn(folder: string, text = TEXT): string {
  const path = join(folder, 'x.vmexperiment.json');
  writeFileSync(path, text);
  return path;
}

// No host can be reached here: to connect throws.
describe('predicting an experiment', () => {
  it('leaves an attempt as following one does, whose results are read like any other, marked as predicted', async () => {
    const path = experimentIn(temporaryFolder());
    const { attempt, folder } = await lab().predict(path);
    expect(attempt).toMatch(/^20260102T030405Z-model-[0-9a-f]{8}$/);
    expect(readdirSync(folder).sort()).toEqual(['attempt.json', 'journal.jsonl', 'plan.json', 'raw']);
    const found = await lab().results(path);
    expect(found).toMatchObject({ folder, state: { state: 'finished', badLines: 0, began: NOW / 1000 } });
    expect(found?.results).toMatchObject({ origin: 'predicted', standing: '3 of 3 blocks', order: [] });
    const cells = found?.results.cells ?? [];
    expect(cells.map(({ layout, phase, sessions }) => `${layout} ${phase} ${sessions}`).sort()).toEqual(
      ['cut', 'native', 'wide'].flatMap((name) => [`${name} cold 3`, `${name} warm 3`]),
    );
    for (const { slowdown, layout } of cells) if (layout !== 'native') expect(slowdown).toBeGreaterThan(0);
    expect(cells.every(({ leftOut, clock }) => leftOut.length === 0 && clock === 'program')).toBe(true);
  });

  it('goes on as a host that is called model, which nobody connects to', async () => {
    const path = experimentIn(temporaryFolder());
    const own = lab();
    const { folder } = await own.start(path, 'model', { blocks: 2 });
    expect(await own.follow(folder, {})).toMatchObject({ state: 'partial', blocksEnded: [0, 1] });
    await expect(own.cancel(folder, 'now')).rejects.toThrow(/is a prediction: nothing of it runs/);
    await expect(own.pause(folder, 'run')).rejects.toThrow(/is a prediction: nothing of it runs/);
    await expect(own.start(path, 'model', { resume: true })).rejects.toThrow(/not resumed/);
    await expect(own.plan(path, 'model')).rejects.toThrow(/needs no bundle/);
  });

  it('leaves that name to a host of the user', async () => {
    const path = experimentIn(temporaryFolder());
    const hosts = [{ name: 'model', kind: 'ssh', detail: '' }] as const;
    const own = lab({ hosts: () => Promise.resolve(hosts) });
    await expect(own.start(path, 'model', {})).rejects.toThrow('No host in this test.');
  });

  it('has the same journal for the same document but for names and times, and a name of its own', async () => {
    const path = experimentIn(temporaryFolder());
    const [one, other] = [await lab().predict(path), await lab().predict(path)];
    expect(one.attempt).not.toBe(other.attempt);
    const lines = (folder: string): string =>
      readFileSync(join(folder, 'journal.jsonl'), 'utf8').replace(/"t":[\d.]+|"attempt":"[^"]+"/g, '');
    expect(lines(one.folder)).toBe(lines(other.folder));
  });

  it('refuses what the model knows nothing of, with the reason, and writes nothing', async () => {
    const own = '{ "suite": "command", "name": "stencil", "command": ["stencil"], "launcher": "mpi" }';
    const text = TEXT.replace(/\{ "suite": "npb"[^}]*\}/, own);
    const path = experimentIn(temporaryFolder(), text);
    await expect(lab().predict(path)).rejects.toMatchObject({
      message: 'Nothing of it can be predicted: the model knows nothing of the program stencil.',
      remedy: expect.stringMatching(/a `profile` in the experiment/) as string,
      exit: 1,
    });
    expect(existsSync(path.replace('.vmexperiment.json', '.vmresults'))).toBe(false);
  });

  it('leaves nothing behind when it is cancelled, and tells how far it is', async () => {
    const path = experimentIn(temporaryFolder());
    const stop = new AbortController();
    const told: string[] = [];
    let now = NOW;
    const clock = {
      now: () => (now += 20),
      sleep: (_milliseconds: number, signal?: AbortSignal) =>
        signal?.aborted === true ? Promise.reject(new Error('stopped')) : Promise.resolve(),
    };
    const onProgress = (message: string): void => {
      if (told.push(message) === 3) stop.abort();
    };
    await expect(lab({ clock }).predict(path, { onProgress, signal: stop.signal })).rejects.toThrow(
      'stopped',
    );
    expect(told).toHaveLength(3);
    expect(told[0]).toMatch(/^Predicting block 1 of 3$/);
    expect(existsSync(path.replace('.vmexperiment.json', '.vmresults'))).toBe(false);
  });

  it('is packed and opened like any other', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    await lab().predict(path);
    const archive = join(folder, 'all.tar.gz');
    await lab().exports.save(path, 'archive', archive);
    expect((await lab().results(archive))?.results).toMatchObject({ origin: 'predicted' });
    expect(await lab().exports.methods(path)).toContain('All times are predicted by a model');
  });
});
