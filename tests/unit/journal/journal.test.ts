import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyState } from '../../../src/core/journal/foldState';
import { journalReader, readJournal } from '../../../src/core/journal/reader';
import { attemptBegin, journalText, placement, runBegin, runEnd, sessionBegin, type Said } from './lines';

const stateOf = (...events: Said[]) => readJournal(journalText([attemptBegin, ...events])).state;
const runOf = (...events: Said[]) => stateOf(...events).runs[0];
const begun = [sessionBegin('s1', 'wide', ['vm0']), runBegin('s1', 'r1')];

describe('a journal', () => {
  it('of nothing says nothing', () => {
    expect(readJournal('')).toEqual({ state: emptyState(), events: [], torn: false });
    expect(emptyState()).toMatchObject({ state: 'running', began: null, last: null, badLines: 0 });
  });

  it('tells attempt, session and run', () => {
    const state = stateOf(
      sessionBegin('s1', 'wide', ['vm0', 'vm1'], { block: 2, boot: 1 }),
      { event: 'prepared', session: 's1', freeBytes: { 0: 5e9 } },
      { event: 'guest_ready', session: 's1', vm: 'vm0', seconds: 7.5 },
      runBegin('s1', 'r1'),
      runEnd('s1', 'r1', { raw: { file: 'raw/s1.txt', offset: 4, bytes: 20, cut: true } }),
      { event: 'session_end', session: 's1', state: 'ok' },
      { event: 'block_end', block: 2 },
      { event: 'attempt_end', block: null, state: 'finished' },
    );
    expect(state).toEqual({
      ...{ attempt: 'a1', plan: 'cafe', tool: '0.1.0', origin: 'measured', state: 'finished', why: null },
      ...{ calibratedFrom: [], blockLimit: null, precise: null, activeSeconds: 8 },
      ...{ problems: [], missing: [], facts: [] },
      sessions: [
        {
          ...{
            session: 's1',
            block: 2,
            layout: 'wide',
            levels: {},
            vms: ['vm0', 'vm1'],
            boots: 1,
            state: 'ok',
            why: null,
          },
          ...{ readySeconds: { vm0: 7.5 }, freeBytes: { 0: 5e9 }, memorySamples: [], regions: [] },
        },
      ],
      runs: [
        {
          ...{
            run: 'r1',
            session: 's1',
            block: 2,
            layout: 'wide',
            levels: {},
            workload: 'w1',
            phase: 'cold',
            state: 'ok',
          },
          ...{ exit: 0, earlier: null, wallSeconds: 2, began: 1004, placements: [], marks: [], tries: 1 },
          predicted: null,
          collected: { counters: [], pages: [], techniques: [], traffic: [] },
          raw: { file: 'raw/s1.txt', offset: 4, bytes: 20, cut: true },
        },
      ],
      ...{ earlierTries: {}, blocksEnded: [2], badLines: 0, began: 1000, last: 1008 },
    });
  });

  it('shows a run that is under way behind those that have ended', () => {
    const { runs } = stateOf(...begun, runBegin('s1', 'r2'), runEnd('s1', 'r2'));
    expect(runs.map(({ run, state }) => `${run} ${state}`)).toEqual(['r2 ok', 'r1 running']);
  });

  it('counts a second end of a run as a bad line and keeps the first', () => {
    const state = stateOf(...begun, runEnd('s1', 'r1'), runEnd('s1', 'r1', { state: 'failed', exit: 1 }));
    expect(state.badLines).toBe(1);
    expect(state.runs.map(({ state: end }) => end)).toEqual(['ok']);
  });

  it('counts what is no event, and lines of a session that never began', () => {
    const text = `${journalText([attemptBegin])}{"v":1}\nnonsense\n[]\n${journalText([runBegin('s9', 'r9')])}`;
    const { state, events } = readJournal(text);
    expect(state.badLines).toBe(4);
    expect(events.map(({ event }) => event)).toEqual(['attempt_begin']);
  });

  it('does not count a torn last line, nor believe it', () => {
    const whole = journalText([attemptBegin, ...begun, runEnd('s1', 'r1')]);
    const { state, torn } = readJournal(whole.slice(0, -1));
    expect(torn).toBe(true);
    expect(state).toMatchObject({ badLines: 0, runs: [{ run: 'r1', state: 'running' }] });
  });

  it('names the captures of the host', () => {
    const state = stateOf({ event: 'facts', block: null, when: 'before', file: 'raw/facts-before.txt' });
    expect(state.facts).toEqual([{ when: 'before', file: 'raw/facts-before.txt' }]);
  });

  it('waits while it is queued, and runs when its turn has come', () => {
    const queued: Said = { event: 'queued', block: null };
    expect(stateOf(queued).state).toBe('queued');
    const resumed = stateOf(queued, { event: 'attempt_resume', block: null });
    expect(resumed).toMatchObject({ state: 'running', activeSeconds: 1 });
  });

  it('forgets the end and its problems when the attempt goes on', () => {
    const ended: Said[] = [
      { event: 'problem', block: null, what: 'no kvm', remedy: 'load it' },
      { event: 'attempt_end', block: null, state: 'failed', why: 'preflight' },
    ];
    expect(stateOf(...ended)).toMatchObject({
      state: 'failed',
      why: 'preflight',
      problems: [{ what: 'no kvm' }],
    });
    const resumed = stateOf(...ended, { event: 'attempt_resume', block: null });
    expect(resumed).toMatchObject({ state: 'running', why: null, problems: [] });
  });
});

describe('a run that was cut off', () => {
  it('is gone when its attempt ends, and counts once when it is done again', () => {
    const cut = [...begun, placement('s1', { run: 'r1', ok: false, found: '5' })];
    const ended: Said = { event: 'attempt_end', block: null, state: 'failed', why: 'killed' };
    expect(stateOf(...cut, ended).runs).toEqual([]);
    const again = stateOf(...cut, ended, { event: 'attempt_resume' }, ...begun, runEnd('s1', 'r1'));
    expect(again.runs).toMatchObject([{ run: 'r1', state: 'ok', placements: [], marks: [] }]);
    expect(again.sessions).toMatchObject([{ boots: 2, state: 'running' }]);
  });

  it('begins anew without an end between, as after a power cut', () => {
    const state = stateOf(...begun, ...begun, runEnd('s1', 'r1'));
    expect(state).toMatchObject({ badLines: 0, runs: [{ run: 'r1', began: 1004 }] });
  });
});

describe('a run that is asked for again', () => {
  const failed = { state: 'failed', exit: 3, raw: { file: 'raw/s1.txt', offset: 0, bytes: 7 } };
  const retry: Said = { event: 'retry', block: null, run: 'r1' };
  const once = [...begun, runEnd('s1', 'r1', failed)];

  it('is open until it has ended again, and keeps what it did before', () => {
    const state = stateOf(...once, retry);
    expect(state.runs).toEqual([]);
    expect(state.earlierTries).toEqual({
      r1: [
        {
          ...{ session: 's1', state: 'failed', exit: 3, wallSeconds: 2 },
          raw: { ...failed.raw, cut: false },
        },
      ],
    });
  });

  it('counts once, by its last end', () => {
    const state = stateOf(...once, retry, ...begun, runEnd('s1', 'r1'));
    expect(state.badLines).toBe(0);
    expect(state.runs).toMatchObject([{ run: 'r1', state: 'ok', tries: 2, marks: [] }]);
    const other = runEnd('s1', 'r2');
    const { runs } = stateOf(...once, other, retry, ...begun, runEnd('s1', 'r1'));
    expect(runs.map(({ run }) => run)).toEqual(['r2', 'r1']);
    const third = stateOf(...once, retry, ...once, retry, ...begun, runEnd('s1', 'r1'));
    expect(third.runs).toMatchObject([{ run: 'r1', tries: 3 }]);
    expect(third.earlierTries['r1']).toHaveLength(2);
  });

  it('stays open when its session ends before it', () => {
    const ended: Said = { event: 'session_end', session: 's1', state: 'failed', why: 'vm0 died' };
    const state = stateOf(...once, retry, ...begun, ended);
    expect(state.runs).toEqual([]);
    expect(state.earlierTries['r1']).toHaveLength(1);
  });

  it('must have ended: anything else is a bad line', () => {
    expect(stateOf(...begun, retry).badLines).toBe(1);
    expect(stateOf(retry).badLines).toBe(1);
  });
});

describe('placements and marks', () => {
  it('read before a run go to the next run of the session', () => {
    const early = placement('s1', { run: null, found: '2', ok: false });
    const state = stateOf(
      ...[sessionBegin('s1', 'wide', ['vm0']), early, runBegin('s1', 'r1'), runEnd('s1', 'r1')],
      ...[runBegin('s1', 'r2'), runEnd('s1', 'r2')],
    );
    expect(state.runs[0]?.marks).toEqual(['vCPU 0 of vm0: declared 3, found 2']);
    expect(state.runs[0]?.placements).toHaveLength(1);
    expect(state.runs[1]).toMatchObject({ marks: [], placements: [] });
  });

  it('name their run before and after its end', () => {
    const rank = { kind: 'rank', index: 4, vm: null, declared: '4', found: '0-7', ok: false, run: 'r1' };
    const run = runOf(...begun, placement('s1', { run: 'r1' }), runEnd('s1', 'r1'), placement('s1', rank));
    expect(run?.placements.map(({ kind, ok }) => `${kind} ${ok}`)).toEqual(['vcpu true', 'rank false']);
    expect(run?.marks).toEqual(['rank 4: declared 4, found 0-7']);
  });

  it('keep the bytes of each node', () => {
    const memory = placement('s1', {
      kind: 'memory',
      declared: '1',
      found: '1',
      pages: { 1: 4096 },
      run: 'r1',
    });
    expect(runOf(...begun, memory)?.placements[0]).toEqual({
      ...{ vm: 'vm0', kind: 'memory', index: 0, declared: '1', found: '1', pages: { 1: 4096 }, ok: true },
    });
  });

  it('mark the run that they name, once for each reason, else the one that is under way', () => {
    const moved: Said = { event: 'mark', session: 's1', run: 'r1', what: 'vCPU 0 moved' };
    const noise: Said = { event: 'mark', session: 's1', what: 'host was busy' };
    expect(runOf(...begun, moved, moved, noise)?.marks).toEqual(['vCPU 0 moved', 'host was busy']);
  });

  it('of a run repeated as history leave its result alone', () => {
    const warmup = { ...runEnd('s1', 'r1'), event: 'warmup' } as const;
    const bad = placement('s1', { run: 'r1', ok: false, found: '9' });
    const run = runOf(...begun, runEnd('s1', 'r1'), ...begun, bad, warmup, bad);
    expect(run).toMatchObject({ state: 'ok', marks: [], placements: [] });
  });

  it('of another origin than the attempt mark the run', () => {
    const run = runOf(...begun, runEnd('s1', 'r1', { origin: 'rehearsed' }));
    expect(run?.marks).toEqual(['the line says rehearsed, the attempt measured']);
  });
});

describe('a picture of a moment', () => {
  it('stays as it is when more is read', () => {
    const reader = journalReader();
    reader.push(journalText([attemptBegin, ...begun]));
    const before = reader.state();
    reader.push(journalText([placement('s1', { run: 'r1', ok: false, found: '5' })]));
    expect(before.runs[0]).toMatchObject({ placements: [], marks: [] });
    expect(reader.state().runs[0]?.placements).toHaveLength(1);
  });
});

describe('reading in pieces', () => {
  const names = fc.constantFrom('s1', 's2');
  const runs = fc.constantFrom('r1', 'r2', 'r3');
  const said: fc.Arbitrary<Said> = fc.oneof(
    fc.tuple(names, fc.constantFrom('native', 'wide')).map(([s, layout]) => sessionBegin(s, layout)),
    fc.tuple(names, runs).map(([s, run]) => runBegin(s, run)),
    fc.tuple(names, runs).map(([s, run]) => runEnd(s, run)),
    fc.tuple(names, fc.option(runs), fc.boolean()).map(([s, run, ok]) => placement(s, { run, ok })),
    fc
      .tuple(names, fc.option(runs))
      .map(([session, run]): Said => ({ event: 'mark', session, run, what: 'ü§ \u2028' })),
    names.map((session): Said => ({ event: 'session_end', session, state: 'ok' })),
    fc.constant<Said>({ event: 'attempt_resume', block: null }),
    fc.constant<Said>({ event: 'attempt_end', block: null, state: 'partial' }),
  );

  it('gives what reading at once gives, and pictures taken between do not change', () => {
    fc.assert(
      fc.property(
        fc.array(said, { maxLength: 30 }),
        fc.array(fc.nat(400)),
        fc.nat(60),
        (events, cuts, torn) => {
          const text = journalText([attemptBegin, ...events]);
          const cutText = text.slice(0, text.length - torn);
          const reader = journalReader();
          const pictures: [string, unknown][] = [];
          let rest = cutText;
          for (const cut of cuts) {
            reader.push(rest.slice(0, cut));
            rest = rest.slice(cut);
            const picture = reader.state();
            pictures.push([JSON.stringify(picture), picture]);
          }
          reader.push(rest);
          const whole = readJournal(cutText);
          expect(reader.state()).toEqual(whole.state);
          expect(reader.torn()).toBe(whole.torn);
          for (const [before, picture] of pictures) expect(JSON.stringify(picture)).toBe(before);
        },
      ),
    );
  });

  it('takes 100,000 runs in linear time', { timeout: 60_000 }, () => {
    const lines = (count: number): string => {
      const events = Array.from({ length: count }, (_, index) => [
        runBegin('s1', `r${index}`),
        runEnd('s1', `r${index}`),
      ]);
      return journalText([attemptBegin, sessionBegin('s1', 'wide'), ...events.flat()]);
    };
    const reader = journalReader();
    const text = lines(100_000);
    const began = performance.now();
    for (let at = 0; at < text.length; at += 1 << 20) {
      reader.push(text.slice(at, at + (1 << 20)));
      reader.state();
    }
    expect(reader.state().runs).toHaveLength(100_000);
    // A few seconds; quadratic copying takes minutes.
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
