import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanDocument } from '../../../src/core/plan/planDocument';
import { attemptBegin, journalText, placement, runBegin, runEnd, sessionBegin } from '../journal/lines';
import { vmpart } from './runMain';

/** Two blocks of a program that prints its time, natively and in four VMs. */
export const EXPERIMENT = `{
  "version": 1,
  "layouts": [{ "name": "four", "layout": {
    "version": 1, "machine": "rehearsal-4x2",
    "partition": { "per": "node" }, "defaults": { "memory": "640MiB", "policy": "bind" }
  } }],
  "workloads": [{
    "suite": "command", "name": "stencil", "launcher": "plain", "command": ["stencil"],
    "time": { "pattern": "time (?P<value>[0-9.]+)", "unit": "s" }
  }],
  "phases": ["cold"],
  "replicates": 2,
  "order": "fixed",
  "seed": 1
}
`;

/** Seconds of each run by layout and block. */
const SECONDS: Readonly<Record<string, readonly number[]>> = { native: [10, 20], four: [11, 24] };

/**
 * A folder with an experiment and an attempt at it in which everything was run as planned. The plan is compiled by the
 * command line; the journal says what a host would. Returns the attempt's name.
 */
export async function preparedAttempt(
  folder: string,
  experiment = EXPERIMENT,
  origin = 'measured',
  outputOf = (layout: string, block: number): string => `time ${SECONDS[layout]?.[block] ?? 0}\n`,
): Promise<string> {
  writeFileSync(join(folder, 'x.vmexperiment.json'), experiment);
  await vmpart(['plan', 'x.vmexperiment.json', '--host', 'local', '--out', 'bundle'], folder);
  const attempt = '20260102T030405Z-local-0badcafe';
  const at = join(folder, 'x.vmresults', attempt);
  mkdirSync(join(at, 'raw'), { recursive: true });
  const planText = readFileSync(join(folder, 'bundle/plan.json'), 'utf8');
  writeFileSync(join(at, 'plan.json'), planText);
  const record = { attempt, host: 'local', remote: '/r', plan: 'x', experiment: '../../x.vmexperiment.json' };
  writeFileSync(join(at, 'attempt.json'), JSON.stringify(record));
  const { schedule } = JSON.parse(planText) as PlanDocument;
  const events = schedule.sessions.flatMap(({ id, block, layout, runs }) => [
    sessionBegin(id, layout, layout === 'native' ? [] : ['vm0'], { block }),
    ...runs.flatMap((run) => {
      const output = outputOf(layout, block);
      writeFileSync(join(at, `raw/${id}.txt`), output);
      const raw = { file: `raw/${id}.txt`, offset: 0, bytes: output.length };
      return [
        runBegin(id, run.id, { block, workload: run.workload }),
        ...(layout === 'native' ? [] : [placement(id, { block, run: run.id })]),
        runEnd(id, run.id, { block, workload: run.workload, raw }),
      ];
    }),
    { event: 'session_end', session: id, block, state: 'ok' } as const,
  ]);
  const blocks = [0, 1].map((block) => ({ event: 'block_end', block }) as const);
  const end = { event: 'attempt_end', block: null, state: 'finished' } as const;
  writeFileSync(
    join(at, 'journal.jsonl'),
    journalText([{ ...attemptBegin, attempt }, ...events, ...blocks, end], origin),
  );
  return attempt;
}
