import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from './verdict';

// The verdict itself: it must find what it is there to find.

const WHOLE = 'one\ntwo\n';

function end(run: string, offset: number, bytes = WHOLE.length, state = 'ok', cut = false): string {
  return JSON.stringify({ event: 'run_end', run, state, raw: { file: 'raw/s1.txt', offset, bytes, cut } });
}

function verdict(lines: readonly string[], raw = WHOLE + WHOLE): Verdict {
  return judge({
    planned: new Map([
      ['r1', 'prints'],
      ['r2', 'prints'],
    ]),
    journal: lines.map((line) => `${line}\n`).join(''),
    raw: (file) => (file === 'raw/s1.txt' ? Buffer.from(raw) : null),
    output: () => WHOLE,
  });
}

const fine = [end('r1', 0), end('r2', 8)];

describe('the verdict on an attempt', () => {
  it('is good when every planned run ended once with whole output', () => {
    expect(verdict(fine)).toEqual({ lost: [], doubled: [], badLines: 0 });
    const retried = [end('r1', 0, 4, 'failed'), end('r2', 4), '{"event":"retry","run":"r1"}', end('r1', 12)];
    expect(verdict(retried, `one\n${WHOLE}${WHOLE}`)).toEqual({ lost: [], doubled: [], badLines: 0 });
  });

  it.each([
    ['a run without an end', [end('r1', 0)], undefined, ['r2 has no end']],
    ['a run that was taken back', [...fine, '{"event":"retry","run":"r2"}'], undefined, ['r2 has no end']],
    ['output that is short', fine, WHOLE + 'one\n', ['r2 (ok): raw/s1.txt is shorter than the journal says']],
    [
      'output that lacks its end',
      [end('r1', 0, 4), end('r2', 8)],
      undefined,
      ['r1 (ok): its output is not whole'],
    ],
    [
      'output that was cut',
      [end('r1', 0, 8, 'ok', true), end('r2', 8)],
      undefined,
      ['r1 (ok): its output is not whole'],
    ],
    ['output of somebody else', fine, `${WHOLE}ONE\ntwo\n`, ['r2 (ok): its output is not whole']],
    [
      'a failed run with other output',
      [end('r1', 0), end('r2', 8, 8, 'failed')],
      `${WHOLE}what now`,
      ['r2 (failed): its output is another'],
    ],
  ])('is bad for %s', (_, lines, raw, lost) => {
    expect(verdict(lines, raw).lost).toEqual(lost);
  });

  it.each([
    ['a run that ended twice', [...fine, end('r2', 8)], ['r2 ended twice']],
    ['runs that share output', [end('r1', 0), end('r2', 4)], ['r1 and r2 share output']],
    ['a run that nobody planned', [...fine, end('r3', 16)], ['r3 was not planned']],
    [
      'a block that ended twice',
      [...fine, '{"event":"block_end","block":0}', '{"event":"block_end","block":0}'],
      ['block 0 ended twice'],
    ],
  ])('is bad for %s', (_, lines, doubled) => {
    expect(verdict(lines).doubled).toEqual(expect.arrayContaining(doubled));
  });

  it('counts torn lines, and takes the program that was ended by a signal', () => {
    expect(verdict([...fine, '{"event":"run_e']).badLines).toBe(1);
    const killed = [end('r1', 0), end('r2', 8, 11, 'failed')];
    expect(verdict(killed, `${WHOLE}one\nKilled\n`).lost).toEqual([]);
  });
});
