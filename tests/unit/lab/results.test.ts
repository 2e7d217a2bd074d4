import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/experiment/random';
import { createLab } from '../../../src/lab/createLab';
import type { Lab } from '../../../src/lab/lab';
import { nodeFiles } from '../../../src/node/files';
import { journalOf, layoutNames, scheduleOf } from '../../payload/randomJournal';
import { workload } from '../../support/experiments';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';
import { attemptBegin, journalText, runEnd, sessionBegin } from '../journal/lines';

const SHAPE = { blocks: 4, layouts: 2, native: true, workloads: 2, runs: 2 } as const;
const SCHEDULE = scheduleOf(SHAPE);
const PLAN = {
  ...{ version: 1, name: 'x', native: true, factors: {}, schedule: SCHEDULE },
  layouts: layoutNames(SHAPE.layouts).map((name) => ({ name })),
  // Something is asked of what they print.
  workloads: ['w0', 'w1'].map((id) => workload({ id, title: id, success: 'here|ten bytes' })),
};

/** An attempt's folder without a journal, with output for every session. */
function attempt(): { readonly folder: string; readonly journal: string } {
  const folder = join(temporaryFolder(), 'x.vmresults/20260101T000000Z-local-0123abcd');
  mkdirSync(join(folder, 'raw'), { recursive: true });
  const record = { attempt: 'a1', host: 'local', remote: '/remote', plan: 'cafe', experiment: '../../x' };
  writeFileSync(join(folder, 'attempt.json'), JSON.stringify(record));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(PLAN));
  for (const { id } of SCHEDULE.sessions) writeFileSync(join(folder, `raw/${id}.txt`), 'ten bytes.');
  const journal = join(folder, 'journal.jsonl');
  writeFileSync(journal, '');
  return { folder, journal };
}

const fresh = (): Lab => createLab(labOptions());

describe('results of an attempt that goes on', () => {
  it('are those of a first look, wherever the journal was cut at the last', async () => {
    const pieces = fc.array(fc.nat(400), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.nat(), pieces, async (seed, sizes) => {
        const { folder, journal } = attempt();
        const text = journalOf(SCHEDULE, seededRandom(seed), 1, 1);
        const lab = fresh();
        let at = 0;
        for (const size of [...sizes.map((one) => one * 8), text.length]) {
          appendFileSync(journal, text.slice(at, at + size));
          at += size;
          expect(await lab.results(folder)).toEqual(await fresh().results(folder));
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it('are the same object while nothing has come', async () => {
    const { folder, journal } = attempt();
    writeFileSync(journal, journalText([attemptBegin, sessionBegin('s0native', 'native')]));
    const lab = fresh();
    const first = await lab.results(folder);
    expect(await lab.results(folder)).toBe(first);
    appendFileSync(journal, '\n');
    expect(await lab.results(folder)).not.toBe(first);
  });

  it('begin again where another journal has come into its place', async () => {
    const { folder, journal } = attempt();
    const events = [attemptBegin, sessionBegin('s0native', 'native'), runEnd('s0native', 'r0nativew0n0')];
    writeFileSync(journal, journalText(events));
    const lab = fresh();
    expect((await lab.results(folder))?.results.runs.ended).toBe(1);
    // A shorter one, then one that is longer than what was read.
    const ends = [runEnd('s0native', 'r0nativew1n0'), runEnd('s0native', 'r0nativew1n1')];
    for (const [name, more] of [
      ['a8', []],
      ['a9', ends],
    ] as const) {
      const begun = { ...attemptBegin, attempt: name };
      writeFileSync(journal, journalText([begun, ...events.slice(1, 2), ...more]));
      const read = await lab.results(folder);
      expect(read?.state.attempt).toBe(name);
      expect(read?.results.runs.ended).toBe(more.length);
    }
  });

  it('take up output that comes later than its line', async () => {
    const { folder, journal } = attempt();
    const late = { raw: { file: 'raw/late.txt', offset: 0, bytes: 4 } };
    const events = [attemptBegin, sessionBegin('s0native', 'native'), runEnd('s0native', 'r1', late)];
    writeFileSync(journal, journalText(events));
    const lab = fresh();
    const why = async (): Promise<unknown> => (await lab.results(folder))?.samples[0]?.excluded;
    expect(await why()).toContain('its output is not here');
    writeFileSync(join(folder, 'raw/late.txt'), 'here');
    expect(await why()).not.toContain('its output is not here');
  });

  it('read of a journal what was added to it, and no output twice', async () => {
    const { folder, journal } = attempt();
    const read: string[] = [];
    const files = {
      ...nodeFiles,
      readBytes: (path: string, offset: number, length: number) => {
        read.push(`${path.slice(folder.length + 1)} ${offset}`);
        return nodeFiles.readBytes(path, offset, length);
      },
    };
    const lab = createLab(labOptions({}, { files }));
    const begun = journalText([attemptBegin, sessionBegin('s0native', 'native')]);
    const end = (run: string): string => journalText([runEnd('s0native', run, { raw: RAW })]);
    writeFileSync(journal, begun + end('r0nativew0n0'));
    await lab.results(folder);
    expect(read.splice(0)).toEqual(['journal.jsonl 0', 'raw/s0native.txt 0']);
    const known = begun.length + end('r0nativew0n0').length;
    appendFileSync(journal, end('r0nativew1n0'));
    await Promise.all([lab.results(folder), lab.results(folder), lab.results(folder)]);
    const added = read.filter((line) => line === `journal.jsonl ${known}`);
    expect(added).toHaveLength(1);
    expect(read.filter((line) => line.startsWith('raw/'))).toHaveLength(1);
    expect(read).not.toContain('journal.jsonl 0');
  });
});

const RAW = { file: 'raw/s0native.txt', offset: 0, bytes: 10 };
