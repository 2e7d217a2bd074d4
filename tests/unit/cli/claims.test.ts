import { describe, expect, it } from 'vitest';
import { fittedClaims } from '../../../src/core/predict/claims/fitted';
import type { ScoredValue } from '../../../src/core/predict/claims/score';
import { vmpart } from './runMain';

const IDS = Array.from({ length: 29 }, (_, at) => `N${at + 1}`);

// All claims are predicted twice: 20 s each on a machine with nothing else to do.
describe('vmpart claims', { timeout: 300_000 }, () => {
  it('--json is a list in which every claim is, with what the paper states and the model says', async () => {
    const { code, stdout, stderr } = await vmpart(['claims', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const values = JSON.parse(stdout) as readonly ScoredValue[];
    expect([...new Set(values.map(({ id }) => id))]).toEqual(IDS);
    for (const value of values) {
      const { id, claim, section, statedLow, statedHigh, predicted, low, high, inside, fitted, why } = value;
      expect(fitted, id).toBe(fittedClaims.includes(id));
      expect([typeof claim, typeof section, typeof inside], id).toEqual(['string', 'string', 'boolean']);
      expect(statedLow, id).toBeLessThanOrEqual(statedHigh);
      expect(predicted === null, id).toBe(why !== null);
      expect([low === null, high === null], id).toEqual([predicted === null, predicted === null]);
      if (predicted === null) expect(inside, id).toBe(false);
    }
    const conditional = values.filter(({ condition }) => condition !== null).map(({ id }) => id);
    expect(new Set(conditional)).toEqual(new Set(['N10', 'N11', 'N14', 'N28']));
  });

  it('is a table of 80 columns with a summary for people', async () => {
    const { code, stdout, stderr } = await vmpart(['claims']);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const id of IDS) expect(stdout).toContain(`\n${id.padEnd(4)}`);
    expect(stdout).toMatch(/^held out: \d+ of 51 values inside, \d+ within intervals, \d+ not predicted$/m);
    expect(stdout).toMatch(/^fitted: \d+ of 36 values inside, \d+ within intervals, \d+ not predicted$/m);
    expect(stdout).toMatch(/^median error of held-out percentages: /m);
    expect(stdout).toMatch(/^orderings (right|wrong|not predicted): \d+$/m);
  });

  it('says which machine there is not', async () => {
    const { stdout } = await vmpart(['claims'], '/nowhere', { machinesFolder: '/nowhere/at/all' });
    expect(stdout).toContain('not predicted: there is no machine barcelona-4x4');
  });
});
