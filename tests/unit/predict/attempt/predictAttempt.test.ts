import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../../src/core/journal/reader';
import { standardDeviation } from '../../../../src/core/analysis/statistics';
import { scheduleOf } from '../../../../src/core/experiment/schedule';
import { PREDICTED_OUTPUT } from '../../../../src/core/predict/attempt/predictAttempt';
import { parseJournalEvent } from '../../../../src/core/schema/journalEvent';
import type { JournalEvent } from '../../../../src/core/schema/generated/journal-event.types';
import type { Workload } from '../../../../src/core/schema/generated/vmexperiment.types';
import { CG, eventsOf, only, piecesOf, smallExperiment } from './smallExperiment';

const experiment = smallExperiment();
const pieces = piecesOf(experiment);
const events = pieces.flatMap(({ events: own }) => own);
const text = textOf(events);
const { state } = readJournal(text);

function textOf(all: readonly JournalEvent[]): string {
  return all.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Of the runs of a layout and phase, by block. */
function secondsOf(layout: string, phase = 'warm'): readonly number[] {
  return state.runs
    .filter((run) => run.layout === layout && run.phase === phase)
    .sort((one, other) => one.block - other.block)
    .map(({ predicted }) => predicted?.seconds ?? NaN);
}

describe('a predicted attempt', () => {
  it('is a journal whose lines the schema takes, all of them predicted, numbered, by a clock that never goes back', () => {
    for (const [at, event] of events.entries()) {
      expect(parseJournalEvent(JSON.stringify(event)), JSON.stringify(event)).not.toBeNull();
      expect([event.origin, event.seq]).toEqual(['predicted', at]);
      expect(event.t).toBeGreaterThanOrEqual(events[at - 1]?.t ?? 1_000_000);
    }
    expect(state).toMatchObject({ badLines: 0, state: 'finished', origin: 'predicted', problems: [] });
    expect(state.blocksEnded).toEqual([0, 1, 2]);
  });

  it('has the sessions and runs of the schedule in their order', () => {
    const planned = scheduleOf(experiment).sessions;
    expect(state.sessions.map(({ session }) => session)).toEqual(planned.map(({ id }) => id));
    const runs = planned.flatMap((session) => session.runs.map(({ id, phase }) => [id, session.id, phase]));
    expect(state.runs.map(({ run, session, phase }) => [run, session, phase])).toEqual(runs);
    expect(state.runs.every((run) => run.state === 'ok' && run.marks.length === 0)).toBe(true);
  });

  it('takes its clock from what is predicted: the program with its start', () => {
    const wall = state.runs.reduce((sum, { wallSeconds }) => sum + (wallSeconds ?? NaN), 0);
    expect(state.activeSeconds).toBeCloseTo(wall, 3);
    for (const { wallSeconds, predicted } of state.runs) {
      expect(wallSeconds).toBeGreaterThan(predicted?.seconds ?? NaN);
      const { seconds, ...parts } = predicted ?? { seconds: NaN };
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(seconds, 9);
    }
  });

  it('says in its output what each run is made of, where the journal says that it lies', () => {
    const bytes = new TextEncoder().encode(pieces.map(({ output }) => output).join(''));
    let from = 0;
    for (const { raw, run } of state.runs) {
      expect([raw?.file, raw?.offset]).toEqual([PREDICTED_OUTPUT, from]);
      from += raw?.bytes ?? NaN;
      const own = new TextDecoder().decode(bytes.subarray(raw?.offset, from));
      expect(own).toMatch(new RegExp(`^Predicted by the model: cg.B was not started \\(${run},`));
    }
    expect(from).toBe(bytes.length);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(textOf(eventsOf(smallExperiment()))).toBe(text);
    expect(textOf(eventsOf(smallExperiment({ seed: 6 })))).not.toBe(text);
  });

  it('draws once for all cells of a block: ratios vary less than they would of draws of their own', () => {
    // Without a network, whose numbers are in no native run.
    const inMemory: Workload = { ...CG, transport: 'shared' };
    const twelve = smallExperiment({ replicates: 12, phases: ['cold'], workloads: [inMemory] });
    const many = readJournal(textOf(eventsOf(twelve))).state;
    const logs = (layout: string): readonly number[] =>
      many.runs
        .filter((run) => run.layout === layout)
        .sort((one, other) => one.block - other.block)
        .map(({ predicted }) => Math.log(predicted?.seconds ?? NaN));
    const [native, cut] = [logs('native'), logs('perNode')];
    const paired = standardDeviation(cut.map((one, at) => one - (native[at] ?? NaN))) ?? NaN;
    const apart = standardDeviation(cut.map((one, at) => one - (native[(at + 5) % 12] ?? NaN))) ?? NaN;
    expect(paired).toBeLessThan(0.75 * apart);
  });

  it('finds a wide VM slower warm than cold, and than one VM a node', () => {
    const perNode = secondsOf('perNode');
    const cold = secondsOf('wide', 'cold');
    for (const [block, seconds] of secondsOf('wide').entries()) {
      expect(seconds).toBeGreaterThan(cold[block] ?? NaN);
      expect(secondsOf('native')[block]).toBeLessThan(seconds);
    }
    expect(perNode).toHaveLength(3);
  });

  it('undoes with a restart between runs what a warm run suffers from', () => {
    const restarted = readJournal(textOf(eventsOf(smallExperiment({ techniques: ['restart'] })))).state;
    const wide = restarted.runs.filter(({ layout, block }) => layout === 'wide' && block === 0);
    const [cold, warm] = wide.map(({ predicted }) => predicted?.seconds ?? NaN);
    expect(warm).toBeCloseTo(cold ?? NaN, 1);
    expect(secondsOf('wide')[0]).toBeGreaterThan(1.05 * (cold ?? NaN));
  });
});

const GRID = { to: { grid: [3, 2], steps: [[1, 0]] }, count: 1, bytes: '1KiB' };

function commandWith(more: Partial<NonNullable<Workload['profile']>>): Workload {
  return {
    ...{ suite: 'command', name: 'stencil', launcher: 'mpi', command: ['stencil'] },
    profile: { source: 'a test', memory: '16MiB', operations: 1e9, ...more },
  };
}

describe('a command whose author says what it does', () => {
  it('is predicted like any other program: cold and warm, by layout', () => {
    const traffic = [{ bytes: '64GiB', reuse: '16MiB' }];
    const own = textOf(eventsOf(smallExperiment({ workloads: [commandWith({ traffic })] })));
    const { runs } = readJournal(own).state;
    const seconds = (layout: string, phase: string): number =>
      runs.find((run) => run.layout === layout && run.phase === phase)?.predicted?.seconds ?? NaN;
    // What wide VMs lose in warm runs.
    expect(seconds('wide', 'warm')).toBeGreaterThan(1.05 * seconds('wide', 'cold'));
    expect(seconds('perNode', 'warm')).toBeLessThan(1.02 * seconds('perNode', 'cold'));
  });
});

describe('what is not predicted', () => {
  it('fails aloud, while other programs go on', () => {
    const own: Workload = { suite: 'command', name: 'stencil', launcher: 'mpi', command: ['stencil'] };
    const all = piecesOf(smallExperiment({ workloads: [CG, own] }));
    const ends = only(
      all.flatMap(({ events: one }) => one),
      'run_end',
    );
    const failed = ends.filter((end) => end.state === 'failed');
    expect(failed).toHaveLength(ends.length / 2);
    expect(failed.every(({ predicted }) => predicted === undefined)).toBe(true);
    const told = readJournal(textOf(all.flatMap(({ events: one }) => one))).state;
    const marks = new Set(told.runs.flatMap(({ marks: own }) => own));
    expect([...marks]).toEqual(['the model knows nothing of the program stencil']);
    expect(all.flatMap(({ unpredicted }) => unpredicted)[0]?.remedy).toMatch(/a `profile` in the experiment/);
  });

  it.each<[string, Workload, RegExp]>([
    ['ranks with threads', { ...CG, launcher: 'hybrid', threads: 2, ranks: 8 }, /further threads/],
    ['a class that no profile has', { ...CG, class: 'E' }, /knows nothing of cg.E/],
    ['a grid of other ranks', commandWith({ messages: [GRID] }), /stencil has a grid of 6 ranks, and 16 are/],
    ['a program that takes no time', commandWith({ operations: 0 }), /stencil does nothing that takes time/],
  ])('%s', (_what, workload, reason) => {
    const marks = only(eventsOf(smallExperiment({ workloads: [workload] })), 'mark');
    expect(marks.length).toBeGreaterThan(0);
    for (const { what } of marks) expect(what).toMatch(reason);
  });

  it('ends after the blocks that were asked for, and can say so', () => {
    const some = eventsOf(experiment, { blocks: 2 });
    expect(only(some, 'attempt_begin')[0]?.blocks).toBe(2);
    expect(only(some, 'attempt_end')[0]).toMatchObject({
      state: 'partial',
      why: 'predicted are 2 of its 3 blocks',
    });
    expect(only(some, 'block_end').map(({ block }) => block)).toEqual([0, 1]);
  });

  it('takes the fewest blocks where the host would stop by itself', () => {
    const found = eventsOf({ ...experiment, precision: { width: 0.02, minimum: 4, maximum: 20 } });
    expect(only(found, 'block_end')).toHaveLength(4);
    expect(only(found, 'missing').map(({ part }) => part)).toContain('precision');
  });
});
