import { l10n } from 'vscode';
import type { AttemptState, RunState, SessionState } from '../core/journal/state';
import { groupBy } from '../core/text/groupBy';
import { formatSpan } from '../core/text/span';

/** A line of the run terminal, plain text; the terminal escapes and colours it. */
export interface Line {
  readonly tone: 'plain' | 'dim' | 'good' | 'bad';
  readonly text: string;
}

/** What happened between two states of an attempt, in words. `before` is null at the beginning. */
export function transcript(
  before: AttemptState | null,
  after: AttemptState,
  title: (workload: string) => string,
): readonly Line[] {
  const problems = after.problems.slice(before?.problems.length ?? 0);
  const old = { sessions: before?.sessions ?? [], runs: before?.runs ?? [] };
  const sessions = new Map(changed(old.sessions, after.sessions).map((one) => [one.session, one]));
  const runs = new Map(changed(old.runs, after.runs).map((one) => [one.run, one]));
  const news = groupBy(changed(after.runs, old.runs), (run) => run.session);
  return [
    ...problems.flatMap(problemLines),
    ...after.sessions.flatMap((session, at) => {
      const own = news.get(session.session) ?? [];
      if (old.sessions[at] === session && own.length === 0) return [];
      const known = old.sessions[at] === session ? session : sessions.get(session.session);
      return [
        ...beginLines(known, session),
        ...own.flatMap((run) => runLines(runs.get(run.run), run, title(run.workload))),
        ...endLines(known, session),
      ];
    }),
  ];
}

/** Of the first list, what is not the same object at the same place of the second: after a line of 100,000 runs few. */
function changed<T>(list: readonly T[], other: readonly T[]): readonly T[] {
  return list.filter((one, at) => other[at] !== one);
}

/** What is wrong in red, what to do about it below. */
export function problemLines(problem: { readonly what: string; readonly remedy: string }): readonly Line[] {
  const what: Line = { tone: 'bad', text: problem.what };
  return problem.remedy === '' ? [what] : [what, { tone: 'plain', text: `  ${problem.remedy}` }];
}

function beginLines(before: SessionState | undefined, session: SessionState): readonly Line[] {
  if (before !== undefined) return [];
  const levels = Object.entries(session.levels).map(([factor, level]) => `${factor}=${level}`);
  const place = [session.layout, ...levels].join(', ');
  const where =
    session.vms.length === 0
      ? l10n.t('{0}, block {1}: {2}', session.session, session.block + 1, place)
      : l10n.t(
          '{0}, block {1}: {2}, VMs {3}',
          session.session,
          session.block + 1,
          place,
          session.vms.join(', '),
        );
  return [{ tone: 'plain', text: where }];
}

function endLines(before: SessionState | undefined, session: SessionState): readonly Line[] {
  if (session.state !== 'failed' || before?.state === 'failed') return [];
  return [
    {
      tone: 'bad',
      text: l10n.t('{0} failed: {1}', session.session, session.why ?? l10n.t('no reason given')),
    },
  ];
}

function runLines(before: RunState | undefined, run: RunState, workload: string): readonly Line[] {
  if (run.state === 'running' || (before !== undefined && before.state !== 'running')) return [];
  const name = `  ${run.run} ${workload} ${run.phase}`;
  const time = run.wallSeconds === null ? '' : ` ${formatTime(run.wallSeconds)}`;
  const marks: Line[] = run.marks.map((mark) => ({
    tone: 'bad',
    text: `    ${l10n.t('does not count: {0}', mark)}`,
  }));
  if (run.state === 'ok') return [{ tone: 'good', text: `${name}${time}` }, ...marks];
  const why =
    run.state === 'timeout'
      ? l10n.t('took longer than its time limit')
      : l10n.t('ended with exit code {0}', run.exit ?? '?');
  return [{ tone: 'bad', text: `${name}${time}: ${why}` }, ...marks];
}

/** Short times with a decimal, long ones in their units. */
export function formatTime(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(1)} s` : formatSpan(seconds);
}
