import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followAttempt } from '../../src/lab/follow';
import { localChannel } from '../../src/node/localChannel';
import { labOptions } from '../support/labOptions';
import { attemptBegin, journalText, runBegin, runEnd, sessionBegin } from '../unit/journal/lines';
import { freshFolder, helper } from './helper';

const EVENTS = [attemptBegin, sessionBegin('s1', 'wide'), runBegin('s1', 'r1'), runEnd('s1', 'r1')];
const OUTPUT = 'ten bytes.of r1 and more';

/** An attempt that has ended, on "a host" with the real helper, and its folder here. */
function attempt(): { remote: string; folder: string; follow: () => Promise<string> } {
  const base = freshFolder();
  const [remote, folder] = [join(base, 'on the host'), join(base, 'here')];
  for (const made of [join(remote, 'raw'), join(remote, 'bin'), join(folder, 'raw')])
    mkdirSync(made, { recursive: true });
  copyFileSync(helper, join(remote, 'bin/vmpart-host'));
  writeFileSync(join(remote, 'lock'), '');
  writeFileSync(join(remote, 'journal.jsonl'), journalText(EVENTS));
  writeFileSync(join(remote, 'raw/s1.txt'), OUTPUT);
  const record = { attempt: 'a1', host: 'local', remote, plan: 'cafe', experiment: '../../x' };
  writeFileSync(join(folder, 'attempt.json'), JSON.stringify(record));
  const options = labOptions({}, { connect: () => Promise.resolve(localChannel()) });
  return { remote, folder, follow: async () => (await followAttempt(options, folder, {})).state };
}

function copies(folder: string): readonly [string, string] {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return [read('journal.jsonl'), read('raw/s1.txt')];
}

test('a copy is made, and made whole again whatever a power cut left here or there', async () => {
  const { remote, folder, follow } = attempt();
  await follow();
  expect(copies(folder)).toEqual(copies(remote));
  // Torn here.
  truncateSync(join(folder, 'journal.jsonl'), journalText(EVENTS.slice(0, 3)).length + 5);
  truncateSync(join(folder, 'raw/s1.txt'), 3);
  await follow();
  expect(copies(folder)).toEqual(copies(remote));
  // Lost there: output beyond the last run, in the end rewritten.
  appendFileSync(join(folder, 'raw/s1.txt'), ' that never reached the disk');
  await follow();
  expect(copies(folder)).toEqual(copies(remote));
  truncateSync(join(remote, 'raw/s1.txt'), 10);
  appendFileSync(join(remote, 'raw/s1.txt'), 'of r2 and as much!');
  await follow();
  expect(copies(folder)).toEqual(copies(remote));
  // Another journal here.
  writeFileSync(join(folder, 'journal.jsonl'), journalText(EVENTS).replace('"a1"', '"a9"'));
  await follow();
  expect(copies(folder)).toEqual(copies(remote));
  expect(copies(join(folder, 'other-1'))[0]).toContain('"a9"');
});

test('output without any journal yet is no reason to begin again', async () => {
  const { remote, folder, follow } = attempt();
  writeFileSync(join(folder, 'raw/s1.txt'), OUTPUT.slice(0, 7));
  await follow();
  expect(copies(folder)).toEqual(copies(remote));
});

test('an attempt that is gone from its host is told as that', async () => {
  const { folder, follow } = attempt();
  const record = JSON.parse(readFileSync(join(folder, 'attempt.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'attempt.json'), JSON.stringify({ ...record, remote: '/nowhere/attempts/a1' }));
  await expect(follow()).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('no longer on') as string,
  });
});

test('an attempt whose helper lost its bytes is told as not whole, and the copy is left as it is', async () => {
  const { remote, folder, follow } = attempt();
  await follow();
  const before = copies(folder);
  truncateSync(join(remote, 'bin/vmpart-host'), 0);
  await expect(follow()).rejects.toMatchObject({
    name: 'UserError',
    message: 'The files of a1 are not whole on local: it went down before they were on its disk.',
  });
  expect(copies(folder)).toEqual(before);
  expect(existsSync(join(folder, 'other-1'))).toBe(false);
});
