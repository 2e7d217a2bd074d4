import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { seededRandom } from '../../../src/core/experiment/random';
import { journalReader } from '../../../src/core/journal/reader';
import type { AttemptState } from '../../../src/core/journal/state';
import { journalOf, scheduleOf } from '../../payload/randomJournal';

vi.mock('vscode', () => import('../../support/fakeVscode'));
const { transcript } = await import('../../../src/runs/transcript');

const SCHEDULE = scheduleOf({ blocks: 3, layouts: 1, native: true, workloads: 2, runs: 2 });
const title = (id: string): string => id;

it('says the same of states that share objects as of states that share none', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, step) => {
      const lines = journalOf(SCHEDULE, seededRandom(seed), 1, 1).match(/[^\n]*\n/g) ?? [];
      const reader = journalReader();
      let before: AttemptState | null = null;
      let said = 0;
      for (let at = 0; at < lines.length; at += step) {
        reader.push(lines.slice(at, at + step).join(''));
        const after = reader.state();
        const shared = transcript(before, after, title);
        expect(shared).toEqual(transcript(structuredClone(before), structuredClone(after), title));
        said += shared.length;
        before = after;
      }
      expect(said).toBeGreaterThan(0);
    }),
    { numRuns: 40, seed: 8 },
  );
});
