import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultsOf } from '../../src/core/analysis/compute';
import { samplesOf } from '../../src/core/analysis/samples';
import { resultsTable } from '../../src/core/analysis/table';
import { cellsOf } from '../../src/core/experiment/cells';
import { experimentFromDocument } from '../../src/core/experiment/fromDocument';
import { readJournal } from '../../src/core/journal/reader';
import { compile } from '../../src/core/plan/compile';
import type { PlanDocument } from '../../src/core/plan/planDocument';
import { refusals } from '../../src/core/plan/refusals';
import type { ExperimentDocument } from '../../src/core/schema/generated/vmexperiment.types';
import { experiment } from '../support/experiments';
import { isRoot } from './helper';
import { makeAttempt, runAttempt } from './libraryBundle';

// An experiment with factors the whole way: document, cells, schedule, bundle, run.sh, journal, table. Its cells are
// native ones, so that it needs no guests.

const KSM = '/sys/kernel/mm/ksm/run';
const hasKsm = isRoot && existsSync(KSM);

/** Says how the host is set, and takes as long as its variable tells. */
const PROGRAM = `echo "ksm $(cat ${KSM} 2>/dev/null)"; echo "time $TAKES"`;

const document = {
  ...{ version: 1, layouts: ['two'], replicates: 2, phases: ['warm'], warmRuns: 2, seed: 4 },
  workloads: [
    {
      ...{ suite: 'command', name: 'says', launcher: 'plain', command: ['/bin/sh', '-c', PROGRAM] },
      time: { pattern: 'time ([0-9]+)', unit: 's' },
    },
  ],
  factors: {
    ...(hasKsm ? { 'host.ksm': ['off', 'on'] } : {}),
    'env.TAKES': ['10', '30'],
    nic: ['virtio', 'e1000'],
  },
  cells: [{ layout: 'native' }],
} as unknown as ExperimentDocument;

describe('an experiment with factors', () => {
  it('goes from its document to a table in which nothing is pooled', async () => {
    const { experiment: made, problems } = experimentFromDocument(document, experiment().layouts, 'factors');
    expect([...problems, ...refusals(made)]).toEqual([]);
    const hosts = hasKsm ? 2 : 1;
    expect(cellsOf(made).cells).toHaveLength(hosts * 2);
    const { files } = compile(made, { accelerator: 'kvm', origin: 'measured' }, '0');
    const before = hasKsm ? readFileSync(KSM, 'utf8') : '';
    const attempt = makeAttempt({
      calls: [],
      files: Object.fromEntries(files.map(({ path, text }) => [path, text])),
    });
    expect(await runAttempt(attempt)).toBe(0);
    expect(hasKsm ? readFileSync(KSM, 'utf8') : '').toBe(before);
    expect(existsSync(join(attempt.folder, 'undo'))).toBe(false);

    const read = (path: string): string => readFileSync(join(attempt.folder, path), 'utf8');
    const plan = JSON.parse(read('plan.json')) as PlanDocument;
    const { state } = readJournal(read('journal.jsonl'));
    expect([state.state, state.badLines, state.runs.length]).toEqual(['finished', 0, 2 * hosts * 2 * 3]);
    const planned = plan.schedule.sessions.flatMap(({ runs }) =>
      runs.map(({ id, history }) => [id, history]),
    );
    expect(state.runs.map(({ run, earlier }) => [run, earlier])).toEqual(planned);

    const outputOf = ({ raw }: (typeof state.runs)[number]): string | null =>
      raw === null
        ? null
        : Buffer.from(read(raw.file))
            .subarray(raw.offset, raw.offset + raw.bytes)
            .toString();
    for (const run of state.runs) {
      if (hasKsm) expect(outputOf(run)).toContain(`ksm ${run.levels['host.ksm'] === 'on' ? 1 : 0}\n`);
      expect(outputOf(run)).toContain(`time ${run.levels['env.TAKES']}\n`);
      expect(run.levels).not.toHaveProperty('nic');
    }
    const results = resultsOf({
      ...{ experiment: 'factors', schedule: plan.schedule, workloads: plan.workloads, factors: plan.factors },
      ...{ layoutNames: ['two'], native: true, state, samples: samplesOf(state, plan.workloads, outputOf) },
      drift: [],
    });
    expect(results.cells.map(({ medianSeconds, sessions, runs }) => [medianSeconds, sessions, runs])).toEqual(
      Array(hosts)
        .fill([
          [10, 2, 4],
          [30, 2, 4],
        ])
        .flat(),
    );
    expect(resultsTable(results)).toMatch(
      /^native, .*env\.TAKES=30 +says +warm +2 +4 +30\.00 +30\.00 +0 +program/m,
    );
  });
});
