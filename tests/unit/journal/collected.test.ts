import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nothingCollected } from '../../../src/core/journal/foldCollected';
import { readJournal } from '../../../src/core/journal/reader';
import type { AttemptState } from '../../../src/core/journal/state';
import { capturedAttempts } from '../../support/captured';
import {
  attemptBegin,
  counters,
  journalText,
  missing,
  pageKinds,
  runBegin,
  runEnd,
  sampled,
  type Said,
  sessionBegin,
  technique,
} from './lines';

function stateOf(...events: readonly Said[]): AttemptState {
  return readJournal(journalText([attemptBegin, ...events])).state;
}

function whole(session: string, run: string): readonly Said[] {
  return [runBegin(session, run), runEnd(session, run)];
}

function namesOf({ runs }: AttemptState): readonly string[] {
  return runs.map(({ run, collected }) =>
    [run, ...collected.techniques.map((one) => one.technique)].join(' '),
  );
}

const up = sessionBegin('s1', 'wide', ['vm0']);

describe('a technique', () => {
  it('belongs to the next run of its session, with what it did', () => {
    const state = stateOf(
      ...[up, sessionBegin('s2', 'four', ['vm0']), ...whole('s1', 'r1')],
      ...[technique('s1', 'reclaim'), technique('s1', 'balloon', { complete: false, why: 'time was up' })],
      ...[...whole('s2', 'r9'), ...whole('s1', 'r2'), ...whole('s1', 'r3')],
    );
    expect(namesOf(state)).toEqual(['r1', 'r9', 'r2 reclaim balloon', 'r3']);
    expect(state.runs[2]?.collected.techniques).toEqual([
      {
        ...{ technique: 'reclaim', vm: 'vm0', seconds: 1.5, complete: true, why: null },
        ...{ before: { 0: 100, 1: 60 }, after: { 0: 100, 1: 10 } },
      },
      expect.objectContaining({ technique: 'balloon', complete: false, why: 'time was up' }),
    ]);
    expect(state.badLines).toBe(0);
  });

  it('is forgotten with the VMs on which it acted', () => {
    expect(namesOf(stateOf(up, technique('s1', 'reclaim'), up, ...whole('s1', 'r1')))).toEqual(['r1']);
  });

  it('before the repetition of a run that has ended is none of the next run', () => {
    const again = [up, technique('s1', 'reclaim'), runBegin('s1', 'r1'), technique('s1', 'migrate')];
    expect(namesOf(stateOf(up, ...whole('s1', 'r1'), ...again, ...whole('s1', 'r2')))).toEqual([
      'r1',
      'r2 migrate',
    ]);
  });

  it('of a run that is tried again is that of its last try', () => {
    const state = stateOf(
      ...[up, technique('s1', 'reclaim'), ...whole('s1', 'r1')],
      ...[{ event: 'retry', block: null, run: 'r1' } as const, technique('s1', 'balloon')],
      ...whole('s1', 'r1'),
    );
    expect(namesOf(state)).toEqual(['r1 balloon']);
  });
});

describe('what collectors say of a run', () => {
  it('is kept with it, whether it has ended or not, in the order in which it came', () => {
    const said = [
      counters('s1', 'r1', { faults: 4 }),
      counters('s1', 'r1', { swaps: 1 }),
      pageKinds('s1', 'r1'),
    ];
    for (const events of [
      [up, runBegin('s1', 'r1'), ...said],
      [up, runBegin('s1', 'r1'), ...said, runEnd('s1', 'r1')],
      [up, ...whole('s1', 'r1'), ...said],
    ]) {
      const [run] = stateOf(...events).runs;
      expect(run?.collected.counters).toEqual([
        { vm: 'vm0', counters: { faults: 4 } },
        { vm: 'vm0', counters: { swaps: 1 } },
      ]);
      expect(run?.collected.pages).toEqual([
        {
          ...{ vm: 'vm0', ranks: 4, seconds: 2, local: { 0: 50 }, remoteSingle: { 1: 20 } },
          ...{ remoteMultiple: { 1: 20 }, unmappedBytes: 10, inheritedBytes: 60, inheritedWrongBytes: 30 },
        },
      ]);
    }
  });

  it("of its repetition after another boot is nobody's", () => {
    const events = [up, ...whole('s1', 'r1'), up, runBegin('s1', 'r1'), pageKinds('s1', 'r1')];
    expect(stateOf(...events).runs[0]?.collected).toEqual(nothingCollected);
  });

  it('of a run that nobody began is a bad line', () => {
    expect(stateOf(up, pageKinds('s1', 'r7'), counters('s1', 'r7', {}))).toMatchObject({
      badLines: 2,
      runs: [],
    });
  });

  it('takes no room in runs of which nothing was said', () => {
    const { runs } = stateOf(up, ...whole('s1', 'r1'), technique('s1', 'reclaim'), ...whole('s1', 'r2'));
    const { runs: more } = stateOf(up, ...whole('s1', 'r1'));
    expect([runs[0], more[0]].map((run) => run?.collected === nothingCollected)).toEqual([true, true]);
    expect(nothingCollected).toEqual({ counters: [], pages: [], techniques: [], traffic: [] });
  });
});

describe('what is said of sessions and attempts', () => {
  it('is every sampling, those of VMs that were booted anew too', () => {
    const state = stateOf(up, sampled('s1'), up, sampled('s1', { offset: 400, vmSeconds: null }));
    expect(state.sessions[0]?.memorySamples).toEqual([
      {
        ...{ file: 'raw/s1-memory.txt', offset: 0, bytes: 400, seconds: 1, samples: 8 },
        ...{ collectorSeconds: 0.02, vmSeconds: 30 },
      },
      expect.objectContaining({ offset: 400, vmSeconds: null }),
    ]);
  });

  it('is what was missing, each once', () => {
    const events = ['no cgroup v2', 'no cgroup v2', 'no rights'].map((what) =>
      missing('s1', 'numaStat', what),
    );
    const state = stateOf(up, ...events, missing('s1', 'swap', 'no cgroup v2'));
    expect(state.missing.map(({ part, what }) => `${part}: ${what}`)).toEqual([
      ...['numaStat: no cgroup v2', 'numaStat: no rights', 'swap: no cgroup v2'],
    ]);
  });
});

it('journals of before are read as before: nothing was collected, and nothing is kept for it', async () => {
  const attempts = await capturedAttempts('cold-warm');
  expect(attempts.length).toBeGreaterThan(0);
  for (const { state } of attempts) {
    expect(state).toMatchObject({ badLines: 0, missing: [] });
    expect(state.sessions.every(({ memorySamples }) => memorySamples.length === 0)).toBe(true);
    expect(state.runs.every(({ collected }) => collected === nothingCollected)).toBe(true);
  }
});

/** What happens in an attempt of two sessions: `boot`, `technique`, or a whole run. */
const act = fc.record({
  session: fc.constantFrom('s1', 's2'),
  kind: fc.constantFrom('boot', 'technique', 'technique', 'run', 'run'),
});

it('every technique is that of the run of its session that begins next, unless its VMs went before', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const events: Said[] = [up, sessionBegin('s2', 'four', ['vm0'])];
      const waiting = new Map<string, string[]>();
      const expected: string[] = [];
      acts.forEach(({ session, kind }, at) => {
        const name = `t${at}`;
        if (kind === 'boot') events.push(sessionBegin(session, 'wide', ['vm0']));
        else if (kind === 'technique') events.push(technique(session, name));
        else events.push(...whole(session, `r${at}`));
        if (kind === 'run') expected.push([`r${at}`, ...(waiting.get(session) ?? [])].join(' '));
        waiting.set(session, kind === 'technique' ? [...(waiting.get(session) ?? []), name] : []);
      });
      expect(namesOf(stateOf(...events))).toEqual(expected);
    }),
    { numRuns: 200, seed: 7 },
  );
});
