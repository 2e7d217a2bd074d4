import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultsOf } from '../../../src/core/analysis/compute';
import { resultsCsv } from '../../../src/core/analysis/csv';
import type { CellResult, Results } from '../../../src/core/analysis/results';
import { samplesOf } from '../../../src/core/analysis/samples';
import type { Sample } from '../../../src/core/analysis/sample';
import { seededRandom } from '../../../src/core/experiment/random';
import { scheduleOf as scheduleOfExperiment } from '../../../src/core/experiment/schedule';
import { readJournal } from '../../../src/core/journal/reader';
import { planDocument } from '../../../src/core/plan/planDocument';
import { journalOf, layoutNames, scheduleOf } from '../../payload/randomJournal';
import { capturedAttempts } from '../../support/captured';
import { experiment, workload } from '../../support/experiments';
import { temporaryFolder } from '../../support/temporaryFolder';
import { attemptBegin, journalText, runBegin, runEnd, type Said, sessionBegin } from '../journal/lines';

const SCRIPT = join(import.meta.dirname, '../../independent/results_table.py');

type Row = Pick<CellResult, 'layout' | 'workload' | 'phase' | 'sessions' | 'runs' | 'levels' | 'slowdown'> &
  Pick<CellResult, 'medianSeconds' | 'meanSeconds' | 'sdSeconds'>;

interface Made {
  readonly results: Results;
  readonly samples: readonly Sample[];
}

/** What Python makes of the CSV, by cell. */
function recomputed({ results, samples }: Made): ReadonlyMap<string, Row> {
  const file = join(temporaryFolder(), 'runs.csv');
  writeFileSync(file, resultsCsv(samples, results));
  const rows = execFileSync('python3', [SCRIPT, file], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function nameOf({ layout, workload: program, phase, levels }: Row): string {
  return JSON.stringify([layout, program, phase, Object.entries(levels).sort()]);
}

/** Sums are made in another order: twelve digits are the same. */
function close(one: number | null, other: number | null | undefined): void {
  if (one === null || typeof other !== 'number') expect(other).toBe(one);
  else expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(one)));
}

function agree(made: Made): void {
  const rows = recomputed(made);
  const cells = made.results.cells.filter(({ sessions }) => sessions > 0);
  expect([...rows.keys()].sort()).toEqual(cells.map(nameOf).sort());
  for (const cell of cells) {
    const row = rows.get(nameOf(cell));
    expect([row?.sessions, row?.runs]).toEqual([cell.sessions, cell.runs]);
    for (const key of ['medianSeconds', 'meanSeconds', 'sdSeconds', 'slowdown'] as const)
      close(cell[key], row?.[key]);
  }
}

/** Failures, marks, sessions that were begun again, other origins, a native machine or none. */
function troubled(seed: number): Made {
  const shape = { blocks: 8, layouts: 2, native: seed % 3 !== 0, workloads: 2, runs: 4 };
  const schedule = scheduleOf(shape);
  const { state } = readJournal(journalOf(schedule, seededRandom(seed), seed % 4, 0.4));
  const workloads = ['w0', 'w1'].map((id) => workload({ id, title: `${id}, "timed" outside` }));
  const samples = samplesOf(state, workloads, () => '');
  const input = { experiment: 'x', schedule, workloads, factors: {}, drift: [], state, samples };
  return { samples, results: resultsOf({ ...input, layoutNames: layoutNames(2), native: shape.native }) };
}

/** Settings of the host, of guests and of programs: the native machine has those of guests not. */
function withFactors(): Made {
  const factors = { 'host.thp': ['always', 'never'], nic: ['virtio', 'e1000'], 'env.X': ['1', '2'] };
  const workloads = ['1', '2'].map((x) => workload({ id: `w${x}`, title: 'sort', levels: { 'env.X': x } }));
  const made = experiment({ factors, phases: ['cold'], replicates: 3, workloads });
  const schedule = scheduleOfExperiment(made);
  const random = seededRandom(5);
  const events: Said[] = [attemptBegin];
  for (const { id, layout, levels, block, runs } of schedule.sessions) {
    events.push(sessionBegin(id, layout, [], { block, levels }));
    for (const run of runs) {
      const own = made.workloads.find((one) => one.id === run.workload)?.levels ?? {};
      const at = { block, workload: run.workload, phase: run.phase, levels: own };
      const wallSeconds = 10 + random(1000) / 1000;
      events.push(runBegin(id, run.id, at), runEnd(id, run.id, { ...at, wallSeconds }));
    }
  }
  const { state } = readJournal(journalText(events));
  const plan = planDocument(made, schedule, [], '1');
  const samples = samplesOf(state, plan.workloads, () => '');
  const input = { experiment: 'x', schedule, workloads: plan.workloads, factors: plan.factors, drift: [] };
  return { samples, results: resultsOf({ ...input, layoutNames: ['two'], native: true, state, samples }) };
}

describe('the table, computed anew by Python from the CSV alone', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('is the same for a troubled attempt (%i)', (seed) => {
    agree(troubled(seed));
  });

  it.each(['sockets', 'cold-warm'])('is the same for attempts that really ran (%s)', async (experiment) => {
    const attempts = await capturedAttempts(experiment);
    expect(attempts.length).toBeGreaterThan(0);
    for (const { results, samples } of attempts) agree({ results, samples });
  });

  it('is the same with factors of hosts, guests and programs', () => {
    const made = withFactors();
    expect(made.results.cells.some(({ slowdown }) => slowdown !== null)).toBe(true);
    agree(made);
  });
});
