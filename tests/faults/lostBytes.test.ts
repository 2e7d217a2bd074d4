import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/core/experiment/random';
import { temporaryFolder } from '../support/temporaryFolder';
import { loseBytes } from './standIn/lostBytes';

it('a power cut takes output that no line of the journal counts on, and no other', () => {
  const directory = temporaryFolder();
  const attempt = join(directory, 'attempts/a1');
  mkdirSync(join(attempt, 'raw'), { recursive: true });
  const size = (name: string): number => statSync(join(attempt, 'raw', name)).size;
  const lines = [
    { event: 'facts', file: 'raw/facts-before.txt' },
    { event: 'run_end', raw: { file: 'raw/s0001.txt', offset: 0, bytes: 300 } },
    { event: 'run_end', raw: { file: 'raw/s0001.txt', offset: 300, bytes: 100 } },
  ].map((line) => JSON.stringify(line));
  writeFileSync(join(attempt, 'journal.jsonl'), `${lines.join('\n')}\n{"event":"run_e`);
  for (let seed = 0; seed < 50; seed++) {
    for (const name of ['facts-before', 's0001', 's0002']) {
      writeFileSync(join(attempt, `raw/${name}.txt`), 'x'.repeat(1000));
    }
    loseBytes(directory, seededRandom(seed));
    expect(size('facts-before.txt')).toBe(1000);
    expect(size('s0001.txt')).toBeGreaterThanOrEqual(400);
    expect(size('s0001.txt') + size('s0002.txt')).toBeLessThan(2000);
  }
});
