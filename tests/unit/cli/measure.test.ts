import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Measured } from '../../../src/lab/lab';
import { temporaryFolder } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

const CAPTURED = join(import.meta.dirname, '../programs/captured');
const NPB = ` NAS Parallel Benchmarks 3.4 -- CG Benchmark

 CG Benchmark Completed.
 Class           =                        S
 Size            =                     1400
 Iterations      =                       15
 Time in seconds =                     0.25
 Total processes =                        4
 Mop/s total     =                   266.72
 Verification    =               SUCCESSFUL
 Version         =                      3.4
`;

async function measured(name: string, ...more: readonly string[]): Promise<Measured> {
  const { code, stdout } = await vmpart(['measure', name, '--json', ...more], CAPTURED);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Measured;
}

describe('vmpart measure', () => {
  it('knows what real programs printed', async () => {
    expect((await measured('hpcc-2-ranks-n256.txt')).format).toBe('hpcc');
    expect((await measured('netpipe-openmpi-screen.txt')).format).toBe('netpipe');
    expect((await measured('netpipe-openmpi-table.txt', '--format', 'netpipe')).format).toBe('netpipe');
  });

  it('gives every metric a number and a unit', async () => {
    const { metrics } = await measured('hpcc-2-ranks-n256.txt');
    const values = Object.values(metrics.values);
    expect(values.length).toBeGreaterThan(5);
    for (const { value, unit } of values) {
      expect(Number.isFinite(value)).toBe(true);
      expect(unit).toBeTypeOf('string');
    }
    const { stdout } = await vmpart(['measure', 'hpcc-2-ranks-n256.txt'], CAPTURED);
    for (const name of Object.keys(metrics.values)) expect(stdout).toContain(`${name}: `);
  });

  it('ends with 1 when the program found its own result wrong', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'good.txt'), NPB);
    writeFileSync(join(folder, 'bad.txt'), NPB.replace('SUCCESSFUL', 'UNSUCCESSFUL'));
    const good = await vmpart(['measure', 'good.txt'], folder);
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('time: 0.25 s\n')]);
    expect(good.stdout).toContain('verified: yes\n');
    const bad = await vmpart(['measure', 'bad.txt'], folder);
    expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining('verified: no\n')]);
  });

  it.each([
    [['gone.txt'], /There is no file \S+gone\.txt\. Look at the path/],
    [['folder'], /folder is a folder, not a file/],
    [['notes.txt'], /No reader knows the output in \S+notes\.txt\. Name the format with --format/],
    [['notes.txt', '--format', 'npb'], /notes\.txt is no output of npb\. Name the format/],
  ])('%j: exit code 2, place and remedy', async (words, says) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    const { code, stdout, stderr } = await vmpart(['measure', ...words], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });
});
