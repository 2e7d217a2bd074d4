import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder';
import { preparedAttempt } from './preparedAttempt';
import { vmpart } from './runMain';

const NAME = 'x.vmexperiment.json';

async function planOn(folder: string, host: string): Promise<string> {
  return (await vmpart(['plan', NAME, '--host', host], folder)).stdout;
}

describe('the duration that a plan tells', () => {
  it('is that of earlier attempts on the same host; what they did not measure counts by its limit', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    const journal = join(folder, 'x.vmresults', attempt, 'journal.jsonl');
    const [wall] = /"wallSeconds":[0-9.]+/.exec(readFileSync(journal, 'utf8')) ?? [''];
    const seconds = Number(wall.split(':')[1]);
    // Two blocks, each natively and in VMs; nothing tells how long these booted: 5 min by default.
    const { stdout } = await vmpart(['plan', NAME, '--host', 'local', '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({
      estimate: { seconds: 4 * seconds + 2 * 300, unmeasured: 2, longestSeconds: 4 * 3600 + 2 * 300 },
    });
    expect(await planOn(folder, 'local')).toMatch(
      /at most 10 min \d+ s \(2 runs or boots were never measured/,
    );
    expect(await planOn(folder, 'local')).toMatch(/^output of programs: about \d+ B \(8 B a run so far\)$/m);
    expect(await planOn(folder, 'rehearsal')).toMatch(/duration unknown/);
  });

  it('passes over attempts that cannot be read', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    writeFileSync(join(folder, 'x.vmresults', attempt, 'plan.json'), '{');
    expect(await planOn(folder, 'local')).toMatch(/duration unknown/);
  });
});
