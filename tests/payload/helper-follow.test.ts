import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import { fnv1a64 } from '../../src/core/text/hash';
import { type Frame, frameReader } from '../../src/lab/frames';
import { attemptBegin, journalText, runBegin, runEnd, type Said, sessionBegin } from '../unit/journal/lines';
import { freshFolder, run, type Running, sleep, startHelper, until } from './helper';

let names = 0;

/** An attempt's folder whose lock is held until `end`. */
async function attempt(): Promise<{ folder: string; end: () => Promise<void> }> {
  const folder = freshFolder();
  mkdirSync(join(folder, 'raw'));
  const holder = startHelper([
    'hold',
    `vmpart-follow-${process.pid}-${names++}`,
    join(folder, 'lock'),
    '--',
    'sleep',
    '120',
  ]);
  await until('the attempt lives', () => run(['alive', join(folder, 'lock')]).status === 0);
  return {
    folder,
    end: async () => {
      holder.child.kill('SIGKILL');
      await holder.ended;
    },
  };
}

function framesOf(running: Running): readonly Frame[] {
  return frameReader()(running.output());
}

function text(frames: readonly Frame[], file: string | null): string {
  let offset: number | null = null;
  const pieces: string[] = [];
  for (const frame of frames) {
    if (frame.kind === 'alive' || (frame.kind === 'journal') !== (file === null)) continue;
    if (frame.kind === 'raw' && frame.file !== file) continue;
    if (offset !== null) expect(frame.offset).toBe(offset);
    offset = frame.offset + frame.bytes.length;
    pieces.push(Buffer.from(frame.bytes).toString());
  }
  return pieces.join('');
}

function line(seq: number): string {
  return `{"v":1,"seq":${seq},"event":"mark","what":"line"}\n`;
}

describe('follow', () => {
  test('sends what is there, what comes, and ends with the attempt', async () => {
    const { folder, end } = await attempt();
    const journal = join(folder, 'journal.jsonl');
    writeFileSync(journal, line(0));
    const running = startHelper(['follow', folder, '0']);
    await until('the first line', () => text(framesOf(running), null) === line(0));
    appendFileSync(join(folder, 'raw/s0001.txt'), 'output 1\n');
    await until('output', () => text(framesOf(running), 's0001.txt') === 'output 1\n');
    appendFileSync(join(folder, 'raw/s0001.txt'), 'output 2\n');
    appendFileSync(journal, line(1));
    await until('the second line', () => text(framesOf(running), null) === line(0) + line(1));
    appendFileSync(journal, line(2));
    await end();
    expect((await running.ended).code).toBe(0);
    const frames = framesOf(running);
    expect(text(frames, null)).toBe(line(0) + line(1) + line(2));
    expect(text(frames, 's0001.txt')).toBe('output 1\noutput 2\n');
    expect(frames.at(-1)).toEqual({ kind: 'alive', alive: false });
    expect(frames.filter((frame) => frame.kind === 'alive' && !frame.alive)).toHaveLength(1);
  });

  test('the first output may come when it is running already', async () => {
    const { folder, end } = await attempt();
    rmSync(join(folder, 'raw'), { recursive: true });
    const running = startHelper(['follow', folder, '0']);
    await until('a sign of life', () => framesOf(running).length > 0);
    mkdirSync(join(folder, 'raw'));
    writeFileSync(join(folder, 'raw/s0001.txt'), 'a');
    writeFileSync(join(folder, 'journal.jsonl'), line(0));
    await until('the line', () => text(framesOf(running), null) === line(0));
    expect(text(framesOf(running), 's0001.txt')).toBe('a');
    await end();
  });

  test('says at least every 2 s that it is there', async () => {
    const { folder, end } = await attempt();
    const running = startHelper(['follow', folder, '0']);
    const times: number[] = [Date.now()];
    running.child.stdout?.on('data', () => times.push(Date.now()));
    await sleep(5500);
    await end();
    await running.ended;
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...gaps)).toBeLessThan(3000);
    expect(framesOf(running).every((frame) => frame.kind === 'alive')).toBe(true);
  });

  test('goes on where the reader is', async () => {
    const { folder, end } = await attempt();
    await end();
    writeFileSync(join(folder, 'journal.jsonl'), line(0) + line(1));
    writeFileSync(join(folder, 'raw/s0001.txt'), '0123456789');
    writeFileSync(join(folder, 'raw/s0002.txt'), 'abc');
    const result = run(['follow', folder, String(line(0).length), 's0001.txt=4', 'raw/s0002.txt=3']);
    expect(result.stdout).toBe(
      `R s0001.txt 4 6\n456789J ${line(0).length} ${line(1).length}\n${line(1)}A ended 0\n`,
    );
  });

  test('keeps lines whole and sends output before the line that speaks of it', async () => {
    const { folder, end } = await attempt();
    const journal = join(folder, 'journal.jsonl');
    const running = startHelper(['follow', folder, '0']);
    for (let i = 0; i < 40; i++) {
      appendFileSync(join(folder, 'raw/s0001.txt'), 'x'.repeat(1000));
      appendFileSync(journal, `{"seq":${i},"bytes":`);
      await sleep(i % 4 === 0 ? 60 : 5);
      appendFileSync(journal, `${(i + 1) * 1000}}\n`);
    }
    appendFileSync(journal, '{"torn":');
    await end();
    await running.ended;
    let raw = 0;
    let seen = 0;
    for (const frame of framesOf(running)) {
      if (frame.kind === 'raw') raw += frame.bytes.length;
      if (frame.kind !== 'journal') continue;
      const lines = Buffer.from(frame.bytes).toString().split('\n');
      expect(lines.pop()).toBe('');
      for (const each of lines) {
        const parsed = JSON.parse(each) as { seq: number; bytes: number };
        expect(parsed.seq).toBe(seen++);
        expect(raw).toBeGreaterThanOrEqual(parsed.bytes);
      }
    }
    expect(seen).toBe(40);
  });

  test('large files come in frames of at most 1 MiB, a longer line in one of its own', async () => {
    const { folder, end } = await attempt();
    await end();
    const long = `{"x":"${'y'.repeat(1_500_000)}"}\n`;
    const many = line(0).repeat(40_000);
    writeFileSync(join(folder, 'journal.jsonl'), many + long + line(1));
    writeFileSync(join(folder, 'raw/s0001.txt'), 'z'.repeat(2_500_000));
    const running = startHelper(['follow', folder, '0']);
    expect((await running.ended).code).toBe(0);
    const frames = framesOf(running);
    expect(text(frames, null)).toBe(many + long + line(1));
    expect(text(frames, 's0001.txt')).toHaveLength(2_500_000);
    const sizes = frames.map((frame) => (frame.kind === 'alive' ? 0 : frame.bytes.length));
    const large = sizes.filter((size) => size > 1024 * 1024);
    expect(large).toEqual([long.length]);
  });

  test('only reads output, never through a link', async () => {
    const { folder, end } = await attempt();
    await end();
    writeFileSync(join(folder, 'secret'), 'secret');
    for (const name of ['.hidden.txt', 'a b.txt', 'x.log', '.txt', 'ünïcode.txt', `${'n'.repeat(200)}.txt`])
      writeFileSync(join(folder, 'raw', name), 'not sent');
    symlinkSync(join(folder, 'secret'), join(folder, 'raw/link.txt'));
    mkdirSync(join(folder, 'raw/folder.txt'));
    expect(run(['follow', folder, '0']).stdout).toBe('A ended 0\n');
  });

  test.each([
    [['../secret=0'], 2, 'is not RAWFILE=OFFSET'],
    [['raw/../x.txt=0'], 2, 'is not RAWFILE=OFFSET'],
    [['s0001.txt'], 2, 'is not RAWFILE=OFFSET'],
    [['s0001.txt=-1'], 2, 'is not RAWFILE=OFFSET'],
    [['s0001.txt=11'], 1, 'has 10 bytes, fewer than the 11'],
  ])('refuses %j', (args, code, message) => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'raw'));
    writeFileSync(join(folder, 'raw/s0001.txt'), '0123456789');
    const result = run(['follow', folder, '0', ...args]);
    expect(result.status).toBe(code);
    expect(result.stderr).toContain(message);
  });

  test('refuses a place that is no beginning of a line, and one behind the end', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'journal.jsonl'), line(0));
    expect(run(['follow', folder, '5']).stderr).toContain('no line of');
    expect(run(['follow', folder, '500']).stderr).toContain('fewer than the 500');
    expect(run(['follow', join(folder, 'none'), '0']).stderr).toContain('there is no folder');
  });

  test('ends when its reader is gone', async () => {
    const { folder, end } = await attempt();
    const running = startHelper(['follow', folder, '0']);
    await until('a sign of life', () => framesOf(running).length > 0);
    running.child.stdout?.destroy();
    await until('it ended', () => running.child.exitCode !== null || running.child.signalCode !== null, 10);
    await end();
  });
});

describe('hash', () => {
  test('is the one of the client', () => {
    const path = join(freshFolder(), 'file');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        writeFileSync(path, bytes);
        expect(run(['hash', path]).stdout).toBe(`${fnv1a64(bytes)}\n`);
        const length = Math.min(cut, bytes.length);
        expect(run(['hash', path, String(length)]).stdout).toBe(`${fnv1a64(bytes.subarray(0, length))}\n`);
      }),
      { numRuns: 30 },
    );
  });

  test('knows the published values', () => {
    const path = join(freshFolder(), 'file');
    for (const [content, expected] of [
      ['', 'cbf29ce484222325'],
      ['a', 'af63dc4c8601ec8c'],
      ['foobar', '85944171f73967e8'],
    ] as const) {
      writeFileSync(path, content);
      expect(run(['hash', path]).stdout.trim()).toBe(expected);
    }
  });

  test('says when the file is too short or missing', () => {
    const path = join(freshFolder(), 'file');
    writeFileSync(path, 'abc');
    expect(run(['hash', path, '4'])).toMatchObject({ status: 1, stdout: '' });
    expect(run(['hash', `${path}.none`]).status).toBe(3);
    expect(run(['hash', path, 'x']).status).toBe(2);
  });
});

describe('attempts', () => {
  test('tells of each attempt', async () => {
    const { folder, end } = await attempt();
    const base = freshFolder();
    writeFileSync(
      join(folder, 'journal.jsonl'),
      `${line(0)}{"event":"run_begin","x":{"event":"no"}}\n{"event":"run_`,
    );
    symlinkSync(folder, join(base, 'b-live'));
    mkdirSync(join(base, 'a "odd" name'));
    mkdirSync(join(base, 'c-long'));
    writeFileSync(join(base, 'c-long/journal.jsonl'), `${line(0).repeat(5000)}{"event":"attempt_end"}\n`);
    writeFileSync(join(base, 'file'), '');
    mkdirSync(join(base, '.hidden'));
    const found = (): unknown[] =>
      run(['attempts', base])
        .stdout.trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text) as unknown);
    const bytes = readFileSync(join(folder, 'journal.jsonl')).length;
    const nothing = {
      ...{ state: '', runs: { ended: 0, failed: 0, planned: 0 }, blocks: { ended: 0, planned: 0 } },
      activeSeconds: 0,
    };
    expect(found()).toEqual([
      { ...nothing, name: 'a "odd" name', alive: false, lastEvent: '', bytes: 0 },
      { ...nothing, name: 'b-live', alive: true, lastEvent: 'run_begin', bytes },
      {
        ...{ ...nothing, name: 'c-long', alive: false, lastEvent: 'attempt_end' },
        bytes: 5000 * line(0).length + 24,
      },
    ]);
    await end();
    expect(found()[1]).toMatchObject({ alive: false });
  });

  test('tells how far each is, as the reader of journals does', () => {
    const base = freshFolder();
    mkdirSync(join(base, 'a1'));
    const at = join(base, 'a1');
    const blocks = [0, 1, 2].flatMap((block) => [
      `session_begin s${block} ${block} 'two words'`,
      `run_program s${block} r${block}0 w1 cold 60  # run_program`,
      `run_program s${block} r${block}1 w1 warm 60`,
      `session_end s${block}`,
      `block_end ${block}`,
    ]);
    writeFileSync(join(at, 'run.sh'), `#!/bin/sh\nattempt_begin\n${blocks.join('\n')}\nattempt_end\n`);
    const state = fc.constantFrom('ok', 'failed', 'timeout');
    fc.assert(
      fc.property(
        fc.array(state, { maxLength: 4 }),
        fc.nat(2),
        fc.option(fc.nat(2)),
        (ends, again, limit) => {
          const events: Said[] = [{ ...attemptBegin, ...(limit === null ? {} : { blocks: limit + 1 }) }];
          events.push(sessionBegin('s0', 'wide'));
          ends.forEach((end, run) =>
            events.push(runBegin('s0', `r${run}`), runEnd('s0', `r${run}`, { state: end })),
          );
          events.push({ event: 'block_end', block: 0 });
          const failed = ends.flatMap((end, run) => (end === 'ok' ? [] : [`r${run}`])).slice(0, again);
          events.push({ event: 'attempt_end', block: null, state: 'paused' });
          events.push({ event: 'attempt_resume', block: null });
          failed.forEach((run) => events.push({ event: 'retry', block: null, run }));
          const text = journalText(events);
          writeFileSync(join(at, 'journal.jsonl'), text);
          const told = JSON.parse(run(['attempts', base]).stdout) as Record<string, unknown>;
          const { state: read } = readJournal(text);
          expect(told).toMatchObject({
            state: read.state,
            runs: {
              ended: read.runs.length,
              failed: read.runs.filter((one) => one.state !== 'ok').length,
              planned: 6,
            },
            blocks: { ended: read.blocksEnded.length, planned: 3 },
            activeSeconds: read.activeSeconds,
          });
          // Before it went on, the limit of its first start held.
          writeFileSync(join(at, 'journal.jsonl'), `${text.split('\n').slice(0, 2).join('\n')}\n`);
          const begun = JSON.parse(run(['attempts', base]).stdout) as { runs: { planned: number } };
          expect(begun.runs.planned).toBe(limit === null ? 6 : 2 * (limit + 1));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a folder that is not there has none', () => {
    expect(run(['attempts', join(freshFolder(), 'none')])).toMatchObject({ status: 0, stdout: '' });
    expect(run(['attempts', '/dev/null']).status).toBe(3);
  });
});
