import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../src/node/files';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmpart-files-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('files', () => {
  it('tells a missing file from an unreadable one', async () => {
    expect(await nodeFiles.readText(at('none'))).toBeNull();
    expect(await nodeFiles.size(at('none'))).toBeNull();
    expect(await nodeFiles.list(at('none'))).toEqual([]);
    await expect(nodeFiles.readText(folder)).rejects.toThrow();
  });

  it('replaces a text at once, keeps mode and link, leaves nothing beside it', async () => {
    await nodeFiles.writeText(at('a'), 'one');
    chmodSync(at('a'), 0o640);
    symlinkSync(at('a'), at('link'));
    await nodeFiles.writeText(at('link'), 'two — zwei');
    expect(readFileSync(at('a'), 'utf8')).toBe('two — zwei');
    expect(statSync(at('a')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['a', 'link']);
  });

  it('puts bytes where they belong, and leaves what lies behind them', async () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    await nodeFiles.writeAt(at('a'), 0, bytes('0123'));
    await nodeFiles.writeAt(at('a'), 4, bytes('4567'));
    await nodeFiles.writeAt(at('a'), 2, bytes('23'));
    expect(readFileSync(at('a'), 'utf8')).toBe('01234567');
    await expect(nodeFiles.writeAt(at('none/a'), 0, bytes('x'))).rejects.toThrow();
  });

  it('never shows half a text to a reader', async () => {
    const texts = ['a'.repeat(300_000), 'b'.repeat(300_000)];
    await nodeFiles.writeText(at('a'), texts[0] ?? '');
    const writes = (async () => {
      for (let i = 0; i < 20; i++) await nodeFiles.writeText(at('a'), texts[i % 2] ?? '');
    })();
    for (let i = 0; i < 60; i++) expect(texts).toContain(await nodeFiles.readText(at('a')));
    await writes;
  });

  it('leaves the old text when the new one cannot be written', async () => {
    await nodeFiles.makeFolder(at('x/y'));
    await expect(nodeFiles.writeText(at('x'), 'text')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['x']);
  });

  it('reads a part, and less where the file ends', async () => {
    await nodeFiles.writeAt(at('a'), 0, Buffer.from('0123'));
    await nodeFiles.writeAt(at('a'), 4, Buffer.from('456789'));
    expect(Buffer.from(await nodeFiles.readBytes(at('a'), 3, 4)).toString()).toBe('3456');
    expect(Buffer.from(await nodeFiles.readBytes(at('a'), 8, 100)).toString()).toBe('89');
    expect(await nodeFiles.readBytes(at('a'), 50, 10)).toHaveLength(0);
  });

  it('writes bytes below new folders with their mode', async () => {
    await nodeFiles.writeBytes(at('d/e/run'), new Uint8Array([1, 2]), true);
    expect(statSync(at('d/e/run')).mode & 0o777).toBe(0o755);
    expect(await nodeFiles.list(at('d/e'))).toEqual(['run']);
  });
});
