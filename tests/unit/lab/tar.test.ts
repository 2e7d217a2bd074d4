import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tarOf } from '../../../src/lab/tar';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('the archive of a bundle', () => {
  it('is unpacked by tar with the same bytes and modes', () => {
    const folder = temporaryFolder();
    const long = `${'a'.repeat(90)}/${'b'.repeat(90)}.txt`;
    const files = [
      { path: 'run.sh', bytes: Buffer.from('#!/bin/sh\n'), executable: true },
      { path: long, bytes: new Uint8Array(0), executable: false },
      { path: 'bin/helper', bytes: new Uint8Array(1025).fill(7), executable: false },
    ];
    const result = spawnSync('tar', ['-xf', '-', '-C', folder], { input: tarOf(files) });
    expect(result.stderr.toString()).toBe('');
    for (const { path, bytes, executable } of files) {
      expect(Buffer.compare(readFileSync(join(folder, path)), Buffer.from(bytes))).toBe(0);
      expect((statSync(join(folder, path)).mode & 0o100) !== 0).toBe(executable);
    }
  });

  it('refuses paths that leave the folder or cannot be named', () => {
    const one =
      (path: string): (() => Uint8Array) =>
      () =>
        tarOf([{ path, bytes: new Uint8Array(0), executable: false }]);
    expect(one('../x')).toThrow(RangeError);
    expect(one('/etc/x')).toThrow(RangeError);
    expect(one('x'.repeat(300))).toThrow(RangeError);
  });
});
