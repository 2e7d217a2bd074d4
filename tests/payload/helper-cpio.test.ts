import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder, helper, isRoot, run } from './helper';

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly owner: string;
  readonly time: number;
  readonly device: string;
  readonly data: string;
}

/** Reads the newc format: 13 fields of 8 hexadecimal digits behind the magic, name and data padded to 4 bytes. */
function entries(archive: Buffer): readonly Entry[] {
  const found: Entry[] = [];
  for (let at = 0; ;) {
    const header = archive.toString('latin1', at, at + 110);
    expect(header.slice(0, 6)).toBe('070701');
    const field = (index: number): number => Number.parseInt(header.slice(6 + 8 * index, 14 + 8 * index), 16);
    const name = archive.toString('utf8', at + 110, at + 110 + field(11) - 1);
    const data = (at + 110 + field(11) + 3) & ~3;
    if (name === 'TRAILER!!!') return found;
    found.push({
      name,
      mode: field(1),
      owner: `${field(2)}:${field(3)}`,
      time: field(5),
      device: `${field(9)}:${field(10)}`,
      data: archive.toString('latin1', data, data + field(6)),
    });
    at = (data + field(6) + 3) & ~3;
  }
}

function archive(folder: string): Buffer {
  const result = spawnSync(helper, ['cpio', folder], {
    env: { ASAN_OPTIONS: 'detect_leaks=0' },
    maxBuffer: 1e8,
  });
  expect(result.stderr.toString()).toBe('');
  expect(result.status).toBe(0);
  return result.stdout;
}

function tree(): string {
  const folder = freshFolder();
  mkdirSync(join(folder, 'vmpart/guest'), { recursive: true });
  writeFileSync(join(folder, 'vmpart/guest/start.sh'), 'echo started\n');
  chmodSync(join(folder, 'vmpart/guest/start.sh'), 0o750);
  writeFileSync(join(folder, 'vmpart/empty'), '');
  writeFileSync(join(folder, 'vmpart/a b\nü'), '123');
  symlinkSync('guest/start.sh', join(folder, 'vmpart/link'));
  symlinkSync('/nowhere', join(folder, 'broken'));
  writeFileSync(join(folder, 'init'), Buffer.alloc(100_001, 'i'));
  return folder;
}

describe('cpio', () => {
  test('holds folders, files, links and the two devices, sorted, of root and without times', () => {
    const found = entries(archive(tree()));
    expect(found.map((entry) => entry.name)).toEqual([
      'dev',
      'dev/console',
      'dev/null',
      'broken',
      'init',
      'vmpart',
      'vmpart/a b\nü',
      'vmpart/empty',
      'vmpart/guest',
      'vmpart/guest/start.sh',
      'vmpart/link',
    ]);
    expect(found.every((entry) => entry.owner === '0:0' && entry.time === 0)).toBe(true);
    const of = (name: string): Entry | undefined => found.find((entry) => entry.name === name);
    expect(of('dev/console')).toMatchObject({ mode: 0o20600, device: '5:1' });
    expect(of('dev/null')).toMatchObject({ mode: 0o20666, device: '1:3' });
    expect(of('vmpart/guest/start.sh')).toMatchObject({ mode: 0o100750, data: 'echo started\n' });
    expect(of('vmpart/link')).toMatchObject({ mode: 0o120777, data: 'guest/start.sh' });
    expect(of('init')?.data).toHaveLength(100_001);
  });

  test('is the same for the same contents, and a multiple of 512 bytes', () => {
    const [one, other] = [tree(), tree()];
    utimesSync(join(other, 'init'), 1, 1);
    const first = archive(one);
    expect(first.equals(archive(other))).toBe(true);
    expect(first.length % 512).toBe(0);
  });

  test('devices that are in the folder already come once, in their place', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'dev/sub'), { recursive: true });
    writeFileSync(join(folder, 'dev/null'), 'a file');
    mkdirSync(join(folder, 'bin'));
    const names = entries(archive(folder)).map((entry) => entry.name);
    expect(names).toEqual(['bin', 'dev', 'dev/console', 'dev/null', 'dev/sub']);
  });

  test.runIf(isRoot && spawnSync('cpio', ['--version']).status === 0)('is unpacked by cpio', () => {
    const folder = tree();
    const out = freshFolder();
    const unpacked = spawnSync('cpio', ['-idm', '--no-absolute-filenames', '--quiet'], {
      cwd: out,
      input: archive(folder),
    });
    expect(unpacked.stderr.toString()).toBe('');
    expect(readdirSync(out).sort()).toEqual(['broken', 'dev', 'init', 'vmpart']);
    expect(readFileSync(join(out, 'vmpart/a b\nü'), 'utf8')).toBe('123');
    expect(readlinkSync(join(out, 'broken'))).toBe('/nowhere');
    expect(lstatSync(join(out, 'dev/null')).isCharacterDevice()).toBe(true);
  });

  test('refuses what it cannot hold, and says where', () => {
    const folder = tree();
    spawnSync('mkfifo', [join(folder, 'vmpart/fifo')]);
    const result = run(['cpio', folder]);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain(`${folder}/vmpart/fifo is no folder, file or link`);
    expect(run(['cpio', join(folder, 'none')]).stderr).toContain('cannot open the folder');
    expect(run(['cpio']).status).toBe(2);
  });
});
