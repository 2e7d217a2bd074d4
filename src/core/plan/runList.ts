import type { Schedule, Session } from '../experiment/schedule';
import type { Workload } from '../experiment/workload';
import { quoteShell } from './quote';

/** run.sh: a straight list of calls in the order of the schedule, without control flow of its own. */
export function runList(
  title: string,
  schedule: Schedule,
  workloads: readonly Workload[],
  timeLimitSeconds: number,
): string {
  const titles = new Map(workloads.map((workload) => [workload.id, workload.title]));
  const head = [
    '#!/bin/sh',
    ...comment(`${title}: ${schedule.blocks} blocks, ${schedule.sessions.length} sessions`),
    '# Each call does nothing when the journal says that its work is done; see docs/bundle.md.',
    'cd "$(dirname "$0")" || exit 2',
    '. lib/vmpart.sh',
    '',
    'attempt_begin',
  ];
  const body: string[] = [];
  for (let block = 0; block < schedule.blocks; block += 1) {
    body.push('', `# Block ${block + 1} of ${schedule.blocks}`);
    for (const session of schedule.sessions.filter((candidate) => candidate.block === block)) {
      body.push(...sessionCalls(session, titles, timeLimitSeconds));
    }
    body.push(`block_end ${block}`);
  }
  return [...head, ...body, '', 'attempt_end', ''].join('\n');
}

function sessionCalls(
  session: Session,
  titles: ReadonlyMap<string, string>,
  timeLimitSeconds: number,
): readonly string[] {
  const runs = session.runs.map(
    (run) =>
      `run_program ${session.id} ${run.id} ${run.workload} ${run.phase} ${timeLimitSeconds}` +
      `  ${comment(titles.get(run.workload) ?? '').join(' ')}`,
  );
  return [
    `session_begin ${session.id} ${session.block} ${quoteShell(session.layout)}`,
    ...runs,
    `session_end ${session.id}`,
  ];
}

/** Text from a document as shell comments: no line end can lead out of one. */
export function comment(text: string): readonly string[] {
  return text.split(/[\r\n\u2028\u2029\0]+/).map((line) => `# ${line}`);
}
