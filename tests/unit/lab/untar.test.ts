import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tarOf } from '../../../src/lab/tar';
import { untar, type Untarred } from '../../../src/lab/untar';
import { temporaryFolder } from '../../support/temporaryFolder';

const file = (path: string, text = 'x'): { path: string; bytes: Uint8Array; executable: boolean } => ({
  ...{ path, bytes: new TextEncoder().encode(text), executable: false },
});

/** What the system's tar makes of a folder. */
function packed(folder: string, ...words: readonly string[]): Uint8Array {
  return spawnSync('tar', ['-C', folder, ...words, '-cf', '-', '.'], { maxBuffer: 2 ** 26 }).stdout;
}

/** The first header with something else in it, its check sum right. */
function changed(archive: Uint8Array, at: number, text: string): Uint8Array {
  const copy = Uint8Array.from(archive);
  copy.set(new TextEncoder().encode(text), at);
  copy.set(new TextEncoder().encode('        '), 148);
  const sum = copy.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  copy.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return copy;
}

function why(read: Untarred): string {
  return read.kind === 'refused' ? read.why : 'nothing is refused';
}

describe('an archive that is read', () => {
  it('has the files that were put into it, with their bytes and modes', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.txt`);
    const one = fc.record({ path, bytes: fc.uint8Array({ maxLength: 1200 }), executable: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: (own) => own.path, maxLength: 12 }), (files) => {
        expect(untar(tarOf(files))).toEqual({ kind: 'files', files });
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it.each(['ustar', 'pax', 'gnu'])('may be made by tar, as %s', (format) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    writeFileSync(join(folder, 'a/b/c.txt'), 'text');
    const read = untar(packed(folder, `--format=${format}`));
    expect(read).toMatchObject({ kind: 'files', files: [{ path: 'a/b/c.txt' }] });
  });

  it('takes long names and such that are not ASCII from pax', () => {
    const folder = temporaryFolder();
    const name = `${'long-'.repeat(40)}é.txt`;
    writeFileSync(join(folder, name), 'text');
    expect(untar(packed(folder, '--format=pax'))).toMatchObject({ files: [{ path: name }] });
  });
});

describe('an archive that is refused as a whole', () => {
  const good = tarOf([file('ab/cd.txt')]);

  it.each([
    ['../../etc/passwd', /leaves its folder/],
    ['/etc/passwd', /leaves its folder/],
    ['ab//cd', /leaves its folder/],
    ['ab/./cd', /leaves its folder/],
    ['ab\\..\\cd', /leaves its folder/],
    ['ab\u0001', /leaves its folder/],
  ])('for the path %j', (path, says) => {
    // The folder's header comes first: it is given a path of which nothing is left to read behind it.
    const flat = tarOf([file('x'.repeat(path.length))]);
    expect(why(untar(changed(flat, 0, path)))).toMatch(says);
  });

  it.each([
    ['a link', '2'],
    ['a hard link', '1'],
    ['a device', '3'],
    ['a pipe', '6'],
    ["GNU's long name", 'L'],
  ])('for %s', (_, type) => {
    expect(why(untar(changed(tarOf([file('x')]), 156, type)))).toContain('x is no plain file');
  });

  it('for a file without a name', () => {
    expect(why(untar(changed(tarOf([file('x')]), 0, '.')))).toBe('a file in it has no name');
  });

  it('for a real link of tar', () => {
    const folder = temporaryFolder();
    symlinkSync('/etc/passwd', join(folder, 'link'));
    expect(why(untar(packed(folder)))).toContain('link is no plain file');
  });

  it('for a path in a header of pax that leaves the folder', () => {
    const record = new TextEncoder().encode('20 path=../../evil\n\n');
    const archive = tarOf([{ path: 'h', bytes: record, executable: false }, file('x')]);
    expect(why(untar(changed(archive, 156, 'x')))).toContain('leaves its folder');
  });

  it.each([
    ['cut off', good.subarray(0, good.length - 1024), /ends in the middle/],
    ['with a file twice', tarOf([file('x'), file('x')]), /x is in it twice/],
    ['longer than itself', changed(tarOf([file('x')]), 124, '77777777777\0'), /longer than the archive/],
    [
      'with a size that is no number',
      changed(tarOf([file('x')]), 124, '-1         \0'),
      /no header of a file/,
    ],
    ['with a wrong check sum', Uint8Array.from(good, (byte, at) => (at === 3 ? 88 : byte)), /no header/],
    ['of something else', new Uint8Array(2048).fill(65), /no header/],
    ['of nothing', new Uint8Array(0), /ends in the middle/],
  ])('%s', (_, archive, says) => {
    expect(why(untar(archive))).toMatch(says);
  });

  it('never with an exception, and never with a path that leaves the folder or more bytes than there are', () => {
    const archive = tarOf([file('ab/cd.txt', 'hello'), file('ab/ef.txt', 'y'.repeat(600)), file('z')]);
    const edit = fc.tuple(
      fc.nat(archive.length - 1),
      fc.constantFrom(0, 0x2e, 0x2f, 0x30, 0x35, 0x37, 0x78, 255),
    );
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.nat(archive.length),
        fc.boolean(),
        (edits, cut, mend) => {
          const broken = Uint8Array.from(archive);
          for (const [at, byte] of edits) broken[at] = byte;
          const read = untar((mend ? changed(broken, 0, '') : broken).subarray(0, cut));
          if (read.kind === 'refused') return;
          for (const { path } of read.files) expect(`/${path}/`).not.toMatch(/\/\.{0,2}\/|\\/);
          const bytes = read.files.reduce((sum, one) => sum + one.bytes.length, 0);
          expect(bytes).toBeLessThanOrEqual(archive.length);
        },
      ),
      { numRuns: 2000, seed: 9 },
    );
  });
});
