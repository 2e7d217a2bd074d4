import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CollectedInput, rememberedCollected } from '../../../src/core/analysis/collected';
import { samplesOf } from '../../../src/core/analysis/samples';
import { rememberedNewest } from '../../../src/core/analysis/timelines';
import { seededRandom } from '../../../src/core/experiment/random';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { journalReader } from '../../../src/core/journal/reader';
import type { AttemptState } from '../../../src/core/journal/state';
import { experiment, workload } from '../../support/experiments';
import {
  attemptBegin,
  counters,
  journalText,
  pageKinds,
  runBegin,
  runEnd,
  type Said,
  sampled,
  sessionBegin,
  technique,
  traffic,
} from '../journal/lines';

const PLANNED = experiment({ replicates: 2, warmRuns: 2, factors: { technique: ['none', 'reclaim'] } });
const SCHEDULE = scheduleOf(PLANNED);
const PLAN = {
  ...{ schedule: SCHEDULE, workloads: [workload({ title: 'stencil' })], native: true },
  ...{ factors: { technique: ['none', 'reclaim'] }, layoutNames: ['two'] },
};

/** Runs fail now and then, and collectors have nothing to say. */
function eventsOf(seed: number): readonly Said[] {
  const draw = seededRandom(seed);
  return SCHEDULE.sessions.flatMap(({ id, layout, levels, block, runs }) => [
    sessionBegin(id, layout, ['vm0'], { block, levels }),
    ...runs.flatMap((run) => {
      const at = { block, workload: 'w1', phase: run.phase };
      const local = { 0: draw(90) };
      return [
        ...(draw(3) === 0 ? [technique(id, 'reclaim', { seconds: draw(5), complete: draw(2) === 0 })] : []),
        ...[runBegin(id, run.id, at), ...(draw(4) === 0 ? [] : [pageKinds(id, run.id, { local })])],
        ...(draw(4) === 0 ? [] : [counters(id, run.id, { guestFaults: draw(100) })]),
        ...(draw(3) === 0 ? wrongWay(id, run.id, draw(1000)) : []),
        runEnd(id, run.id, { ...at, ...(draw(5) === 0 ? { state: 'failed', exit: 1 } : {}) }),
      ];
    }),
    ...(draw(3) === 0 ? [] : [sampled(id, { collectorSeconds: draw(5), vmSeconds: 100 })]),
    { event: 'session_end', session: id, state: 'ok' } satisfies Said,
  ]);
}

/** It went over the network, and was to go through a region. */
function wrongWay(session: string, run: string, networkSentBytes: number): readonly Said[] {
  const what = `data took the network although shared memory was asked for: ${networkSentBytes} B`;
  return [traffic(session, run, { networkSentBytes }), { event: 'mark', session, run, vm: null, what }];
}

function inputOf(state: AttemptState): CollectedInput {
  const sessionMemory = rememberedNewest()(state).map(({ session }) => ({
    ...{ session, samples: [{ t: 1000, vm: 'vm0', bytes: { 0: 5 } }] },
  }));
  return { ...PLAN, state, samples: samplesOf(state, PLAN.workloads, () => ''), sessionMemory };
}

it('what is told of an attempt that goes on is what a first look at it tells', () => {
  const seen = { timelines: 0, findings: 0 };
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat(20), { maxLength: 8 }), (seed, steps) => {
      const lines = journalText([attemptBegin, ...eventsOf(seed)]).match(/[^\n]*\n/g) ?? [];
      const reader = journalReader();
      const remembered = rememberedCollected();
      let at = 0;
      for (const step of [...steps, lines.length]) {
        reader.push(lines.slice(at, at + step).join(''));
        at += step;
        const input = inputOf(reader.state());
        const anew = rememberedCollected()(input);
        expect(remembered(input)).toEqual(anew);
        seen.timelines += anew.timelines.length;
        seen.findings += anew.findings.length;
      }
    }),
    { numRuns: 40, seed: 3 },
  );
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
});

it('sums of what is told are those of the runs, whatever was drawn', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const reader = journalReader();
      reader.push(journalText([attemptBegin, ...eventsOf(seed)]));
      const state = reader.state();
      const { pages, leak, techniques } = rememberedCollected()(inputOf(state));
      const counted = state.runs.filter((run) => run.state === 'ok' && run.marks.length === 0);
      const read = counted.filter((run) => run.collected.pages.length > 0);
      expect(pages.reduce((sum, { runs }) => sum + runs, 0)).toBe(read.length);
      expect(leak.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(read.length);
      expect(leak.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
      const applied = state.runs.flatMap((run) => run.collected.techniques);
      expect(techniques.reduce((sum, { times }) => sum + times, 0)).toBe(applied.length);
      expect(techniques.reduce((sum, { complete }) => sum + complete, 0)).toBe(
        applied.filter(({ complete }) => complete).length,
      );
    }),
    { numRuns: 40, seed: 4 },
  );
});
