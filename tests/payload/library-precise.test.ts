import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/core/experiment/schedule';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState } from '../../src/core/journal/state';
import { run as runHelper, until } from './helper';
import {
  type Attempt,
  eventsOf,
  executions,
  insideOf,
  makeAttempt,
  runAttempt,
  startAttempt,
  values,
} from './libraryBundle';

// Stopping at a precision without guests: the stand-in for a layout is a second native program, of which the bundle says
// that it is compared with the first.

/** `w1` and its stand-in `w2`, in each of at most six blocks. */
const sessions: readonly Session[] = Array.from({ length: 6 }, (_, block) =>
  ['w1', 'w2'].map((workload, index) => ({
    ...{ id: `s${block}${index}`, block, layout: 'native', levels: {} },
    runs: [{ id: `r${block}${index}`, workload, phase: 'cold' as const, history: 0 }],
  })),
).flat();

const calls = (width: number): readonly string[] => [
  `stop_when_precise ${width} 3`,
  ...sessions.flatMap(({ id, block, runs }, index) => [
    `session_begin ${id} ${block} native`,
    ...runs.map((one) => `run_program ${id} ${one.id} ${one.workload} cold 60`),
    `session_end ${id}`,
    ...(index % 2 === 1 ? [`block_end ${block}`] : []),
  ]),
];

const comparisons = [
  'compare 1 0',
  ...sessions.flatMap(({ block, runs }) =>
    runs.map(({ id, workload }) => `run ${id} ${block} ${workload === 'w1' ? 0 : 1}`),
  ),
  '',
].join('\n');

const ran = 'echo run >>"$VMPART_HOME/executed"\n';
/** The stand-in takes about as long each time, or a tenth and half a second by turns. */
const steady = `${ran}sleep 0.2\n`;
const uneven = `${ran}if [ "$(($(wc -l <"$VMPART_HOME/executed") / 2 % 2))" = 1 ]; then sleep 0.6; else sleep 0.1; fi\n`;

/** Wide enough for times of a machine that does other work. */
const WIDE = 50;

function attemptWith(width: number, program: string): Attempt {
  const files = { comparisons, 'programs/w2/native.sh': program };
  return makeAttempt({ calls: calls(width), program: steady, files });
}

function stateOf({ folder }: Attempt): AttemptState {
  const { state } = readJournal(readFileSync(join(folder, 'journal.jsonl'), 'utf8'));
  expect(state.badLines).toBe(0);
  return state;
}

describe('an attempt that stops when it is precise', () => {
  it('ends after the minimum where times are steady, and does not begin again', async () => {
    const attempt = attemptWith(WIDE, steady);
    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(6);
    expect(eventsOf(attempt, 'precise')).toMatchObject([{ block: 2, blocks: 3, session: null }]);
    expect(stateOf(attempt)).toMatchObject({ state: 'finished', why: 'precise enough after 3 blocks' });
    expect(stateOf(attempt).precise?.width).toBeLessThan(WIDE);

    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(6);
    expect(eventsOf(attempt, 'precise')).toHaveLength(1);
    expect(stateOf(attempt)).toMatchObject({ state: 'finished', why: 'precise enough after 3 blocks' });
    expect(stateOf(attempt).precise).toMatchObject({ block: 2, blocks: 3 });
  });

  it('goes to the maximum where they are not', async () => {
    const attempt = attemptWith(0.04, uneven);
    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(12);
    expect(eventsOf(attempt, 'precise')).toEqual([]);
    expect(stateOf(attempt)).toMatchObject({ state: 'finished', why: null, precise: null });
    expect(values(eventsOf(attempt, 'block_end'), 'block')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is told to clients with the range, then with what it came to', async () => {
    const attempt = attemptWith(WIDE, steady);
    const told = (): object => {
      const { stdout } = runHelper(['attempts', join(attempt.base, 'attempts')]);
      return JSON.parse(stdout) as object;
    };
    expect(await runAttempt(attempt, ['--blocks', '1'])).toBe(6);
    expect(told()).toMatchObject({ state: 'partial', blocks: { ended: 1, planned: 6, least: 3 } });
    expect(await runAttempt(attempt)).toBe(0);
    expect(told()).toMatchObject({
      ...{ state: 'finished', runs: { ended: 6, planned: 6 } },
      blocks: { ended: 3, planned: 3 },
    });
  });

  it('looks once more after a kill between the end of a block and the look', async () => {
    const attempt = attemptWith(WIDE, steady);
    expect(await runAttempt(attempt, ['--blocks', '2'])).toBe(6);
    // The third block as a power cut left it: all ended, nothing decided.
    for (const index of [0, 1]) {
      const [session, id] = [`s2${index}`, `r2${index}`];
      const line = (name: string, ...more: readonly string[]): void => {
        const path = join(attempt.folder, 'journal.jsonl');
        expect(runHelper(['event', path, name, 'block:=2', `session=${session}`, ...more]).status).toBe(0);
      };
      line('session_begin', 'layout=native', 'vms:=[]');
      const own = [`run=${id}`, `workload=w${index + 1}`, 'phase=cold'];
      const raw = `raw:={"file":"raw/${session}.txt","offset":0,"bytes":0}`;
      line('run_end', ...own, 'state=ok', 'exit:=0', 'wallSeconds:=0.2', raw);
      line('session_end', 'state=ok');
    }
    const end = ['event', join(attempt.folder, 'journal.jsonl'), 'block_end', 'block:=2', 'session:=null'];
    expect(runHelper(end).status).toBe(0);
    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(4);
    expect(stateOf(attempt)).toMatchObject({ state: 'finished', precise: { block: 2, blocks: 3 } });
  });

  it('is killed in its second block, and decides as if nothing had been', async () => {
    const program = `${ran}if [ "$(wc -l <"$VMPART_HOME/executed")" = 4 ]; then sleep 300; fi; sleep 0.2\n`;
    const attempt = attemptWith(WIDE, program);
    const running = startAttempt(attempt);
    await until('the second block has begun', () => executions(attempt) === 4);
    process.kill(insideOf(attempt), 'SIGKILL');
    expect((await running.ended).code).toBe(4);
    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(7);
    expect(stateOf(attempt)).toMatchObject({ state: 'finished', precise: { block: 2, blocks: 3 } });
    expect(stateOf(attempt).runs).toHaveLength(6);
  });

  it('keeps what was decided when failed runs are run again, and leaves the rest out', async () => {
    const failing = `${ran}sleep 0.2; if [ "$(wc -l <"$VMPART_HOME/executed")" = 2 ]; then exit 3; fi\n`;
    const attempt = attemptWith(WIDE, failing);
    expect(await runAttempt(attempt)).toBe(0);
    // The failed run does not count: the minimum of blocks with both is reached one block later.
    expect(stateOf(attempt).precise).toMatchObject({ block: 3, blocks: 4 });
    expect(await runAttempt(attempt, ['--failed'])).toBe(0);
    expect(executions(attempt)).toBe(9);
    expect(stateOf(attempt)).toMatchObject({ state: 'finished', precise: { block: 3, blocks: 4 } });
  });

  it('says that runs before are open, and not that all is finished', () => {
    const script = `STOP=precise PRECISE_OPEN=$2 WHY='precise enough after 4 blocks'; . "$1"; precise_end; echo "$STOP $WHY"`;
    const verdict = (open: number): string => {
      const path = join(import.meta.dirname, '../../src/payload/lib/precise.sh');
      return spawnSync('sh', ['-euc', script, 'sh', path, String(open)], { encoding: 'utf8' }).stdout;
    };
    expect(verdict(0)).toBe('finished precise enough after 4 blocks\n');
    expect(verdict(2)).toBe(
      'failed precise enough after 4 blocks, but 2 runs are open because their sessions failed; --resume tries them again\n',
    );
  });
});
