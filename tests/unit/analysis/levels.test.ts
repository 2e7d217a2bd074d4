import { describe, expect, it } from 'vitest';
import { resultsOf } from '../../../src/core/analysis/compute';
import { resultsCsv } from '../../../src/core/analysis/csv';
import { placeText } from '../../../src/core/analysis/results';
import { samplesOf } from '../../../src/core/analysis/samples';
import { resultsTable } from '../../../src/core/analysis/table';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { readJournal } from '../../../src/core/journal/reader';
import { planDocument } from '../../../src/core/plan/planDocument';
import { experiment, workload } from '../../support/experiments';
import { attemptBegin, journalText, runBegin, runEnd, type Said, sessionBegin } from '../journal/lines';

const time = { pattern: 'time ([0-9.]+)', unit: 's', better: 'lower' } as const;
const factors = { 'host.thp': ['always', 'never'], nic: ['virtio', 'e1000'], 'env.X': ['1', '2'] };
const made = experiment({
  factors,
  phases: ['cold'],
  replicates: 1,
  workloads: ['1', '2'].map((x, i) =>
    workload({ id: `w${i + 1}`, title: 'sort', time, levels: { 'env.X': x } }),
  ),
});
const schedule = scheduleOf(made);

/** 100 s natively, twice that with small pages; in VMs 10 % more, with e1000 20 %; and X=2 takes three times as long. */
function seconds(layout: string, levels: Readonly<Record<string, string>>): number {
  const native = 100 * (levels['host.thp'] === 'never' ? 2 : 1) * (levels['env.X'] === '2' ? 3 : 1);
  if (layout === 'native') return native;
  return native * (levels['nic'] === 'e1000' ? 1.2 : 1.1);
}

function results() {
  const outputs = new Map<string, string>();
  const events: Said[] = [attemptBegin];
  for (const { id, layout, levels, runs } of schedule.sessions) {
    events.push(sessionBegin(id, layout, [], { block: 0, levels }));
    for (const run of runs) {
      const own = made.workloads.find((one) => one.id === run.workload)?.levels ?? {};
      const at = { block: 0, workload: run.workload, phase: run.phase, levels: own };
      events.push(runBegin(id, run.id, at), runEnd(id, run.id, { ...at, earlier: run.history }));
      outputs.set(run.id, `time ${seconds(layout, { ...levels, ...own })}`);
    }
  }
  const { state } = readJournal(journalText(events));
  const plan = planDocument(made, schedule, [], '1');
  const samples = samplesOf(state, plan.workloads, ({ run }) => outputs.get(run) ?? null);
  const input = { experiment: 'x', schedule, workloads: plan.workloads, factors: plan.factors, drift: [] };
  const found = resultsOf({ ...input, layoutNames: ['two'], native: true, state, samples });
  return { found, samples };
}

describe('results of an experiment with factors', () => {
  it('pool nothing of different levels', () => {
    const { cells } = results().found;
    expect(cells).toHaveLength(4 + 8);
    for (const cell of cells) {
      expect([cell.sessions, cell.runs]).toEqual([1, 1]);
      expect(cell.medianSeconds).toBeCloseTo(seconds(cell.layout, cell.levels), 9);
    }
  });

  it('are held against the native cell with the same host and the same program', () => {
    const guests = results().found.cells.filter(({ layout }) => layout === 'two');
    for (const { slowdown, levels } of guests)
      expect(slowdown).toBeCloseTo(levels['nic'] === 'e1000' ? 0.2 : 0.1, 9);
  });

  it('name what varies, in the order of the document', () => {
    const { cells, means } = results().found;
    expect(cells.map(placeText).slice(0, 5)).toEqual([
      'native, host.thp=always, env.X=1',
      'native, host.thp=always, env.X=2',
      'native, host.thp=never, env.X=1',
      'native, host.thp=never, env.X=2',
      'two, host.thp=always, nic=virtio, env.X=1',
    ]);
    expect(means.map(placeText)).toEqual(cells.slice(4).map(placeText));
    expect(resultsTable(results().found)).toMatch(/^two, host\.thp=never, nic=e1000, env\.X=2 +sort +cold/m);
  });

  it('have a column for each factor in the CSV', () => {
    const { found, samples } = results();
    const [head, ...rows] = resultsCsv(samples, found)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(head).toEqual(expect.arrayContaining(['host.thp', 'nic', 'env.X', 'earlier_runs']));
    const at = (name: string): number => head?.indexOf(name) ?? -1;
    const natively = rows.filter((row) => row[at('layout')] === 'native');
    expect(new Set(natively.map((row) => row[at('nic')]))).toEqual(new Set(['']));
    expect(new Set(natively.map((row) => row[at('host.thp')]))).toEqual(new Set(['always', 'never']));
  });
});
