import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAttemptFacts } from '../../src/core/topology/attemptFacts';
import { readJournal } from '../../src/core/journal/reader';
import { hostTaken } from '../../src/core/journal/state';
import { isAlive, isRoot, type Running, start, until } from './helper';
import {
  type Attempt,
  control,
  eventsOf,
  executions,
  insideOf,
  journalOf,
  makeAttempt,
  nativeBlock,
  processesWith,
  runAttempt,
  startAttempt,
  values,
} from './libraryBundle';

// The life of an attempt with native sessions: real processes, namespaces and signals, no guests.

const TWO_BLOCKS = [...nativeBlock(0), ...nativeBlock(1)];
/** Sleeps long in its second execution, so that a test can act in the middle; MARK tells its processes. */
const slowSecond = (mark: string): string =>
  [
    'echo run >>"$VMPART_HOME/executed"',
    'if [ "$(wc -l <"$VMPART_HOME/executed")" = 2 ]; then',
    `  setsid sleep ${mark} &`,
    `  sleep ${mark}`,
    'fi',
    '',
  ].join('\n');
let marks = 0;
/** Seconds that no other process sleeps. */
const freshMark = (): string => `300.${process.pid}${(marks += 1)}`;

describe('an attempt with native sessions', () => {
  it('writes the journal of every run, once, and ends with the lock free', async () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS });
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
    expect(values(eventsOf(attempt, 'run_end'), 'phase')).toEqual(['cold', 'warm', 'cold', 'warm']);
    expect(values(eventsOf(attempt, 'run_end'), 'earlier')).toEqual([0, 1, 0, 1]);
    expect(values(eventsOf(attempt, 'block_end'), 'block')).toEqual([0, 1]);
    expect(journalOf(attempt)[0]).toMatchObject({ event: 'attempt_begin', attempt: 'a1', plan: 'c0ffee' });
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'finished' });
    expect(eventsOf(attempt, 'prepared')).toHaveLength(2);
    expect(control(attempt, ['alive']).status).toBe(1);
    expect(existsSync(join(attempt.folder, 'pid'))).toBe(false);
  });

  it('keeps the output by ranges, in a fresh working folder for each run', async () => {
    const attempt = makeAttempt({ calls: nativeBlock(0), program: 'cat in.txt; ls; echo more >in.txt\n' });
    expect(await runAttempt(attempt)).toBe(0);
    const raw = readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8');
    expect(raw).toBe('input\nin.txt\ninput\nin.txt\n');
    expect(values(eventsOf(attempt, 'run_end'), 'raw')).toEqual([
      { file: 'raw/s0001.txt', offset: 0, bytes: 13, cut: false },
      { file: 'raw/s0001.txt', offset: 13, bytes: 13, cut: false },
    ]);
  });

  it('keeps no more of an output than it may, of each run its own beginning', async () => {
    const program =
      'echo run >>"$VMPART_HOME/executed"; wc -l <"$VMPART_HOME/executed"; yes | head -c 100000\n';
    const settings = { OUTPUT_MAX: '1000' };
    const attempt = makeAttempt({ calls: nativeBlock(0), program, settings });
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'raw')).toEqual([
      { file: 'raw/s0001.txt', offset: 0, bytes: 1000, cut: true },
      { file: 'raw/s0001.txt', offset: 1000, bytes: 1000, cut: true },
    ]);
    const raw = readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8');
    expect([raw.length, raw.slice(0, 4), raw.slice(1000, 1004)]).toEqual([2000, '1\ny\n', '2\ny\n']);
  });

  it('says with which levels a program was started, as the bundle has them', async () => {
    const levels = { class: 'B', 'env.X': `it's "a"\\b $(id) \u2028` };
    const files = { 'programs/w1/levels': `${JSON.stringify(levels)}\n` };
    const attempt = makeAttempt({ calls: nativeBlock(0), files });
    expect(await runAttempt(attempt)).toBe(0);
    for (const event of ['run_begin', 'run_end'])
      expect(values(eventsOf(attempt, event), 'levels')).toEqual([levels, levels]);
  });

  it('does nothing again when it is started again', async () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS });
    await runAttempt(attempt);
    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(4);
    expect(eventsOf(attempt, 'session_begin')).toHaveLength(2);
    expect(eventsOf(attempt, 'block_end')).toHaveLength(2);
    expect(eventsOf(attempt, 'attempt_resume')).toHaveLength(1);
  });

  it('goes on after a program that crashes, and marks its run', async () => {
    const attempt = makeAttempt({ calls: nativeBlock(0), program: 'kill -SEGV $$\n' });
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'state')).toEqual(['failed', 'failed']);
    expect(values(eventsOf(attempt, 'run_end'), 'exit')).toEqual([139, 139]);
  });

  it('ends what a program leaves behind when its time is up, before the next begins', async () => {
    const mark = freshMark();
    const program = [
      'echo run >>"$VMPART_HOME/executed"',
      `if [ "$(wc -l <"$VMPART_HOME/executed")" = 1 ]; then setsid sleep ${mark} & sleep ${mark}; fi`,
      // A pattern that does not match the command line of the grep that looks for it.
      `cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c '${mark.replace('.', '[.]')}'`,
      '',
    ].join('\n');
    const calls = [
      'session_begin s0001 0 native',
      // Long enough that a busy machine has come to the sleep by then.
      'run_program s0001 r0001 w1 cold 5',
      'run_program s0001 r0002 w1 warm 60',
      'session_end s0001',
    ];
    const attempt = makeAttempt({ calls, program });
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'state')).toEqual(['timeout', 'failed']);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toBe('0\n');
    expect(processesWith(`sleep ${mark}`)).toEqual([]);
  });

  it('records where ranks ran and marks the one that says nothing', async () => {
    const program =
      '"$VMPART_HOME/bin/vmpart-host" rank "$VMPART_HOME/programs/w1/native.ranks" - -- sleep 0.2\n';
    const files = { 'programs/w1/native.ranks': '0 - 0\n1 - 1\n' };
    const calls = ['session_begin s0001 0 native', 'run_program s0001 r0001 w1 cold 60', 'session_end s0001'];
    const attempt = makeAttempt({ calls, program: `OMPI_COMM_WORLD_RANK=0 ${program}`, files });
    expect(await runAttempt(attempt)).toBe(0);
    expect(eventsOf(attempt, 'placement')).toMatchObject([
      { kind: 'rank', index: 0, vm: null, declared: '0', found: '0', ok: true, run: 'r0001' },
    ]);
    expect(eventsOf(attempt, 'mark')).toMatchObject([{ run: 'r0001', vm: null }]);
    expect(String(eventsOf(attempt, 'mark')[0]?.['what'])).toContain('rank 1');
  });
});

describe('what is written down of the host', () => {
  it('are a capture before and after each start, with the programs that are used', async () => {
    const needs = [
      'tool\tthere is one of two\tno-such-tool\tsh',
      'program\tprints\tcat',
      'file\ta folder\t/',
    ];
    const attempt = makeAttempt({ calls: nativeBlock(0), needs });
    await runAttempt(attempt);
    await runAttempt(attempt);
    const names = ['before', 'after', 'before-2', 'after-2'].map((name) => `raw/facts-${name}.txt`);
    expect(values(eventsOf(attempt, 'facts'), 'file')).toEqual(names);
    const read = names.map((name) => readAttemptFacts(readFileSync(join(attempt.folder, name), 'utf8')));
    const [first] = read;
    expect(first?.complete).toBe(true);
    expect(first?.facts.settings['bootId']).toBe(
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    );
    expect(first?.used.map(({ kind, path }) => `${kind} ${path.replace(/.*\//, '')}`)).toEqual([
      'tool sh',
      'program cat',
    ]);
    const cat = first?.used[1]?.path ?? '';
    const sum = createHash('sha256').update(readFileSync(cat)).digest('hex');
    expect(first?.used[1]?.sha256).toBe(sum);
    expect(read.map((facts) => facts?.guestKernel)).toEqual([null, null, null, null]);
  });
});

describe('stopping and going on', () => {
  it('stops after as many blocks as asked, and finishes later', async () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS });
    expect(await runAttempt(attempt, ['--blocks', '1'])).toBe(6);
    expect(executions(attempt)).toBe(2);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'partial' });
    expect(await runAttempt(attempt, ['--blocks', '1'])).toBe(0);
    expect(executions(attempt)).toBe(4);
    expect(eventsOf(attempt, 'attempt_resume')).toMatchObject([{ blocks: 1 }]);
  });

  it('loses nothing when run.sh is killed, and gives each run once', async () => {
    const mark = freshMark();
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: slowSecond(mark) });
    const first = startAttempt(attempt);
    await until('the second run sleeps', () => processesWith(`sleep ${mark}`).length >= 2);
    process.kill(insideOf(attempt), 'SIGKILL');
    expect((await first.ended).code).toBe(4);
    expect(processesWith(`sleep ${mark}`)).toEqual([]);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'failed' });
    expect(eventsOf(attempt, 'session_end')).toMatchObject([{ session: 's0001', state: 'failed' }]);
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
    // The warm run's history is made again after the new boot, without a second end of the cold run.
    expect(eventsOf(attempt, 'warmup')).toMatchObject([{ run: 'r0001', phase: 'warmup', earlier: 0 }]);
    expect(eventsOf(attempt, 'run_end')[1]).toMatchObject({ run: 'r0002', earlier: 1 });
    expect(values(eventsOf(attempt, 'session_begin'), 'boot')).toEqual([1, 2, 1]);
  });

  it.each(['start.sh', 'unshare'])('leaves no process when %s is killed', async (what) => {
    const mark = freshMark();
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: slowSecond(mark) });
    const first = startAttempt(attempt);
    await until('the second run sleeps', () => processesWith(`sleep ${mark}`).length >= 2);
    const inside = insideOf(attempt);
    process.kill(what === 'start.sh' ? pidOf(attempt) : parentOf(inside), 'SIGKILL');
    await first.ended;
    await until('nothing is left', () => processesWith(`sleep ${mark}`).length === 0 && !isAlive(inside));
    expect(control(attempt, ['alive']).status).toBe(1);
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
  });

  it('tells a killed helper from a full disk, and goes on with the next session', async () => {
    const mark = freshMark();
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: slowSecond(mark) });
    const first = startAttempt(attempt);
    await until('the second run sleeps', () => processesWith(`sleep ${mark}`).length >= 2);
    const [capture] = processesWith(`capture --raw ${attempt.folder}`);
    process.kill(capture ?? 0, 'SIGKILL');
    expect((await first.ended).code).toBe(4);
    expect(String(eventsOf(attempt, 'problem')[0]?.['what'])).toContain('r0002 was broken off');
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0003', 'r0004']);
    expect(values(eventsOf(attempt, 'session_end'), 'state')).toEqual(['failed', 'ok']);
    expect(processesWith(`sleep ${mark}`)).toEqual([]);
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0003', 'r0004', 'r0002']);
  });

  it('is cancelled at once', async () => {
    const mark = freshMark();
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: slowSecond(mark) });
    const first = startAttempt(attempt);
    await until('the second run sleeps', () => processesWith(`sleep ${mark}`).length >= 2);
    expect(control(attempt, ['cancel', 'now']).status).toBe(0);
    expect((await first.ended).code).toBe(5);
    expect(processesWith(`sleep ${mark}`)).toEqual([]);
    expect(eventsOf(attempt, 'cancel')).toMatchObject([{ mode: 'now' }]);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'cancelled' });
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001']);
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
  });

  it.each([
    ['run', ['r0001']],
    ['block', ['r0001', 'r0002']],
  ])('is cancelled after the %s under way', async (mode, runs) => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: WAITS });
    const first = startAttempt(attempt);
    await until('the first run waits', () => executions(attempt) === 1);
    expect(control(attempt, ['cancel', mode]).status).toBe(0);
    writeFileSync(join(attempt.folder, 'go'), '');
    expect((await first.ended).code).toBe(5);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(runs);
    expect(eventsOf(attempt, 'cancel')).toMatchObject([{ mode }]);
    expect(values(eventsOf(attempt, 'block_end'), 'block')).toEqual(mode === 'block' ? [0] : []);
  });

  it.each([
    ['run', ['r0001'], []],
    ['block', ['r0001', 'r0002'], [0]],
  ])('is paused after the %s under way, frees the host, and finishes later', async (mode, runs, blocks) => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: WAITS });
    const first = startAttempt(attempt);
    await until('the first run waits', () => executions(attempt) === 1);
    expect(control(attempt, ['pause', mode]).status).toBe(0);
    writeFileSync(join(attempt.folder, 'go'), '');
    expect((await first.ended).code).toBe(7);
    expect(control(attempt, ['alive']).status).toBe(1);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(runs);
    expect(values(eventsOf(attempt, 'block_end'), 'block')).toEqual(blocks);
    expect(eventsOf(attempt, 'pause')).toMatchObject([{ mode }]);
    expect(eventsOf(attempt, 'cancel')).toEqual([]);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'paused' });
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
  });

  it('does the last thing that it was asked: a cancellation after a pause', async () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS, program: WAITS });
    const first = startAttempt(attempt);
    await until('the first run waits', () => executions(attempt) === 1);
    expect(control(attempt, ['pause', 'block']).status).toBe(0);
    expect(control(attempt, ['cancel', 'run']).status).toBe(0);
    writeFileSync(join(attempt.folder, 'go'), '');
    expect((await first.ended).code).toBe(5);
    expect(eventsOf(attempt, 'pause')).toEqual([]);
  });

  it('cannot be paused at once, nor when it does not run', () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS });
    expect(control(attempt, ['pause', 'now']).status).toBe(2);
    expect(control(attempt, ['pause', 'run']).status).toBe(1);
  });

  it('cannot be cancelled when it does not run', () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS });
    const result = control(attempt, ['cancel', 'now']);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('not running');
    expect(control(attempt, ['cancel', 'later']).status).toBe(2);
  });
});

describe('running again what has failed', () => {
  /** Fails where the file `bad` holds the number of this execution. */
  const program = [
    'echo run >>"$VMPART_HOME/executed"; number=$(wc -l <"$VMPART_HOME/executed")',
    'echo "execution $number"; ! grep -q -x "$number" "$VMPART_HOME/bad"',
    '',
  ].join('\n');
  const tried = (bad: string): ReturnType<typeof makeAttempt> =>
    makeAttempt({ calls: TWO_BLOCKS, program, files: { bad } });

  it('replaces those runs alone, and keeps their output', async () => {
    const attempt = tried('1\n4\n');
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'state')).toEqual(['failed', 'ok', 'ok', 'failed']);
    expect(await runAttempt(attempt)).toBe(0);
    expect(executions(attempt)).toBe(4);
    expect(await runAttempt(attempt, ['--failed'])).toBe(0);
    expect(values(eventsOf(attempt, 'retry'), 'run')).toEqual(['r0001', 'r0004']);
    const again = eventsOf(attempt, 'run_end').slice(4);
    expect(values(again, 'run')).toEqual(['r0001', 'r0004']);
    expect(values(again, 'state')).toEqual(['ok', 'ok']);
    // The warm run's history is made again in its new session.
    expect(eventsOf(attempt, 'warmup')).toMatchObject([{ run: 'r0003' }]);
    expect(again[1]).toMatchObject({ phase: 'warm', earlier: 1 });
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toBe(
      'execution 1\nexecution 2\nexecution 5\n',
    );
    const { state } = readJournal(readFileSync(join(attempt.folder, 'journal.jsonl'), 'utf8'));
    expect(state).toMatchObject({ badLines: 0, state: 'finished' });
    expect(state.runs.map(({ run, state: end, tries }) => `${run} ${end} ${tries}`)).toEqual([
      ...['r0002 ok 1', 'r0003 ok 1', 'r0001 ok 2', 'r0004 ok 2'],
    ]);
  });

  it('goes on with them after an end in between, without being told again', async () => {
    const attempt = tried('1\n4\n5\n');
    await runAttempt(attempt);
    expect(await runAttempt(attempt, ['--failed', '--blocks', '1'])).toBe(6);
    expect(values(eventsOf(attempt, 'run_end').slice(4), 'run')).toEqual(['r0001']);
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end').slice(4), 'run')).toEqual(['r0001', 'r0004']);
    expect(eventsOf(attempt, 'retry')).toHaveLength(2);
  });

  it('changes nothing where none has failed, nor where the host lacks something', async () => {
    const attempt = makeAttempt({ calls: TWO_BLOCKS });
    await runAttempt(attempt);
    expect(await runAttempt(attempt, ['--failed'])).toBe(0);
    expect(executions(attempt)).toBe(4);
    const lacking = tried('1\n');
    await runAttempt(lacking);
    writeFileSync(join(lacking.folder, 'needs'), 'tool\truns the VMs\tqemu-system-nowhere\n');
    expect(await runAttempt(lacking, ['--failed'])).toBe(4);
    expect(eventsOf(lacking, 'retry')).toEqual([]);
  });
});

describe('before anything is changed', () => {
  it('names everything that is missing at once, and runs nothing', async () => {
    const needs = [
      'tool\truns the VMs\tqemu-system-nowhere\tqemu-nowhere',
      'program\tstarts the ranks\tmpi run with spaces',
      'file\tnamed in guest.files\t/no/such file',
      'tool\tthere is one of two\tno-such-tool\tsh',
    ];
    const attempt = makeAttempt({ calls: TWO_BLOCKS, needs });
    expect(await runAttempt(attempt)).toBe(4);
    expect(values(eventsOf(attempt, 'problem'), 'what')).toEqual([
      'The host has no qemu-system-nowhere (runs the VMs).',
      'The host has no mpi run with spaces (starts the ranks).',
      'The host has no file /no/such file (named in guest.files).',
    ]);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'failed' });
    expect(executions(attempt)).toBe(0);
  });

  it('says which package has a tool', async () => {
    const attempt = makeAttempt({
      calls: TWO_BLOCKS,
      needs: ['tool\truns the VMs\t/nowhere/qemu-system-x86_64'],
    });
    await runAttempt(attempt);
    expect(String(eventsOf(attempt, 'problem')[0]?.['remedy'])).toContain('apt install qemu-system-x86');
  });

  it('says that another attempt has the host', async () => {
    const program = 'while [ ! -e "$VMPART_HOME/go" ]; do sleep 0.05; done\n';
    const one = makeAttempt({ calls: nativeBlock(0), program });
    const other = makeAttempt({ calls: nativeBlock(0) }, 'a2', one.base);
    const first = startAttempt(one);
    await until('the first run waits', () => eventsOf(one, 'run_begin').length === 1);
    const second = await startBeside(one, other).ended;
    writeFileSync(join(one.folder, 'go'), '');
    expect(second.code).toBe(4);
    expect(String(eventsOf(other, 'problem')[0]?.['what'])).toContain(
      'another attempt is running on this host',
    );
    // By these words clients know that the attempt may get in line.
    expect(eventsOf(other, 'attempt_end')[0]?.['why']).toBe(hostTaken);
    expect(executions(other)).toBe(0);
    expect((await first.ended).code).toBe(0);
  });

  it('waits for the host in order of arrival when it is told to', async () => {
    const one = makeAttempt({ calls: nativeBlock(0), program: WAITS });
    const [two, three, four] = ['a2', 'a3', 'a4'].map((name) =>
      makeAttempt({ calls: nativeBlock(0) }, name, one.base),
    ) as [Attempt, Attempt, Attempt];
    const first = startAttempt(one);
    await until('the first run waits', () => executions(one) === 1);
    const waiting: Running[] = [];
    for (const attempt of [two, three, four]) {
      waiting.push(startBeside(one, attempt, ['--queue']));
      await until('it waits', () => eventsOf(attempt, 'queued').length === 1);
    }
    expect(control(two, ['alive']).status).toBe(0);
    expect(control(two, ['doctor']).stdout).toBe('');
    // Nothing is under way that could be waited for.
    expect(control(three, ['cancel', 'run']).status).toBe(0);
    expect((await waiting[1]?.ended)?.code).toBe(5);
    expect(control(four, ['pause', 'block']).status).toBe(0);
    expect((await waiting[2]?.ended)?.code).toBe(7);
    writeFileSync(join(one.folder, 'go'), '');
    expect((await first.ended).code).toBe(0);
    expect((await waiting[0]?.ended)?.code).toBe(0);
    expect(values(journalOf(two), 'event').slice(0, 4)).toEqual([
      ...['attempt_begin', 'queued', 'attempt_resume', 'facts'],
    ]);
    expect(executions(two)).toBe(2);
    expect(readdirSync(two.folder)).not.toContain('queued');
    expect(values(journalOf(three), 'event')).toEqual(['attempt_begin', 'queued', 'cancel', 'attempt_end']);
    expect(journalOf(four).at(-1)).toMatchObject({ event: 'attempt_end', state: 'paused' });
    expect([executions(three), executions(four)]).toEqual([0, 0]);
    expect(control(three, ['alive']).status).toBe(1);
  });

  it('leaves no process when it is killed while it waits', async () => {
    const one = makeAttempt({ calls: nativeBlock(0), program: WAITS });
    const other = makeAttempt({ calls: nativeBlock(0) }, 'a2', one.base);
    startAttempt(one);
    await until('the first run waits', () => executions(one) === 1);
    const waiting = startBeside(one, other, ['--queue']);
    await until('it waits', () => eventsOf(other, 'queued').length === 1);
    process.kill(pidOf(other), 'SIGKILL');
    await waiting.ended;
    await until('it is dead', () => control(other, ['alive']).status === 1);
    const [left] = control(other, ['doctor', '--clean']).stdout.split('\n');
    expect(left).toContain('a2 was broken off');
    expect(journalOf(other).at(-1)).toMatchObject({ event: 'attempt_end', state: 'failed' });
    expect(control(one, ['cancel', 'now']).status).toBe(0);
  });

  it('does not wait for a host that lacks something', async () => {
    const one = makeAttempt({ calls: nativeBlock(0), program: WAITS });
    const needs = ['tool\truns the VMs\tqemu-system-nowhere'];
    const other = makeAttempt({ calls: nativeBlock(0), needs }, 'a2', one.base);
    startAttempt(one);
    await until('the first run waits', () => executions(one) === 1);
    expect((await startBeside(one, other, ['--queue']).ended).code).toBe(4);
    expect(values(journalOf(other), 'event')).toEqual(['attempt_begin', 'problem', 'attempt_end']);
    expect(control(one, ['cancel', 'now']).status).toBe(0);
  });

  it('is made from its source where there is no binary of the helper', async () => {
    const attempt = makeAttempt({ calls: nativeBlock(0) });
    rmSync(join(attempt.folder, 'bin'), { recursive: true });
    const payload = join(import.meta.dirname, '../../src/payload');
    mkdirSync(join(attempt.folder, 'bin'));
    cpSync(join(payload, 'vmpart-root'), join(attempt.folder, 'bin/vmpart-root'));
    cpSync(join(payload, 'host'), join(attempt.folder, 'src'), { recursive: true });
    cpSync(join(payload, 'shm'), join(attempt.folder, 'shm'), { recursive: true });
    expect(await runAttempt(attempt)).toBe(0);
    expect(readdirSync(join(attempt.folder, 'bin'))).toContain('vmpart-host');
  });
});

describe.skipIf(!isRoot)('a full disk', () => {
  it('ends the attempt with a problem and nothing lost, and it goes on when there is room', async () => {
    const attempt = makeAttempt({
      calls: TWO_BLOCKS,
      program: SECOND_FILLS,
      settings: { OUTPUT_MAX: '95000000' },
    });
    const folder = attempt.folder;
    // A small disk that only this test sees; the attempt is copied there and back.
    const script = [
      'cp -a "$1" "$1.real" && mount -t tmpfs -o size=72m none "$1" && cp -a "$1.real/." "$1/"',
      'dd if=/dev/zero of="$1/ballast" bs=65536 count=32 2>/dev/null',
      'sh "$1/start.sh" </dev/null; code=$?',
      'cp -a "$1/journal.jsonl" "$1/executed" "$1/raw" "$1.real/" && exit "$code"',
    ].join('\n');
    const ended = await start('unshare', ['--net', '--mount', 'sh', '-c', script, 'sh', folder]).ended;
    expect(ended.code).toBe(4);
    const real = { ...attempt, folder: `${folder}.real` };
    expect(values(eventsOf(real, 'run_end'), 'run')).toEqual(['r0001']);
    expect(eventsOf(real, 'problem')).toHaveLength(1);
    expect(String(eventsOf(real, 'problem')[0]?.['what'])).toContain('is full');
    expect(journalOf(real).at(-1)).toMatchObject({ event: 'attempt_end', state: 'failed' });
    expect(await runAttempt(real)).toBe(0);
    expect(values(eventsOf(real, 'run_end'), 'run')).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
  });
});

/** Waits until the file `go` is there. */
const WAITS = 'echo run >>"$VMPART_HOME/executed"; while [ ! -e "$VMPART_HOME/go" ]; do sleep 0.05; done\n';

/** The second execution prints without end where there is little room. */
const SECOND_FILLS = [
  'echo run >>"$VMPART_HOME/executed"',
  'if [ "$(wc -l <"$VMPART_HOME/executed")" = 2 ]; then head -c 90000000 /dev/zero; fi',
  '',
].join('\n');

/** Both in one network namespace: the other is started in that of the first. */
function startBeside(one: Attempt, other: Attempt, args: readonly string[] = []): Running {
  const enter = isRoot ? [] : ['--user', '--preserve-credentials'];
  const words = ['--net', '--target', String(pidOf(one)), 'sh', join(other.folder, 'start.sh'), ...args];
  return start('nsenter', [...enter, ...words]);
}

function pidOf(attempt: { readonly folder: string }): number {
  return Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
