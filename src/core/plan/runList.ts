import type { Experiment } from '../experiment/experiment';
import {
  blocksInWords,
  rangeInWords,
  leastBlocks,
  type Schedule,
  type Session,
} from '../experiment/schedule';
import { techniquesOf } from '../experiment/techniques';
import type { Workload } from '../experiment/workload';
import { guestFolder } from './guestVariants';
import { hostSettings } from './hostSettings';
import { quoteShell } from './quote';
import { sharingRemarks } from './sharingRemarks';

/** run.sh: a straight list of calls in the order of the schedule, without control flow of its own. */
export function runList(experiment: Experiment, schedule: Schedule): string {
  const { title } = experiment;
  const titles = new Map(experiment.workloads.map((workload) => [workload.id, titleOf(workload)]));
  const head = [
    '#!/bin/sh',
    ...comment(`${title}: ${blocksInWords(schedule)} blocks, ${sessionsInWords(schedule)} sessions`),
    ...sharingRemarks(experiment, schedule).flatMap(comment),
    '# Each call does nothing when the journal says that its work is done; see docs/bundle.md.',
    'cd "$(dirname "$0")" || exit 2',
    '. lib/vmpart.sh',
    '',
    'attempt_begin',
    ...stopping(schedule),
  ];
  const body: string[] = [];
  for (let block = 0; block < schedule.blocks; block += 1) {
    body.push('', `# Block ${block + 1} of ${schedule.blocks}`);
    for (const session of schedule.sessions.filter((candidate) => candidate.block === block)) {
      body.push(...sessionCalls(experiment, session, titles));
    }
    body.push(`block_end ${block}`);
  }
  return [...head, ...body, '', 'attempt_end', ''].join('\n');
}

/** Every block has the same number of sessions. */
function sessionsInWords(schedule: Schedule): string {
  const least = (schedule.sessions.length / Math.max(1, schedule.blocks)) * leastBlocks(schedule);
  return rangeInWords(least, schedule.sessions.length);
}

function stopping({ precision }: Schedule): readonly string[] {
  return precision === undefined ? [] : [`stop_when_precise ${precision.width} ${precision.minimum}`];
}

function sessionCalls(
  experiment: Experiment,
  session: Session,
  titles: ReadonlyMap<string, string>,
): readonly string[] {
  const runs = session.runs.map(
    (run) =>
      `run_program ${session.id} ${run.id} ${run.workload} ${run.phase} ${experiment.timeLimitSeconds}` +
      `  ${comment(titles.get(run.workload) ?? '').join(' ')}`,
  );
  const folder = session.layout === 'native' ? 'native' : guestFolder(experiment, session);
  const words = [session.layout, ...(folder === session.layout ? [] : [folder])].map(quoteShell);
  return [
    ...setUp(experiment, session),
    `session_begin ${session.id} ${session.block} ${words.join(' ')}`,
    ...runs,
    `session_end ${session.id}`,
  ];
}

/** What is said of a session before it begins; nothing without factors. */
function setUp(experiment: Experiment, session: Session): readonly string[] {
  const { id, levels } = session;
  const told =
    Object.keys(levels).length === 0 ? [] : [`session_levels ${id} ${quoteShell(JSON.stringify(levels))}`];
  const settings = hostSettings(experiment, session).map((words) =>
    ['session_setting', id, ...words.map(quoteShell)].join(' '),
  );
  const techniques = techniquesOf(experiment, session);
  const between = techniques.length === 0 ? [] : [['session_techniques', id, ...techniques].join(' ')];
  return [...told, ...settings, ...between];
}

/** With all levels of a variant: whoever reads the list wants to know what is started. */
function titleOf({ title, levels }: Workload): string {
  return [title, ...Object.entries(levels).map(([factor, level]) => `${factor}=${level}`)].join(', ');
}

/** Text from a document as shell comments: no line end can lead out of one. */
export function comment(text: string): readonly string[] {
  return text.split(/[\r\n\u2028\u2029\0]+/).map((line) => `# ${line}`);
}
