import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { captureTree } from '../../../src/node/trees';
import { temporaryFolder } from '../../support/temporaryFolder';

/** Tells every file that it was given, with what is in it. */
const SHOW = 'cd "$1" && find . -type f | sort | while read -r file; do echo "$file: $(cat "$file")"; done';
const ONLINE = 'sys/devices/system/cpu/online';
const NAME = 'vmpart-tree-';

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function pack(folder: string, ...args: readonly string[]): string {
  const tar = join(folder, 'tree.tar');
  execFileSync('tar', ['-c', '-P', '-f', tar, '-C', folder, ...args]);
  return tar;
}

/** Nothing that an unpacked tar leaves behind. */
async function leavingNothing<T>(work: () => Promise<T>): Promise<T> {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith(NAME));
  try {
    return await work();
  } finally {
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(NAME))).toEqual(before);
  }
}

describe('copied trees', () => {
  it('lie in a folder, or some folders down in a tar', async () => {
    const folder = temporaryFolder();
    put(folder, `a/b/${ONLINE}`, '0-3');
    expect(await captureTree(join(folder, 'a/b'), SHOW)).toBe(`./${ONLINE}: 0-3\n`);
    expect(await leavingNothing(() => captureTree(pack(folder, 'a'), SHOW))).toBe(`./${ONLINE}: 0-3\n`);
    expect(await captureTree(join(folder, `a/b/${ONLINE}`), SHOW)).toBeNull();
    expect(await captureTree(join(folder, 'gone'), SHOW)).toBeNull();
  });

  it('two in one place: neither is guessed', async () => {
    const folder = temporaryFolder();
    put(folder, `one/${ONLINE}`, '0');
    put(folder, `two/${ONLINE}`, '0');
    await expect(captureTree(folder, SHOW)).rejects.toThrow(/holds 2 trees of \/sys/);
  });

  it('hold no link that leads out, no pipe, and no folder that cannot be removed', async () => {
    const folder = temporaryFolder();
    put(folder, `t/${ONLINE}`, '0-3');
    put(folder, 'secret', 'secret');
    symlinkSync(join(folder, 'secret'), join(folder, 't/sys/absolute'));
    symlinkSync('../../secret', join(folder, 't/sys/relative'));
    symlinkSync('devices/system/cpu/online', join(folder, 't/sys/inside'));
    symlinkSync('..', join(folder, 't/sys/up'));
    spawnSync('mkfifo', [join(folder, 't/sys/pipe')]);
    put(folder, 't/locked/file', 'x');
    execFileSync('chmod', ['000', join(folder, 't/locked')]);
    const tar = pack(folder, 't');
    const list = 'cd "$1" && ls sys';
    expect(await leavingNothing(() => captureTree(tar, list))).toBe('devices\ninside\nup\n');
    execFileSync('chmod', ['700', join(folder, 't/locked')]);
  });

  it('write nothing outside: not by a path that leads up, not through a link', async () => {
    const folder = temporaryFolder();
    put(folder, `t/${ONLINE}`, '0-3');
    put(folder, 'payload', 'pwned');
    const up = pack(
      folder,
      '--transform=s#^payload#../../../../../../../../tmp/vmpart-pwned#',
      't',
      'payload',
    );
    await leavingNothing(() => expect(captureTree(up, SHOW)).rejects.toThrow(/cannot be unpacked: .*\.\./));
    expect(existsSync('/tmp/vmpart-pwned')).toBe(false);

    const target = join(folder, 'target');
    mkdirSync(target);
    symlinkSync(target, join(folder, 'link'));
    const through = pack(folder, 't', 'link', '--transform=s#^payload#link/pwned#', 'payload');
    await leavingNothing(() => captureTree(through, SHOW).catch(() => null));
    expect(readdirSync(target)).toEqual([]);
  });

  it('a script that fails, and one that is called off: nothing stays', async () => {
    const folder = temporaryFolder();
    put(folder, `t/${ONLINE}`, '0-3');
    const tar = pack(folder, 't');
    await leavingNothing(() =>
      expect(captureTree(tar, 'echo no >&2; exit 3')).rejects.toThrow(/could not be read: no$/),
    );
    const gone = AbortSignal.timeout(300);
    await leavingNothing(() => expect(captureTree(tar, 'exec sleep 30', gone)).rejects.toThrow());
  });

  it('leave the tar as it was', async () => {
    const folder = temporaryFolder();
    put(folder, `t/${ONLINE}`, '0');
    const tar = pack(folder, 't');
    const before = readFileSync(tar);
    await captureTree(tar, SHOW);
    expect(readFileSync(tar).equals(before)).toBe(true);
  });
});
