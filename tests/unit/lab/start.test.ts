import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { AttemptRecord } from '../../../src/lab/attemptFolder';
import type { Lab } from '../../../src/lab/lab';
import type { PayloadFile } from '../../../src/lab/options';
import { localChannel } from '../../../src/node/localChannel';
import { example, labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';

const NAME = 'first-cut.vmexperiment.json';
/** 2026-01-02 03:04:05 UTC. */
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A payload whose start.sh says what it was called with, where the real one would boot VMs. */
const STARTS = 'printf "<%s>" "$@" >>calls; echo >>calls; : >started\n';

function file(path: string, text: string, executable = false): PayloadFile {
  return { path, bytes: new TextEncoder().encode(text), executable };
}

function lab(directory: string, start = STARTS, more: readonly PayloadFile[] = []): Lab {
  return createLab(
    labOptions(
      {},
      {
        clock: { now: () => NOW, sleep: () => Promise.resolve() },
        payload: () => Promise.resolve([file('start.sh', start), ...more]),
        connect: () => Promise.resolve(localChannel({ directory })),
      },
    ),
  );
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : 1;
}

/** The example and its layouts in a folder of their own: results are written beside it. */
function experimentIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of [NAME, 'whole-machine.vmlayout.json', 'vm-per-node.vmlayout.json']) {
    copyFileSync(example(name).path, join(folder, name));
  }
  return join(folder, NAME);
}

describe('starting an attempt, with a real shell and tar', () => {
  it.each([
    'plain',
    'with space ',
    `quo'te"s`,
    '-rf',
    '$(touch ran)',
    '`touch ran`;touch ran',
    'a*b?[c]',
    'back\\slash',
    '~',
    'Größe',
    'line\nend',
  ])('into a folder named %j', async (name) => {
    const folder = temporaryFolder();
    const directory = `${folder}/${name}`;
    const started = await lab(directory).start(experimentIn(join(folder, 'docs')), 'local', {});
    expect(started.attempt).toMatch(/^20260102T030405Z-local-[0-9a-f]{8}$/);
    const remote = `${directory}/attempts/${started.attempt}`;
    const record = JSON.parse(readFileSync(join(started.folder, 'attempt.json'), 'utf8')) as object;
    expect(record).toMatchObject({ host: 'local', remote, attempt: started.attempt });
    expect(readFileSync(join(remote, 'attempt.name'), 'utf8')).toBe(`${started.attempt}\n`);
    expect(readFileSync(join(remote, 'run.sh'), 'utf8')).toContain('attempt_begin');
    expect(readFileSync(join(remote, 'plan.json'))).toEqual(readFileSync(join(started.folder, 'plan.json')));
    expect(readFileSync(join(remote, 'calls'), 'utf8')).toBe('<>\n');
    expect(readdirSync(folder).sort()).toEqual([name, 'docs'].sort());
    expect(existsSync('ran')).toBe(false);
  });

  it('writes down what the plan was made from', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    const started = await lab(join(folder, 'host')).start(path, 'local', {});
    const record = JSON.parse(readFileSync(join(started.folder, 'attempt.json'), 'utf8')) as AttemptRecord;
    const names = [NAME, 'whole-machine.vmlayout.json', 'vm-per-node.vmlayout.json'];
    const sums = names.map((name) => ({
      path: name,
      sha256: createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    }));
    expect(record.madeFrom).toMatchObject({ tool: '0', seed: 20 });
    expect([...(record.madeFrom?.documents ?? [])].sort(byPath)).toEqual(sums.sort(byPath));
  });

  it('takes ~ for the home folder of the host', async () => {
    const home = temporaryFolder();
    vi.stubEnv('HOME', home);
    try {
      await lab('~/lab folder').start(experimentIn(join(home, 'docs')), 'local', {});
    } finally {
      vi.unstubAllEnvs();
    }
    expect(readdirSync(join(home, 'lab folder/attempts'))).toHaveLength(1);
  });

  it('gives the second of two attempts of one second a name of its own', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    const one = await lab(join(folder, 'host')).start(path, 'local', {});
    const two = await lab(join(folder, 'host')).start(path, 'local', {});
    expect([one.attempt.slice(0, 16), two.attempt.slice(0, 16)]).toEqual([
      '20260102T030405Z',
      '20260102T030406Z',
    ]);
    // The name may be taken on the host alone, by somebody else's experiment of the same plan.
    const other = experimentIn(join(folder, 'elsewhere'));
    const three = await lab(join(folder, 'host')).start(other, 'local', {});
    expect(three.attempt.slice(0, 16)).toBe('20260102T030407Z');
    expect(readFileSync(join(folder, 'host/attempts', one.attempt, 'calls'), 'utf8')).toBe('<>\n');
    // Or here alone, when the host was emptied: what was copied before is kept.
    rmSync(join(folder, 'host'), { recursive: true });
    const four = await lab(join(folder, 'host')).start(path, 'local', {});
    expect(four.attempt.slice(0, 16)).toBe('20260102T030407Z');
  });

  it('resumes the attempt with the same plan, with the blocks asked for, and copies nothing again', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    const directory = join(folder, 'host');
    const one = await lab(directory).start(path, 'local', { blocks: 2 });
    const two = await lab(directory).start(path, 'local', { resume: true, blocks: 3 });
    expect(two).toEqual(one);
    expect(readFileSync(join(directory, 'attempts', one.attempt, 'calls'), 'utf8')).toBe(
      '<--blocks><2>\n<--blocks><3>\n',
    );
    writeFileSync(path, readFileSync(path, 'utf8').replace('"seed": 20', '"seed": 21'));
    const three = await lab(directory).start(path, 'local', { resume: true });
    expect(three.attempt).not.toBe(one.attempt);
  });

  it('leaves an attempt alone that is alive', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    const helper = file('bin/vmpart-host', '#!/bin/sh\n[ "$1 $2" = "alive lock" ]\n', true);
    const made = lab(join(folder, 'host'), `${STARTS}: >lock\n`, [helper]);
    const { attempt } = await made.start(path, 'local', {});
    await made.start(path, 'local', { resume: true });
    expect(readFileSync(join(folder, 'host/attempts', attempt, 'calls'), 'utf8')).toBe('<>\n');
    // What has failed so far cannot be taken back under its feet.
    await expect(made.start(path, 'local', { resume: true, failed: true })).rejects.toThrow('runs on local');
  });

  it('runs again what has failed of the attempt with the same plan, and of no other', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    const made = lab(join(folder, 'host'));
    const again = { resume: true, failed: true, queue: true };
    await expect(made.start(path, 'local', again)).rejects.toThrow('no attempt on local with this plan');
    expect(existsSync(join(folder, 'host'))).toBe(false);
    const { attempt } = await made.start(path, 'local', {});
    await made.start(path, 'local', again);
    expect(readFileSync(join(folder, 'host/attempts', attempt, 'calls'), 'utf8')).toBe(
      '<>\n<--failed><--queue>\n',
    );
  });

  it('says where the bundle could not be written, and what to do', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    writeFileSync(join(folder, 'file'), '');
    const error = await lab(join(folder, 'file/below'))
      .start(path, 'local', {})
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'HostError' });
    expect(String(error)).toMatch(
      /could not be written on local: .*(Not a directory|File exists|can't create)/s,
    );
    expect((error as { remedy: string }).remedy).toContain(join(folder, 'file/below'));
    expect(existsSync(join(folder, 'first-cut.vmresults'))).toBe(false);
  });

  it('says what the log says when the attempt does not start', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    const error = await lab(join(folder, 'host'), 'echo "no /dev/kvm here" >&2; exit 1\n')
      .start(path, 'local', {})
      .catch((caught: unknown) => caught);
    expect(String(error)).toContain('did not start on local: no /dev/kvm here');
    expect((error as { remedy: string }).remedy).toContain('start.log');
  });

  it('reaches no host for documents with errors', async () => {
    const folder = temporaryFolder();
    const path = experimentIn(folder);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"version": 1', '"version": 7'));
    const unreachable = createLab(labOptions());
    await expect(unreachable.start(path, 'local', {})).rejects.toMatchObject({ name: 'UserError', exit: 1 });
  });
});
