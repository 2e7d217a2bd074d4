import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/experiment/random';
import { everything } from '../support/everything';
import { canBoot } from './localGuests';
import {
  attemptOf,
  file,
  hasRuntimes,
  type Job,
  printed,
  type Ran,
  ran,
  runOf,
  sharing,
} from './sharedGuests';
import { suiteEnvironment } from './sharedSuites';

// Jobs whose ranks or launchers are killed in guests of this machine, one right after the other in the same region: it is
// empty after each, and the next has it as if nothing had been.

/** How many, if another number is not asked for. */
const COUNT = Number(process.env['VMPART_SOAK_GUESTS'] ?? (everything ? 20 : 0));
const SEED = Number(process.env['VMPART_SOAK_SEED'] ?? 8);
const HOUR = 3_600_000;
const RUNTIMES = ['mpich', 'openmpi', 'openshmem'] as const;
/** Who is killed: one rank, all ranks of a VM, or what started them. */
const WHOM = ['rank', 'vm', 'launcher'] as const;
/** Of a rank's own time: while it starts, and after. */
const MOST_MILLISECONDS = 8000;
const RANKS = 4;
const base = mkdtempSync(join(tmpdir(), 'vmpart-shared-soak-'));

interface Struck extends Job {
  readonly title: string;
}

const random = seededRandom(SEED);
const struck: readonly Struck[] = Array.from({ length: COUNT }, (_, index) => {
  const runtime = RUNTIMES[index % RUNTIMES.length] ?? 'mpich';
  const whom = WHOM[(index + Math.floor(index / RUNTIMES.length)) % WHOM.length] ?? 'rank';
  const milliseconds = String(200 + random(MOST_MILLISECONDS));
  return {
    title: `${index + 1}: ${runtime}, ${whom} after ${milliseconds} ms`,
    ...{ runtime, program: [runtime === 'openshmem' ? 'shmem' : 'forever'], ranks: RANKS },
    environment: suiteEnvironment(20_000),
    wrapped: (command) => [file('struck'), whom, milliseconds, ...command],
  };
});

/** Jobs that nobody strikes, when all is over. */
const after: readonly Job[] = [
  { runtime: 'mpich', program: ['forever', '1'], ranks: RANKS },
  { runtime: 'openmpi', program: ['forever', '1'], ranks: RANKS },
];

/** Right after each run, what is in the region: a `problem` of the journal that is none. */
const STATE = `emit problem "what=$("$HELPER" region stat "$RUN_DIR/near.region" | grep -E '^(usedBytes|objects) ' | tr '\\n' ' ')" remedy=none`;
const withState = (text: string): string => text.replace(/^run_program .*$/gm, (line) => `${line}\n${STATE}`);

describe.skipIf(!canBoot || !hasRuntimes || COUNT === 0)(`${COUNT} jobs that are struck in guests`, () => {
  let all: Ran;
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('are run', { timeout: HOUR }, async () => {
    all = await ran(attemptOf(sharing(2, [...struck, ...after], 300), base, 'struck', withState));
    expect(all.code, all.said).toBe(0);
  });

  it.each(struck.map(({ title }, index) => ({ title, index })))('$title', ({ index }) => {
    const run = runOf(all, index);
    const said = printed(all, run);
    // A suite that was through before is one that ended well.
    expect(struck[index]?.runtime === 'openshmem' ? ['failed', 'ok'] : ['failed'], said).toContain(run.state);
    expect(all.state.problems[index]?.what, said).toBe('usedBytes 0 objects 0 ');
  });

  it('leave a region in which others run', () => {
    after.forEach((_, index) => {
      const run = runOf(all, struck.length + index);
      expect([run.state, run.marks], printed(all, run)).toEqual(['ok', []]);
    });
    expect(all.state.sessions.map(({ state, boots }) => [state, boots])).toEqual([['ok', 1]]);
    const ends = all.state.sessions[0]?.regions.filter(({ when }) => when === 'end') ?? [];
    expect(ends.map(({ leftBytes }) => leftBytes)).toEqual([0, 0]);
  });
});
