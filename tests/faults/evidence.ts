import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanDocument } from '../../src/core/plan/planDocument';
import { outputOf } from './experiment';
import type { FaultHost } from './host';
import { judge, type Verdict } from './verdict';

/** What an attempt has left on this side and on its host, brought before the verdict. */

/** Folder of the newest attempt of a trial, on this side; null when none was begun. */
export function newestAttempt(folder: string): string | null {
  const results = join(folder, 'trial.vmresults');
  const name = existsSync(results) ? readdirSync(results).sort().at(-1) : undefined;
  return name === undefined ? null : join(results, name);
}

/** The verdict on the copy on this side, which must be as on the host, whose directory is BASE. */
export async function judged(
  host: FaultHost,
  base: string,
  attempt: string,
): Promise<Verdict & { readonly lines: number }> {
  const plan = JSON.parse(readFileSync(join(attempt, 'plan.json'), 'utf8')) as PlanDocument;
  const titles = new Map(plan.workloads.map(({ id, title }) => [id, title]));
  const runs = plan.schedule.sessions.flatMap((session) => session.runs);
  const journal = readFileSync(join(attempt, 'journal.jsonl'), 'utf8');
  const verdict = judge({
    planned: new Map(runs.map(({ id, workload }) => [id, titles.get(workload) ?? workload])),
    journal,
    raw: (file) => (existsSync(join(attempt, file)) ? readFileSync(join(attempt, file)) : null),
    output: outputOf,
  });
  const lost = [...verdict.lost, ...(await differences(host, base, attempt))];
  return { ...verdict, lost, lines: journal.split('\n').length - 1 };
}

/** Files whose copy is not as on the host. */
async function differences(host: FaultHost, base: string, attempt: string): Promise<readonly string[]> {
  const name = attempt.replace(/.*\//, '');
  const sums = 'cd "$1" && sha256sum journal.jsonl raw/*';
  const there = await host.onHost(sums, [join(base, 'attempts', name)]);
  const here = localSums(attempt, there.stdout);
  return there.stdout
    .split('\n')
    .filter((line) => line !== '' && !here.has(line))
    .map((line) => `the copy of ${line.replace(/^\S+\s+/, '')} is not as on the host`);
}

function localSums(attempt: string, there: string): ReadonlySet<string> {
  const lines = there.split('\n').filter((line) => line !== '');
  return new Set(
    lines.map((line) => {
      const file = line.replace(/^\S+\s+/, '');
      const path = join(attempt, file);
      // Of a file in which there is nothing none is sent.
      return `${sha256(existsSync(path) ? readFileSync(path) : '')}  ${file}`;
    }),
  );
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
