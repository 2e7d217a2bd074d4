import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journalReader, readJournal } from '../../../src/core/journal/reader';
import {
  attemptBegin,
  counters,
  journalText,
  missing,
  pageKinds,
  placement,
  runBegin,
  runEnd,
  sampled,
  type Said,
  sessionBegin,
  technique,
} from './lines';

const session = fc.constantFrom('s1', 's2');
const run = fc.constantFrom('r1', 'r2', 'r3');
const maybeRun = fc.option(run);
/** Also what no attempt writes: ends in another session, repetitions, marks of what has gone. */
const event: fc.Arbitrary<Said> = fc.oneof(
  session.map((of) => sessionBegin(of, 'wide', ['vm0'])),
  fc.tuple(session, run).map(([of, id]) => runBegin(of, id)),
  fc.tuple(session, run).map(([of, id]) => runEnd(of, id)),
  fc.tuple(session, maybeRun).map(([of, id]) => placement(of, { run: id })),
  fc.tuple(session, maybeRun).map(([of, id]): Said => ({ event: 'mark', session: of, run: id, what: 'odd' })),
  session.map((of) => technique(of, 'reclaim')),
  fc.tuple(session, run).map(([of, id]) => pageKinds(of, id)),
  fc.tuple(session, run, fc.nat(9)).map(([of, id, faults]) => counters(of, id, { faults })),
  session.map((of) => sampled(of)),
  fc.constantFrom('no swap', 'no rights').map((what) => missing('s1', 'swap', what)),
  session.map((of): Said => ({ event: 'guest_ready', session: of, vm: 'vm0', seconds: 2 })),
  session.map((of): Said => ({ event: 'session_end', session: of, state: 'failed' })),
  run.map((id): Said => ({ event: 'retry', block: null, run: id })),
  fc.constant<Said>({ event: 'attempt_end', block: null, state: 'failed' }),
);

/** Lines of a journal; each can be read alone. */
function linesOf(events: readonly Said[]): readonly string[] {
  return journalText([attemptBegin, ...events]).match(/[^\n]*\n/g) ?? [];
}

describe('the state of a journal', () => {
  it('is the same whether it was looked at before or not', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const reader = journalReader();
        let read = '';
        for (const line of linesOf(events)) {
          reader.push(line);
          read += line;
          expect(reader.state()).toEqual(readJournal(read).state);
        }
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('is not changed by what comes later', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const reader = journalReader();
        const seen = linesOf(events).map((line) => {
          reader.push(line);
          const state = reader.state();
          return { state, copy: structuredClone(state) };
        });
        for (const { state, copy } of seen) expect(state).toEqual(copy);
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('has the same objects for runs and sessions of which nothing new was said', () => {
    const reader = journalReader();
    const at = (name: string): Said => sessionBegin(name, 'wide');
    const events = [at('s1'), runBegin('s1', 'r1'), runEnd('s1', 'r1'), at('s2'), runBegin('s2', 'r2')];
    reader.push(linesOf(events).join(''));
    const before = reader.state();
    reader.push(linesOf([...events, runEnd('s2', 'r2')]).at(-1) ?? '');
    const after = reader.state();
    expect(after.runs.map((one, index) => one === before.runs[index])).toEqual([true, false]);
    expect(after.sessions.map((one, index) => one === before.sessions[index])).toEqual([true, true]);
  });
});
