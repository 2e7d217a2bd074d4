import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../../src/core/analysis/results';
import type { PlanDocument } from '../../../src/core/plan/planDocument';
import { parseJournalEvent } from '../../../src/core/schema/journalEvent';
import { temporaryFolder } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

function folderWith(name: string): string {
  const folder = temporaryFolder();
  cpSync(join(EXAMPLES, name), folder, { recursive: true });
  return folder;
}

/** The only attempt at an experiment. */
function attemptIn(folder: string, name: string): string {
  const results = join(folder, `${name}.vmresults`);
  return join(results, readdirSync(results)[0] ?? '');
}

describe('vmpart predict', () => {
  it('prints the results of an attempt that lies beside the experiment, marked as predicted', async () => {
    const folder = folderWith('figure-10');
    const told = await vmpart(['predict', 'figure-10.vmexperiment.json', '--blocks', '2'], folder);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toContain('2 of 10 blocks, preliminary  (predicted by the model, not measured)');
    expect(told.stdout).toContain('more blocks make them no narrower');
    expect(told.stdout).toMatch(/vms-16, transport=shared +cg\.C +warm/);
    expect(told.stdout).toMatch(/warning: sessions: each program is predicted as if/);
    const journal = readFileSync(join(attemptIn(folder, 'figure-10'), 'journal.jsonl'), 'utf8');
    const events = journal.trimEnd().split('\n').map(parseJournalEvent);
    expect(events.filter((event) => event?.origin !== 'predicted')).toEqual([]);
    const shown = await vmpart(['results', 'figure-10.vmexperiment.json'], folder);
    expect(shown.stdout).toBe(told.stdout);
  });

  it('is `run --host model` too, and prints results as JSON', async () => {
    const folder = folderWith('figure-3');
    const words = ['figure-3.vmexperiment.json', '--blocks', '1', '--json'];
    const one = await vmpart(['predict', ...words], folder);
    const other = await vmpart(['run', ...words, '--host', 'model'], folder);
    const [predicted, run] = [one, other].map(({ stdout }) => JSON.parse(stdout) as Results);
    expect(predicted).toMatchObject({ origin: 'predicted', blocks: { ended: 1 } });
    // Sessions have begun at another time.
    const numbers = (of: Results | undefined) => of?.cells.map((cell) => ({ ...cell, times: [] }));
    expect(numbers(run)).toEqual(numbers(predicted));
  });

  it("takes another machine in place of the layouts' own", async () => {
    const folder = folderWith('figure-3');
    const words = ['predict', 'figure-3.vmexperiment.json', '--blocks', '1', '--topology'];
    const told = await vmpart([...words, 'nowhere'], folder);
    expect([told.code, told.stdout]).toEqual([1, '']);
    expect(told.stderr).toContain('No built-in machine is named "nowhere"');
    expect((await vmpart([...words, 'tigerton-4x4'], folder)).code).toBe(0);
    const plan = readFileSync(join(attemptIn(folder, 'figure-3'), 'plan.json'), 'utf8');
    expect((JSON.parse(plan) as PlanDocument).layouts.map(({ machine }) => machine)).toEqual([
      'tigerton-4x4',
    ]);
  });

  it('says of a program that the model does not know which it is and what to do', async () => {
    const { code, stdout, stderr } = await vmpart(['predict', join(EXAMPLES, 'first-cut.vmexperiment.json')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /does not know what further threads of a rank of scalapack-lu do\. Give each rank one thread/,
    );
  });
});
