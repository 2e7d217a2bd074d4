import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshFolder, isAlive, isRoot, run, start, startHelper, until } from './helper';

interface Captured {
  readonly exit: number;
  readonly seconds: number;
  readonly offset: number;
  readonly bytes: number;
  readonly cut: string;
  readonly state: string;
  readonly raw: string;
  readonly records: string;
  readonly errors: string;
  readonly status: number | null;
}

interface Options {
  readonly folder?: string;
  readonly limit?: string;
  readonly max?: string;
  readonly input?: string;
}

function argumentsFor(
  folder: string,
  command: readonly string[],
  { limit = '20', max = '1000000' }: Options,
): string[] {
  return [
    'capture',
    '--raw',
    join(folder, 'raw'),
    '--limit',
    limit,
    '--max',
    max,
    '--records',
    join(folder, 'records'),
    '--',
    ...command,
  ];
}

function summary(line: string): Pick<Captured, 'exit' | 'seconds' | 'offset' | 'bytes' | 'cut' | 'state'> {
  const match = /^(\d+) (\d+\.\d+) (\d+) (\d+) (cut|whole) (ok|failed|timeout)\n$/.exec(line);
  if (match === null) throw new Error(`no summary: ${JSON.stringify(line)}`);
  const [, exit, seconds, offset, bytes, cut = '', state = ''] = match;
  return {
    exit: Number(exit),
    seconds: Number(seconds),
    offset: Number(offset),
    bytes: Number(bytes),
    cut,
    state,
  };
}

function capture(command: readonly string[], options: Options = {}): Captured {
  const folder = options.folder ?? freshFolder();
  const result = run(
    argumentsFor(folder, command, options),
    options.input === undefined ? {} : { input: options.input },
  );
  return {
    ...summary(result.stdout),
    raw: readFileSync(join(folder, 'raw'), 'latin1'),
    records: readFileSync(join(folder, 'records'), 'latin1'),
    errors: result.stderr,
    status: result.status,
  };
}

/** Starts a process, says its id, and never asks how it ended. */
const ZOMBIE =
  'import subprocess, time\nprint(subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL).pid, flush=True)\ntime.sleep(60)';

const sh = (script: string, ...args: readonly string[]): string[] => ['sh', '-c', script, 'sh', ...args];

describe('capture', () => {
  test('keeps both streams in their order and tells how the program ended', () => {
    const found = capture(sh('echo one; echo two >&2; echo three; exit 3'));
    expect(found).toMatchObject({
      exit: 3,
      offset: 0,
      bytes: 14,
      cut: 'whole',
      state: 'failed',
      status: 0,
      records: '',
    });
    expect(found.raw).toBe('one\ntwo\nthree\n');
  });

  test('measures wall time', () => {
    const found = capture(['sleep', '0.4']);
    expect(found.state).toBe('ok');
    expect(found.seconds).toBeGreaterThanOrEqual(0.4);
    expect(found.seconds).toBeLessThan(4);
  });

  test('appends', () => {
    const folder = freshFolder();
    capture(['echo', 'first'], { folder });
    expect(capture(['echo', 'second'], { folder })).toMatchObject({
      offset: 6,
      bytes: 7,
      raw: 'first\nsecond\n',
    });
  });

  test('a signal counts as 128 plus its number', () => {
    expect(capture(sh('kill -SEGV $$'))).toMatchObject({ exit: 139, state: 'failed' });
  });

  test('a program that is not there says so in its output', () => {
    const found = capture(['/nonexistent/program']);
    expect(found).toMatchObject({ exit: 127, state: 'failed' });
    expect(found.raw).toContain('cannot run /nonexistent/program: No such file or directory');
  });

  test('input is empty, and the program leads a session of its own', () => {
    const found = capture(sh('cat; ps -o pid=,sid=,pgid= -p $$'), { input: 'secret' });
    expect(found.raw).toMatch(/^\s*(\d+)\s+\1\s+\1\n$/);
  });

  test('arguments arrive as they are', () => {
    const hostile = ["a'b", '$(touch x)', '`id`', '', ' ', '-n', '\n', '*', '\\'];
    expect(capture(['printf', '%s|', ...hostile]).raw).toBe(hostile.map((word) => `${word}|`).join(''));
  });

  test('keeps the first bytes of 50 MB', () => {
    const found = capture(sh('head -c 50000000 /dev/zero; echo end'), { max: '1000' });
    expect(found).toMatchObject({ exit: 0, bytes: 1000, cut: 'cut', state: 'ok' });
    expect(found.raw).toBe('\0'.repeat(1000));
    expect(found.errors).toContain('keeps the first 1000 bytes of the output, 49999004 more were dropped');
  });

  test('exactly the limit is not cut', () => {
    expect(capture(['printf', '12345'], { max: '5' })).toMatchObject({ bytes: 5, cut: 'whole' });
    expect(capture(['printf', '12345'], { max: '0' })).toMatchObject({ bytes: 0, cut: 'cut' });
  });
});

describe('capture: records', () => {
  test('are taken out of the output', () => {
    const found = capture(sh('printf "before\\036vmpart {\\"rank\\": 0, \\"ok\\":true}\\nafter\\n"'));
    expect(found.raw).toBe('beforeafter\n');
    expect(found.records).toBe('{"rank":0,"ok":true}\n');
  });

  test('are found when they come in pieces', () => {
    const pieces = ['a\\036', 'vmp', 'art', ' {"rank"', ':1}', '\\n', 'b\\n'];
    const found = capture(sh('for piece; do printf "$piece"; sleep 0.05; done', ...pieces));
    expect(found.raw).toBe('ab\n');
    expect(found.records).toBe('{"rank":1}\n');
  });

  test.each([
    ['another mark', '\x1e{"json":"seq"}\n'],
    ['another program', '\x1evmparty {"a":1}\n'],
    ['no JSON', '\x1evmpart {"a":\n'],
    ['no object', '\x1evmpart [1]\n'],
    ['no end', '\x1evmpart {"a":1}'],
    ['only its mark', 'x\x1e'],
    ['two marks', '\x1e\x1e\n'],
    ['too long', `\x1evmpart {"a":"${'x'.repeat(70_000)}"}\n`],
  ])('what only looks like one is output: %s', (_, text) => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'text'), text, 'latin1');
    const found = capture(['cat', join(folder, 'text')], { folder });
    expect(found.raw).toBe(text);
    expect(found.records).toBe('');
  });

  test('a record that was cut off does not take the next one with it', () => {
    const found = capture(sh('printf "\\036vmpart {\\"a\\":\\036vmpart {\\"b\\":2}\\n"'));
    expect(found.raw).toBe('\x1evmpart {"a":');
    expect(found.records).toBe('{"b":2}\n');
  });

  test('do not count against the limit', () => {
    const found = capture(sh('printf "12345\\036vmpart {\\"a\\":1}\\n67890"'), { max: '5' });
    expect(found).toMatchObject({ raw: '12345', records: '{"a":1}\n', cut: 'cut' });
  });

  test('beyond 16 MiB are output, which is bounded', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'line'), `\x1evmpart {"a":"${'x'.repeat(60_000)}"}`);
    const found = capture(sh('yes "$(cat "$1")" | head -c 20000000', join(folder, 'line')), { folder });
    expect(found.records.length).toBeGreaterThan(16_000_000);
    expect(found.records.length).toBeLessThanOrEqual(2 ** 24);
    expect([found.raw.length, found.cut]).toEqual([1_000_000, 'cut']);
  });

  test('no byte is lost and no record is missed, whatever stands around', () => {
    // Without a closing brace no noise is a record by itself.
    const noise = fc.string({
      unit: fc.constantFrom('\x1e', 'v', 'vmpart ', '{', '\n', 'x', '"'),
      maxLength: 12,
    });
    const record = fc.record({ rank: fc.nat(), why: fc.string({ maxLength: 5 }) });
    const folder = freshFolder();
    const [source, raw, records] = [join(folder, 'text'), join(folder, 'raw'), join(folder, 'records')];
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, record), { maxLength: 6 }), noise, (parts, rest) => {
        const text = parts.map(([before, value]) => `${before}\x1evmpart ${JSON.stringify(value)}\n`);
        writeFileSync(source, text.join('') + rest);
        for (const path of [raw, records]) writeFileSync(path, '');
        run(argumentsFor(folder, ['cat', source], {}));
        expect(readFileSync(raw, 'utf8')).toBe(parts.map(([before]) => before).join('') + rest);
        const lines = readFileSync(records, 'utf8').split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(parts.map(([, value]) => value));
      }),
      { numRuns: 60 },
    );
  });
});

/** It was killed: on a busy machine it may be a moment until it has gone. */
async function isGone(folder: string): Promise<void> {
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await until('the process is gone', () => !isAlive(pid));
}

describe('capture: programs that do not end', () => {
  test('are asked to end at the limit', () => {
    const found = capture(['sleep', '60'], { limit: '0.3' });
    expect(found).toMatchObject({ exit: 143, state: 'timeout', cut: 'whole' });
    expect(found.seconds).toBeGreaterThanOrEqual(0.3);
    expect(found.seconds).toBeLessThan(4);
  });

  test('are killed 5 s later with all that they started', async () => {
    const folder = freshFolder();
    const script = 'trap "" TERM; sleep 100 & echo $! >"$1"; while :; do sleep 1; done';
    const found = capture(sh(script, join(folder, 'pid')), { folder, limit: '0.3' });
    expect(found).toMatchObject({ exit: 137, state: 'timeout' });
    expect(found.seconds).toBeGreaterThanOrEqual(5.3);
    expect(found.seconds).toBeLessThan(15);
    await isGone(folder);
  });

  test('may flood while they are ended', () => {
    const found = capture(sh('trap "exit 9" TERM; while :; do head -c 1000000 /dev/zero; done'), {
      limit: '0.5',
      max: '100',
    });
    expect(found).toMatchObject({ exit: 9, state: 'timeout', cut: 'cut', bytes: 100 });
  });

  test('a process left behind does not hold it up, and is ended', async () => {
    const folder = freshFolder();
    const found = capture(sh('sleep 60 & echo $! >"$1"; echo done', join(folder, 'pid')), { folder });
    expect(found).toMatchObject({ exit: 0, state: 'ok', raw: 'done\n' });
    expect(found.seconds).toBeLessThan(2);
    await isGone(folder);
  });

  test('a process that left the session holds it up for 2 s only', () => {
    const folder = freshFolder();
    const began = Date.now();
    const found = capture(sh('setsid sleep 60 & echo $! >"$1"; echo done', join(folder, 'pid')), { folder });
    expect(found).toMatchObject({ state: 'ok', raw: 'done\n' });
    expect(Date.now() - began).toBeGreaterThanOrEqual(2000);
    expect(Date.now() - began).toBeLessThan(10_000);
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')));
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'it ends the program first when it gets %s itself',
    async (signal) => {
      const folder = freshFolder();
      const pidFile = join(folder, 'pid');
      const command = sh('echo $$ >"$1.new"; mv "$1.new" "$1"; exec sleep 60', pidFile);
      const running = startHelper(argumentsFor(folder, command, {}));
      await until('the program runs', () => existsSync(pidFile));
      const pid = Number(readFileSync(pidFile, 'utf8'));
      running.child.kill(signal);
      expect((await running.ended).signal).toBe(signal);
      expect(summary(running.output().toString())).toMatchObject({ exit: 143, state: 'failed' });
      expect(isAlive(pid)).toBe(false);
    },
  );

  test('it does not leave the program behind when it is killed', async () => {
    const folder = freshFolder();
    const pidFile = join(folder, 'pid');
    const command = sh('echo $$ >"$1.new"; mv "$1.new" "$1"; exec sleep 60', pidFile);
    const running = startHelper(argumentsFor(folder, command, {}));
    await until('the program runs', () => existsSync(pidFile));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    running.child.kill('SIGKILL');
    await until('the program is gone', () => !isAlive(pid));
  });
});

describe('capture: a program that needs other processes', () => {
  test('is broken off when one of them ends, also as a zombie', async () => {
    const folder = freshFolder();
    const parent = start('python3', ['-c', ZOMBIE]);
    await until('a child', () => parent.output().includes('\n'));
    const pid = Number(parent.output().toString());
    const args = argumentsFor(folder, sh('echo begun; exec sleep 60'), {});
    const running = startHelper([...args.slice(0, 1), '--while', `1,${pid}`, ...args.slice(1)]);
    const raw = join(folder, 'raw');
    await until('the program runs', () => existsSync(raw) && readFileSync(raw, 'latin1') === 'begun\n');
    process.kill(pid, 'SIGKILL');
    expect((await running.ended).code).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(summary(running.output().toString())).toMatchObject({ exit: 143, state: 'failed', cut: 'whole' });
    expect(running.errors()).toContain(`process ${pid} has ended`);
  });

  test('runs to its end while they live', () => {
    const folder = freshFolder();
    const args = argumentsFor(folder, sh('sleep 2.2; echo done'), {});
    const result = run([...args.slice(0, 1), '--while', `1,${process.pid}`, ...args.slice(1)]);
    expect(summary(result.stdout)).toMatchObject({ exit: 0, state: 'ok' });
    expect(readFileSync(join(folder, 'raw'), 'latin1')).toBe('done\n');
  });
});

describe('capture: what goes wrong', () => {
  test.runIf(isRoot)('a full disk ends the program with a message', () => {
    const disk = join(freshFolder(), 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', [disk]));
    const result = run(argumentsFor(disk, ['yes'], { max: '100000000' }));
    expect(result.status).toBe(3);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(`cannot write to ${disk}/raw: No space left on device`);
    expect(statSync(join(disk, 'raw')).size).toBeLessThanOrEqual(65536);
  });

  test.each([
    [['--limit', '0'], 'cannot read `--limit 0`'],
    [['--limit', '1e3'], 'cannot read `--limit 1e3`'],
    [['--max', '-1'], 'cannot read `--max -1`'],
    [['--while', '12,'], 'cannot read `--while 12,`'],
    [['--while', 'x'], 'cannot read `--while x`'],
    [['--frob', '1'], 'cannot read `--frob 1`'],
    [['--raw'], 'cannot read `--raw `'],
    [['--raw', 'raw'], '--raw and --records are needed'],
  ])('refuses %j', (args, message) => {
    const result = run(['capture', ...args, '--', 'true'], { cwd: freshFolder() });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(message);
  });
});
