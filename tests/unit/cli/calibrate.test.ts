import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asCalibrationDocument } from '../../../src/core/schema/calibration';
import type { Results } from '../../../src/core/analysis/results';
import type { MadeCalibration } from '../../../src/lab/calibrate';
import { temporaryFolder } from '../../support/temporaryFolder';
import { EXPERIMENT, preparedAttempt } from './preparedAttempt';
import { vmpart } from './runMain';

const EP = `{
  "version": 1,
  "layouts": [{ "name": "wide", "layout": {
    "version": 1, "machine": "barcelona-2x4",
    "vms": [{ "name": "vm0", "pus": "0-7", "memory": "4GiB", "policy": "firstTouch" }],
    "accept": { "NUM01": "what is asked here", "CPU09": "natively every core computes too" }
  } }],
  "workloads": [{
    "suite": "npb", "programs": ["ep"], "class": "B", "directory": "/opt/npb/bin", "launcher": "mpi", "mpi": "openmpi"
  }],
  "phases": ["cold"],
  "replicates": 2,
  "order": "fixed",
  "seed": 1,
  "accept": { "CPU09": "natively every core computes too", "EXP01": "few", "NUM01": "what is asked here" }
}
`;

/** EP takes so many seconds, as NPB prints it. */
const ep = (layout: string): string => ` EP Benchmark Completed.
 Class           =                        B
 Time in seconds =                    ${layout === 'native' ? 60 : 62}
 Mop/s total     =                   100.00
 Operation type  = Random numbers generated
 Verification    =               SUCCESSFUL
`;

const FILE = 'x.vmresults/calibration.json';

describe('vmpart calibrate', () => {
  it('prints what changes and writes it beside the attempts', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder, EP, 'measured', ep);
    const { code, stdout, stderr } = await vmpart(['calibrate', 'x.vmexperiment.json'], folder);
    expect(stderr).toContain('wrote ');
    expect(code).toBe(0);
    expect(stdout).toContain(`the model beside ${attempt}: 2 cells`);
    expect(stdout).toMatch(/computing with data in caches +\d\.\d\d +\d\.\d\d to \d\.\d\d +2/);
    expect(stdout).toMatch(
      /messages and barriers, on all paths alike +1\.00 +0\.50 to 2\.00 +0, as believed before/,
    );
    expect(stdout).toMatch(/times are off by, median: \d+\.\d % before, \d\.\d % after/);
    const document = asCalibrationDocument(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
    expect(document).toMatchObject({ version: 1, machine: 'barcelona-2x4', from: [attempt], cells: 2 });
    const asJson = await vmpart(['calibrate', 'x.vmexperiment.json', '--json'], folder);
    const made = JSON.parse(asJson.stdout) as MadeCalibration;
    expect(made.document).toEqual(document);
    expect(made.cells.map(({ layout, seconds }) => [layout, seconds])).toEqual([
      ['native', 60],
      ['wide', 62],
    ]);
    for (const { seconds, before, after } of made.cells)
      expect(Math.abs(Math.log(after / seconds))).toBeLessThan(Math.abs(Math.log(before / seconds)));
  });

  it('is what predictions go by that ask for it, and say so', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder, EP, 'measured', ep);
    const predicted = async (...words: string[]): Promise<Results> => {
      const { code, stdout, stderr } = await vmpart(
        ['predict', 'x.vmexperiment.json', ...words, '--json'],
        folder,
      );
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as Results;
    };
    const native = ({ cells }: Results): number =>
      cells.find(({ layout }) => layout === 'native')?.medianSeconds ?? NaN;
    const before = await vmpart(['predict', 'x.vmexperiment.json', '--calibrated'], folder);
    expect([before.code, before.stderr]).toEqual([2, expect.stringContaining('There is no calibration')]);

    await vmpart(['calibrate', 'x.vmexperiment.json'], folder);
    const [plain, calibrated] = [await predicted(), await predicted('--calibrated')];
    const off = (results: Results): number => Math.abs(Math.log(native(results) / 60));
    expect(off(calibrated)).toBeLessThan(0.5 * off(plain));
    expect(calibrated.sequential).toContain(`the host is calibrated from ${attempt}`);
    expect(plain.sequential).not.toContain('calibrated');
    const other = await predicted('--calibration', FILE);
    expect(native(other)).toBe(native(calibrated));
  });

  it.each([
    ['rehearsed', 'its times are those of an emulated machine and mean nothing'],
    ['predicted', 'the model cannot be held against itself'],
  ])('refuses an attempt that was %s, and writes nothing', async (origin, why) => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder, EP, origin, ep);
    for (const words of [[], ['--attempt', `x.vmresults/${attempt}`]]) {
      const { code, stderr } = await vmpart(['calibrate', 'x.vmexperiment.json', ...words], folder);
      expect(code).toBe(1);
      expect(stderr).toContain(why);
    }
    expect(existsSync(join(folder, FILE))).toBe(false);
  });

  it('says what it cannot use, and why', async () => {
    const folder = temporaryFolder();
    await preparedAttempt(folder, EXPERIMENT);
    const { code, stderr } = await vmpart(['calibrate', 'x.vmexperiment.json'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('of stencil, the model knows nothing of this program');
  });
});
