import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { Files } from '../../../src/lab/ports';
import { nodeFiles } from '../../../src/node/files';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';

const lab = createLab(labOptions());

/** An attempt of which this is the output of session s0001. */
function attemptWith(output: string | Uint8Array): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'raw'));
  writeFileSync(join(folder, 'raw/s0001.txt'), output);
  const record = { attempt: 'a', host: 'local', remote: '/r', plan: 'x', experiment: '../x' };
  writeFileSync(join(folder, 'attempt.json'), JSON.stringify(record));
  return folder;
}

describe('the output of a run', () => {
  it('is its range of the file, that of a session the whole of it', async () => {
    const folder = attemptWith('first\r\nsecond\n');
    const file = 'raw/s0001.txt';
    expect(await lab.output(folder, { file, range: { offset: 7, bytes: 7 } })).toEqual({
      ...{ text: 'second\n', leftOutBytes: 0, path: join(folder, file) },
    });
    expect((await lab.output(folder, { file, range: null })).text).toBe('first\nsecond\n');
    // As far as it has been copied.
    const beyond = await lab.output(folder, { file, range: { offset: 11, bytes: 999 } });
    expect(beyond.text).toBe('nd\n');
    expect((await lab.output(folder, { file, range: { offset: 99, bytes: 9 } })).text).toBe('');
  });

  it('cannot do anything but be read', async () => {
    const hostile = [
      ...['\x1b]52;c;cm0gLXJm\x07', '\x1b]0;title\x07', '\x1b[2J\x1b[H', '\x9b31m', 'a\rb', 'x\x08y'],
      ...['\u202egnp.exe\u202c', '\u2066hidden\u2069', '\x00\x7f', 'tab\tstays'],
    ].join('\n');
    const { text } = await lab.output(attemptWith(hostile), { file: 'raw/s0001.txt', range: null });
    expect(text.split('\n')).toHaveLength(10);
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(text).toContain('\\u{1b}]52;c;cm0gLXJm\\u{7}');
    expect(text).toContain('tab\tstays');
  });

  it('is its end when it is long, and says how much is missing', async () => {
    const folder = attemptWith(`${'x'.repeat(5 * 1024 * 1024)}the end\n`);
    const shown = await lab.output(folder, { file: 'raw/s0001.txt', range: null });
    expect(shown.text).toHaveLength(4 * 1024 * 1024);
    expect(shown.text.endsWith('xthe end\n')).toBe(true);
    expect(shown.leftOutBytes).toBe(1024 * 1024 + 8);
  });

  it('is bounded, and so is what is read for it, when a run has printed 200 MB', async () => {
    const folder = attemptWith('');
    const file = 'raw/s0001.txt';
    const size = 200 * 1024 * 1024;
    // With a hole: no disk is filled.
    truncateSync(join(folder, file), size);
    let most = 0;
    const files: Files = {
      ...nodeFiles,
      readBytes: (path, offset, length) => {
        most = Math.max(most, length);
        return nodeFiles.readBytes(path, offset, length);
      },
    };
    const run = { offset: 7, bytes: size - 7 };
    const shown = await createLab(labOptions({}, { files })).output(folder, { file, range: run });
    expect(shown.leftOutBytes).toBe(run.bytes - 4 * 1024 * 1024);
    expect(most).toBe(4 * 1024 * 1024);
    // Each of these bytes is shown as a code.
    expect(shown.text).toHaveLength(4 * 1024 * 1024 * '\\u{0}'.length);
  });

  it.each(['raw/s0002.txt', '../x', 'attempt.json', 'raw/../attempt.json', '/etc/passwd'])(
    'of %s is none',
    async (file) => {
      const found = lab.output(attemptWith('x'), { file, range: null });
      await expect(found).rejects.toMatchObject({ name: 'UserError' });
    },
  );

  it('is that of an attempt alone', async () => {
    await expect(lab.output(temporaryFolder(), { file: 'raw/s0001.txt', range: null })).rejects.toThrow(
      'not the folder of an attempt',
    );
  });
});
