import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import { type Attempt, eventsOf, journalOf, makeAttempt, runAttempt, values } from './libraryBundle';
import { linesOf, session, STAND_INS } from './treatedSession';

// The frame around techniques, with stand-ins for VMs: what is done when, and what the journal says of it. What each
// technique does to real guests is in tests/host/techniques.local.test.ts.

const reclaims = (body: string): string => `technique_reclaim() { echo "reclaim $1" >>done; ${body}; }`;
const migrates = (body: string): string => `technique_migrate() { echo "migrate $1" >>done; ${body}; }`;
const COMPLETE = 'TECHNIQUE_COMPLETE=true';

const make = (functions: readonly string[], calls: readonly string[], program = 'true\n'): Attempt =>
  makeAttempt({ calls: [...STAND_INS, ...functions, ...calls], program });

/** What was done in its order, the two VMs of a technique by name: they are treated at once. */
function done(attempt: Attempt): readonly string[] {
  return linesOf(attempt, 'done').map((line, index, all) => {
    const other = all[index + 1] ?? '';
    const before = all[index - 1] ?? '';
    if (line.endsWith('vm2') && other === line.replace('vm2', 'vm1')) return other;
    return line.endsWith('vm1') && before === line.replace('vm1', 'vm2') ? before : line;
  });
}

function journalText(attempt: Attempt): string {
  return readFileSync(join(attempt.folder, 'journal.jsonl'), 'utf8');
}

const treated = (word: string): readonly string[] => [`${word} vm1`, `${word} vm2`];

describe('techniques', () => {
  it('are done before each run but the first, in their order, and in their session alone', async () => {
    const calls = [
      ...session('s0001', 'reclaim migrate', ['r0001', 'r0002', 'r0003']),
      ...session('s0002', '', ['r0004', 'r0005']),
    ];
    const attempt = make([reclaims(COMPLETE), migrates(COMPLETE)], calls);
    expect(await runAttempt(attempt)).toBe(0);
    const both = [...treated('reclaim'), ...treated('migrate')];
    expect(done(attempt)).toEqual([
      ...['run r0001 0', ...both, 'run r0002 1', ...both, 'run r0003 2', 'run r0004 0', 'run r0005 1'],
    ]);
    const events = eventsOf(attempt, 'technique');
    expect(events).toHaveLength(8);
    expect(events[0]).toMatchObject({
      ...{ session: 's0001', technique: 'reclaim', vm: 'vm1', complete: true },
      ...{ before: { 0: 8192, 1: 4096 }, after: { 0: 8192, 1: 4096 } },
    });
    expect(events.filter((line) => 'why' in line)).toEqual([]);
    expect(eventsOf(attempt, 'mark')).toEqual([]);
    const { state } = readJournal(journalText(attempt));
    expect(state.badLines).toBe(0);
    expect(state.runs.map(({ collected }) => collected.techniques.length)).toEqual([0, 4, 4, 0, 0]);
  });

  it('that are not complete mark the run that follows, and no other', async () => {
    const once = '[ "$RUN" = r0003 ] || [ "$1" = vm1 ] || return 0; TECHNIQUE_COMPLETE=true';
    const attempt = make(
      [reclaims(`TECHNIQUE_WHY="swap is full"; ${once}`)],
      session('s0001', 'reclaim', ['r0001', 'r0002', 'r0003']),
    );
    expect(await runAttempt(attempt)).toBe(0);
    const { state } = readJournal(journalText(attempt));
    const mark = 'reclaim of vm2 before this run was not complete: swap is full';
    expect(state.runs.map(({ run, marks }) => [run, marks])).toEqual([
      ['r0001', []],
      ['r0002', [mark]],
      ['r0003', []],
    ]);
    expect(values(eventsOf(attempt, 'technique'), 'why')).toEqual([
      undefined,
      'swap is full',
      undefined,
      undefined,
    ]);
  });

  it('that cannot be had are told once a session, and every run is marked', async () => {
    const lacks = 'TECHNIQUE_LACKS="no swap"; TECHNIQUE_REMEDY="Make some."';
    const calls = ['s0001', 's0002'].flatMap((id, at) =>
      session(
        id,
        'reclaim',
        [1, 2, 3].map((run) => `r000${3 * at + run}`),
      ),
    );
    const attempt = make([reclaims(lacks)], calls);
    expect(await runAttempt(attempt)).toBe(0);
    expect(eventsOf(attempt, 'missing')).toMatchObject([
      { session: 's0001', part: 'reclaim', what: 'no swap', remedy: 'Make some.' },
      { session: 's0002', part: 'reclaim' },
    ]);
    const { state } = readJournal(journalText(attempt));
    expect(state.runs.map(({ marks }) => marks.length)).toEqual([0, 2, 2, 0, 2, 2]);
    expect(state.runs[1]?.marks[0]).toContain('not complete: no swap');
  });

  it('that this version does not know are not complete', async () => {
    const attempt = make([], session('s0001', 'unheard', ['r0001', 'r0002']));
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'technique'), 'complete')).toEqual([false, false]);
    expect(eventsOf(attempt, 'mark')).toHaveLength(2);
  });

  it('in which a VM dies end the session, and the run stays open', async () => {
    const dies = '[ "$1" != vm2 ] || : >dead-vm2';
    const calls = [...session('s0001', 'reclaim', ['r0001', 'r0002']), ...session('s0002', '', ['r0003'])];
    const attempt = make([reclaims(dies)], calls);
    expect(await runAttempt(attempt)).toBe(4);
    expect(eventsOf(attempt, 'session_end')).toMatchObject([
      { session: 's0001', state: 'failed', why: 'vm2 died while reclaim was done before r0002' },
      { session: 's0002', state: 'ok' },
    ]);
    expect(values(eventsOf(attempt, 'run_begin'), 'run')).toEqual(['r0001', 'r0003']);
    expect(String(journalOf(attempt).at(-1)?.['why'])).toMatch(/^1 runs are open/);
  });

  it('are done in warm-ups after a resume, which get no mark, and told of the run that they precede', async () => {
    const program =
      'case $(tail -n 1 "$VMPART_HOME/done") in *"r0003 "*) [ -e "$VMPART_HOME/go" ] || exit 1 ;; esac\n';
    const attempt = make(
      [reclaims('[ "$RUN_EVENT" != warmup ] || return 0; TECHNIQUE_COMPLETE=true')],
      session('s0001', 'reclaim', ['r0001', 'r0002', 'r0003']),
      program,
    );
    await runAttempt(attempt);
    writeFileSync(join(attempt.folder, 'go'), '');
    const before = done(attempt).length;
    expect(await runAttempt(attempt, ['--failed'])).toBe(0);
    expect(done(attempt).slice(before)).toEqual([
      ...['run r0001 0', ...treated('reclaim'), 'run r0002 1', ...treated('reclaim'), 'run r0003 2'],
    ]);
    const { state } = readJournal(journalText(attempt));
    expect(state.badLines).toBe(0);
    expect(state.runs.map(({ run, marks }) => [run, marks])).toEqual([
      ['r0001', []],
      ['r0002', []],
      ['r0003', []],
    ]);
    expect(state.runs[2]?.collected.techniques.map(({ complete }) => complete)).toEqual([true, true]);
  });
});

describe('the technique restart', () => {
  it('boots the VMs anew, and later runs count from there', async () => {
    const calls = session('s0001', 'restart', ['r0001', 'r0002', 'r0003']);
    const attempt = make([], calls);
    expect(await runAttempt(attempt)).toBe(0);
    expect(linesOf(attempt, 'booted')).toHaveLength(3);
    expect(values(eventsOf(attempt, 'run_end'), 'earlier')).toEqual([0, 0, 0]);
    expect(values(eventsOf(attempt, 'run_end'), 'phase')).toEqual(['cold', 'warm', 'warm']);
    expect(eventsOf(attempt, 'technique')).toMatchObject(
      ['vm1', 'vm2', 'vm1', 'vm2'].map((vm) => ({ technique: 'restart', vm, complete: true })),
    );
    expect(eventsOf(attempt, 'session_begin')).toHaveLength(1);
  });

  it('goes with others in their order', async () => {
    const calls = session('s0001', 'restart reclaim', ['r0001', 'r0002']);
    const attempt = make([reclaims(COMPLETE)], calls);
    expect(await runAttempt(attempt)).toBe(0);
    expect(done(attempt)).toEqual(['run r0001 0', ...treated('reclaim'), 'run r0002 0']);
  });

  it('that fails is the end of its session', async () => {
    const fails = 'session_vms() { [ ! -e booted ] || { FAULT="it does not boot"; return 1; }; : >booted; }';
    const attempt = make([fails], session('s0001', 'restart', ['r0001', 'r0002', 'r0003']));
    expect(await runAttempt(attempt)).toBe(4);
    expect(eventsOf(attempt, 'session_end')).toMatchObject([{ state: 'failed', why: 'it does not boot' }]);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001']);
    expect(String(journalOf(attempt).at(-1)?.['why'])).toMatch(/^2 runs are open/);
  });
});

describe('the native machine', () => {
  it('is left as it is', async () => {
    const native = [
      'session_techniques s0001 reclaim restart',
      'session_begin s0001 0 native',
      'run_program s0001 r0001 w1 cold 60',
      'run_program s0001 r0002 w1 warm 60',
      'session_end s0001',
    ];
    const attempt = makeAttempt({ calls: native });
    expect(await runAttempt(attempt)).toBe(0);
    expect(eventsOf(attempt, 'technique')).toEqual([]);
    expect(values(eventsOf(attempt, 'run_end'), 'earlier')).toEqual([0, 1]);
  });
});
