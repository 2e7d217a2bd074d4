import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { environment, freshFolder, helper, isRoot, run, startHelper } from './helper';

type Line = Readonly<Record<string, unknown>>;

function journal(): string {
  return join(freshFolder(), 'journal.jsonl');
}

function lines(path: string): Line[] {
  // Strict: a decoder that mends would hide what a reader of another kind stumbles over.
  return new TextDecoder('utf-8', { fatal: true })
    .decode(readFileSync(path))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** Runs `event` with arguments that may hold any bytes but NUL. */
function eventBytes(path: string, ...values: readonly Buffer[]): number | null {
  const input = Buffer.concat(values.map((value) => Buffer.concat([value, Buffer.from([0])])));
  return spawnSync('xargs', ['-0', helper, 'event', path, 'mark'], { input, env: environment() }).status;
}

describe('event', () => {
  test('writes what every line has, then the fields in their order', () => {
    const path = journal();
    const before = Date.now() / 1000;
    expect(run(['event', path, 'attempt_begin', 'attempt=a', 'plan=p', 'tool=0.1.0']).status).toBe(0);
    expect(run(['event', path, 'run_end', 'block:=2', 'session=s0003', 'exit:=0', 'run=r1']).status).toBe(0);
    const [first, second] = lines(path);
    expect(Object.keys(first ?? {}).join()).toBe('v,seq,t,origin,block,session,event,attempt,plan,tool');
    expect(first).toMatchObject({ v: 1, seq: 0, origin: 'measured', block: null, session: null });
    expect(first?.['t']).toBeGreaterThan(before - 1);
    expect(first?.['t']).toBeLessThan(before + 10);
    expect(second).toMatchObject({ seq: 1, block: 2, session: 's0003', exit: 0, run: 'r1' });
  });

  test('brings any bytes over as a decoder of UTF-8 would', () => {
    const path = journal();
    const nasty = [
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x9f, 0x98],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82, 0x41],
    ];
    const byte = fc.integer({ min: 1, max: 255 });
    const bytes = fc.oneof(
      fc.array(byte, { maxLength: 60 }),
      fc
        .array(fc.oneof(fc.constantFrom(...nasty), fc.array(byte, { maxLength: 3 })), { maxLength: 12 })
        .map((a) => a.flat()),
      fc.string({ unit: 'binary', maxLength: 40 }).map((text) => [...Buffer.from(text.replaceAll('\0', ''))]),
    );
    let count = 0;
    fc.assert(
      fc.property(bytes, (value) => {
        const status = eventBytes(path, Buffer.from([...Buffer.from('what='), ...value]));
        expect(status).toBe(0);
        const all = lines(path);
        expect(all).toHaveLength(++count);
        expect(all.at(-1)?.['what']).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(value)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('keeps every JSON value, on one line', () => {
    const path = journal();
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const result = run(['event', path, 'mark', `x:=${JSON.stringify(value, null, space)}`]);
        expect(result.stderr).toBe('');
        expect(lines(path).at(-1)?.['x']).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 80 },
    );
  });

  test.each([
    '',
    '{',
    '[1,]',
    '01',
    '1.',
    '+1',
    '.5',
    '1e',
    'nul',
    "'a'",
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '{"a"}',
    '{"a":1,}',
    '{a:1}',
    '1 2',
    '"a\nb"',
    '[',
    'NaN',
    '-',
    '{"a":1}}',
    '['.repeat(5000) + ']'.repeat(5000),
    '\u00a01',
  ])('refuses JSON that is none: %j', (text) => {
    const path = journal();
    const result = run(['event', path, 'mark', `x:=${text}`]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('the value of x is not well-formed JSON');
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    [['9bad'], 'not the name of an event'],
    [['a b'], 'not the name of an event'],
    [['mark', 'novalue'], 'neither key=text nor key:=json'],
    [['mark', 'a"b=1'], 'neither key=text nor key:=json'],
    [['mark', 'seq:=9'], 'cannot be given'],
    [['mark', 'event=x'], 'cannot be given'],
    [['mark', 'a=1', 'a:=2'], 'given twice'],
    [['mark', 'block=one'], 'block must be'],
    [['mark', 'block:=-1'], 'block must be'],
    [['mark', 'session:=1'], 'session must be'],
  ])('refuses %j', (args, message) => {
    const result = run(['event', journal(), ...args]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(message);
  });

  test.each(['', 'true', 'Measured'])('refuses the origin %j', (origin) => {
    const result = run(['event', journal(), 'mark'], { env: { VMPART_ORIGIN: origin } });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('VMPART_ORIGIN');
  });

  test('closes a torn line and goes on counting', () => {
    const path = journal();
    run(['event', path, 'attempt_begin']);
    appendFileSync(path, '{"v":1,"seq":1,"t":17');
    run(['event', path, 'mark', 'what=after the power cut']);
    const texts = readFileSync(path, 'utf8').split('\n');
    expect(texts).toHaveLength(4);
    expect(texts[1]).toBe('{"v":1,"seq":1,"t":17');
    expect(JSON.parse(texts[2] ?? '')).toMatchObject({ seq: 2 });
  });

  test('counts from the last line that has a number, however far back it is', () => {
    const path = journal();
    run(['event', path, 'mark']);
    run(['event', path, 'mark', `what=${'x'.repeat(100_000)}`]);
    appendFileSync(path, 'not a line\n'.repeat(20_000));
    run(['event', path, 'mark']);
    const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ seq: 20_002 });
  });

  test('keeps lines whole when many write at once', async () => {
    const path = journal();
    const writers = Array.from({ length: 30 }, (_, i) => startHelper(['event', path, 'mark', `what=${i}`]));
    for (const writer of writers) expect((await writer.ended).code).toBe(0);
    const all = lines(path);
    expect(all.map((line) => line['seq'])).toEqual(all.map((_, i) => i));
    expect(new Set(all.map((line) => line['what'])).size).toBe(30);
  });

  test.runIf(isRoot)('takes back what did not fit on a full disk', () => {
    const folder = freshFolder();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', [disk]));
    const path = join(disk, 'journal.jsonl');
    run(['event', path, 'attempt_begin']);
    const before = readFileSync(path, 'utf8');
    const result = run(['event', path, 'mark', `what=${'x'.repeat(100_000)}`]);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain(`cannot write to ${path}: No space left on device`);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(run(['event', path, 'mark', 'what=short']).status).toBe(0);
    expect(lines(path)).toHaveLength(2);
  });

  test('says where it cannot write', () => {
    const result = run(['event', '/nonexistent/journal.jsonl', 'mark']);
    expect(result.status).toBe(3);
    expect(result.stderr).toBe(
      'vmpart-host: event: cannot open /nonexistent/journal.jsonl: No such file or directory\n',
    );
  });
});

describe('events', () => {
  const events = (path: string, input: string, ...shared: readonly string[]) =>
    run(['events', path, ...shared], { input });

  test('writes a line for each of its input, with the shared members behind', () => {
    const path = journal();
    expect(run(['event', path, 'attempt_begin', 'attempt=a']).status).toBe(0);
    const input = 'placement\tvm=vm1\tindex:=0\tfound=0-1\n\nmark\tvm:=null\twhat=a = b, "c" \\ é\n';
    expect(events(path, input, 'block:=2', 'session=s1', 'run=r1').status).toBe(0);
    const shared = { block: 2, session: 's1', run: 'r1', origin: 'measured' };
    expect(lines(path).slice(1)).toMatchObject([
      { seq: 1, event: 'placement', vm: 'vm1', index: 0, found: '0-1', ...shared },
      { seq: 2, event: 'mark', vm: null, what: 'a = b, "c" \\ é', ...shared },
    ]);
  });

  test('writes none when one of them is wrong, and nothing for nothing', () => {
    const path = journal();
    for (const wrong of ['mark\twhat', 'mark\tn:=}', '1\twhat=x', 'mark\tseq=1', 'mark\tblock:=1']) {
      expect(events(path, `mark\twhat=fine\n${wrong}\n`, 'block:=1').status).toBe(2);
      expect(existsSync(path)).toBe(false);
    }
    expect(events(path, '').status).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test('closes a torn line and goes on counting', () => {
    const path = journal();
    writeFileSync(path, '{"v":1,"seq":7}\n{"v":1,"se');
    expect(events(path, 'mark\twhat=a\nmark\twhat=b').status).toBe(0);
    const text = readFileSync(path, 'utf8').split('\n');
    expect(text.slice(2, -1).map((line) => (JSON.parse(line) as Line)['seq'])).toEqual([9, 10]);
  });
});

describe('ended and count', () => {
  test('finds a run whose name is written with an escape, and none in other text', () => {
    const path = journal();
    const end = (name: string): string => `{"v":1,"seq":0,"event":"run_\\u0065nd","run":"${name}"}\n`;
    writeFileSync(path, `${end('r\\u0031')}{"v":1,"seq":1,"event":"mark","what":"r2 run_end"}\n`);
    expect(run(['ended', path, 'r1']).status).toBe(0);
    expect(run(['ended', path, 'r2']).status).toBe(1);
    expect(run(['count', path, 'run_end']).stdout).toBe('1\n');
  });

  function filled(): string {
    const path = journal();
    run([
      'event',
      path,
      'run_end',
      'run=r0001',
      'block:=0',
      'session=s0001',
      'raw:={"file":"raw/s0001.txt"}',
    ]);
    run(['event', path, 'run_begin', 'run=r0002', 'block:=0', 'session=s0001']);
    run([
      'event',
      path,
      'mark',
      'what="event":"run_end","run":"r0003"',
      'run=r0002',
      'more:={"event":"run_end","run":"r0004"}',
    ]);
    run(['event', path, 'warmup', 'run=r0005', 'block:=1']);
    return path;
  }

  test('a run has ended when it has a run_end of its own', () => {
    const path = filled();
    expect(run(['ended', path, 'r0001']).status).toBe(0);
    for (const name of ['r0002', 'r0003', 'r0004', 'r0005', 'r000', 'r00011', '', 'raw/s0001.txt'])
      expect(run(['ended', path, name]).status, name).toBe(1);
    expect(run(['ended', `${path}.none`, 'r0001']).status).toBe(1);
    expect(run(['ended', path]).status).toBe(2);
  });

  test('a run that is to be run again has not ended, until it has', () => {
    const path = filled();
    run(['event', path, 'retry', 'run=r0001']);
    expect(run(['ended', path, 'r0001']).status).toBe(1);
    run(['event', path, 'run_begin', 'run=r0001']);
    expect(run(['ended', path, 'r0001']).status).toBe(1);
    run(['event', path, 'run_end', 'run=r0001', 'state=failed']);
    run(['event', path, 'retry', 'run=r0002']);
    expect(run(['ended', path, 'r0001']).status).toBe(0);
  });

  test('failed are the runs whose last end was no good one, in the order of these ends', () => {
    const path = journal();
    const end = (name: string, state: string): unknown =>
      run(['event', path, 'run_end', `run=${name}`, `state=${state}`]);
    expect(run(['failed', path])).toMatchObject({ status: 0, stdout: '' });
    end('r0002', 'failed');
    end('r0001', 'timeout');
    end('r00011', 'ok');
    end('r0003', 'failed');
    run(['event', path, 'retry', 'run=r0003']);
    run(['event', path, 'warmup', 'run=r0004', 'state=failed']);
    expect(run(['failed', path]).stdout).toBe('r0002\nr0001\n');
    run(['event', path, 'retry', 'run=r0002']);
    end('r0002', 'ok');
    end('r0003', 'failed');
    expect(run(['failed', path]).stdout).toBe('r0001\nr0003\n');
    expect(run(['failed']).status).toBe(2);
  });

  test('a torn line does not count, one that lacks only its newline does', () => {
    const path = filled();
    const whole = '{"v":1,"seq":4,"event":"run_end","run":"r0006"}';
    appendFileSync(path, whole.slice(0, -1));
    expect(run(['ended', path, 'r0006']).status).toBe(1);
    appendFileSync(path, whole.slice(-1));
    expect(run(['ended', path, 'r0006']).status).toBe(0);
  });

  test.each([
    [['run_end'], 1],
    [['mark'], 1],
    [['run_begin', 'block=0'], 1],
    [['run_begin', 'block:=0', 'session=s0001'], 1],
    [['run_begin', 'block=00'], 0],
    [['run_end', 'raw:={ "file" : "raw/s0001.txt" }'], 1],
    [['run_end', 'file=raw/s0001.txt'], 0],
    [['mark', 'session=null'], 1],
    [['mark', 'what="event":"run_end","run":"r0003"'], 1],
    [['none'], 0],
  ])('count %j is %i', (args, expected) => {
    const result = run(['count', filled(), ...args]);
    expect(result.stdout).toBe(`${expected}\n`);
    expect(result.status).toBe(0);
  });

  test('finds any text that event wrote', () => {
    const path = journal();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (raw) => {
        const text = raw.replaceAll('\0', '');
        writeFileSync(path, '');
        run(['event', path, 'run_end', `run=${text}`]);
        expect(run(['ended', path, text]).status).toBe(0);
        expect(run(['ended', path, `${text}x`]).status).toBe(1);
        expect(run(['count', path, 'run_end', `run=${text}`]).stdout).toBe('1\n');
      }),
      { numRuns: 40 },
    );
  });
});
