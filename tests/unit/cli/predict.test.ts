import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../../src/core/analysis/results';
import { parseJournalEvent } from '../../../src/core/schema/validate';
import { temporaryFolder } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

function folderWith(name: string): string {
  const folder = temporaryFolder();
  cpSync(join(EXAMPLES, name), folder, { recursive: true });
  return folder;
}

describe('vmpart predict', () => {
  it('prints the results of an attempt that lies beside the experiment, marked as predicted', async () => {
    const folder = folderWith('figure-10');
    const told = await vmpart(['predict', 'figure-10.vmexperiment.json'], folder);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toContain('predicted by the model, not measured');
    const [attempt = ''] = readdirSync(join(folder, 'figure-10.vmresults'));
    const journal = readFileSync(join(folder, 'figure-10.vmresults', attempt, 'journal.jsonl'), 'utf8');
    const events = journal.trimEnd().split('\n').map(parseJournalEvent);
    expect(events.filter((event) => event?.origin !== 'predicted')).toEqual([]);
  });
});
