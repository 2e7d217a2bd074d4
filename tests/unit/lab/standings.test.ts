import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Files } from '../../../src/lab/ports';
import { createStandings } from '../../../src/lab/standings';
import { nodeFiles } from '../../../src/node/files';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';
import { preparedAttempt } from '../cli/preparedAttempt';
import { runBegin, journalText, sessionBegin } from '../journal/lines';

/** An attempt that has ended, how far it is, and the files that were read for that since it was last asked. */
async function prepared() {
  const folder = temporaryFolder();
  const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder));
  let read: string[] = [];
  const note = (path: string): string => {
    read.push(path.slice(attempt.length + 1));
    return path;
  };
  const files: Files = {
    ...nodeFiles,
    readText: (path) => nodeFiles.readText(note(path)),
    readBytes: (path, offset, length) => nodeFiles.readBytes(note(path), offset, length),
  };
  const standing = createStandings(labOptions({}, { files }));
  return {
    at: (name: string) => join(attempt, name),
    standing: () => standing(attempt),
    takeRead: () => {
      const names = read.sort();
      read = [];
      return names;
    },
  };
}

const ALL = ['attempt.json', 'journal.jsonl', 'plan.json'];

describe('how far an attempt is', () => {
  it('is read from plan and journal, without any output', async () => {
    const { standing, takeRead } = await prepared();
    const { state, plan } = await standing();
    expect([state.state, state.runs.length, plan.schedule.blocks]).toEqual(['finished', 4, 2]);
    expect(takeRead()).toEqual(ALL);
  });

  it('reads of a journal only what it has grown by', async () => {
    const { at, standing, takeRead } = await prepared();
    const first = await standing();
    takeRead();
    expect(await standing()).toBe(first);
    // Its end is looked at: is it still the same?
    expect(takeRead()).toEqual(['journal.jsonl']);
    appendFileSync(at('journal.jsonl'), journalText([sessionBegin('s9', 'four'), runBegin('s9', 'r9')]));
    expect((await standing()).state.runs).toHaveLength(5);
    expect(takeRead()).toEqual(['journal.jsonl', 'journal.jsonl']);
  });

  it('is read once for all that ask at the same time', async () => {
    const { standing, takeRead } = await prepared();
    await Promise.all([standing(), standing(), standing()]);
    expect([...new Set(takeRead())]).toEqual(ALL);
  });

  it('is told as missing when the plan is gone, and there again with it', async () => {
    const { at, standing } = await prepared();
    await standing();
    const plan = readFileSync(at('plan.json'));
    rmSync(at('plan.json'));
    await expect(standing()).rejects.toThrow(/has no plan\.json/);
    writeFileSync(at('plan.json'), plan);
    expect((await standing()).plan.schedule.blocks).toBe(2);
  });
});

describe('many attempts', () => {
  it('are forgotten when others were asked for since, and read again', async () => {
    const folder = temporaryFolder();
    const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder));
    let opened = 0;
    const real = (path: string): string => path.replace(/#\d+/, '');
    const files: Files = {
      ...nodeFiles,
      size: (path) => nodeFiles.size(real(path)),
      readBytes: (path, offset, length) => nodeFiles.readBytes(real(path), offset, length),
      readText: (path) => {
        opened += path.endsWith('plan.json') ? 1 : 0;
        return nodeFiles.readText(real(path));
      },
    };
    const standing = createStandings(labOptions({}, { files }));
    for (let index = 0; index <= 200; index++) await standing(`${attempt}#${index}`);
    await standing(`${attempt}#200`);
    expect(opened).toBe(201);
    await standing(`${attempt}#0`);
    expect(opened).toBe(202);
  });
});
