import { quoteShell } from '../../core/plan/quote';
import { printable } from '../../core/text/printable';
import { resultsTable } from '../../core/analysis/table';
import { type AttemptState, isLive } from '../../core/journal/state';
import { type Arguments, countValue, needValue, oneWord, parse } from '../arguments';
import { type Context, printJson, type Verb } from '../context';
import { type ExitCode, withProgress } from '../terminal';
import { UsageError } from '../usage';
import { follower } from '../follower';

export const run: Verb = async (argv, context) => {
  const args = parse(argv, { flags: ['detach', 'resume', 'failed', 'queue'], values: ['host', 'blocks'] });
  const experiment = context.absolute(oneWord(args, 'experiment'));
  const host = needValue(args, 'host', 'rehearsal');
  const blocks = countValue(args, 'blocks');
  const failed = args.flags.has('failed');
  if (failed && !args.flags.has('resume')) throw new UsageError('--failed goes with --resume.');
  const started = await withProgress(context.terminal, (onProgress) =>
    context.lab.start(experiment, host, {
      ...{ resume: args.flags.has('resume'), failed, queue: args.flags.has('queue') },
      ...(blocks === undefined ? {} : { blocks }),
      onProgress,
      signal: context.terminal.signal,
    }),
  );
  context.terminal.err(`attempt ${started.folder}\n`);
  if (args.flags.has('detach')) {
    if (args.flags.has('json')) printJson(context, started);
    return 0;
  }
  return followAndTell(started.folder, args.flags.has('json'), context);
};

export const follow: Verb = async (argv, context) => {
  const args = parse(argv, {});
  return followAndTell(context.absolute(oneWord(args, 'attempt')), args.flags.has('json'), context);
};

export async function followAndTell(folder: string, json: boolean, context: Context): Promise<ExitCode> {
  const { observer, end } = await follower(folder, context);
  const state = await context.lab.follow(folder, observer, context.terminal.signal).finally(end);
  if (isLive(state)) {
    context.terminal.err(
      `Still ${state.state} on the host. Attach again: vmpart follow ${quoteShell(folder)}\n`,
    );
  }
  for (const problem of state.problems) {
    context.terminal.err(printable(`error: ${problem.what} ${problem.remedy}`) + '\n');
  }
  const results = await context.lab.results(folder);
  if (results !== null && json) printJson(context, results.results);
  else if (results !== null) context.terminal.out(resultsTable(results.results));
  return exitOf(state);
}

function exitOf(state: AttemptState): ExitCode {
  const failed = state.runs.some((candidate) => candidate.state !== 'ok' && candidate.state !== 'running');
  const broken = state.sessions.some((session) => session.state === 'failed');
  return failed || broken || state.state === 'failed' || state.state === 'cancelled' ? 1 : 0;
}

export const cancel: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['after'] });
  const after = afterWhat(args);
  await context.lab.cancel(context.absolute(oneWord(args, 'attempt')), after ?? 'now');
  context.terminal.err(after === undefined ? 'cancelled\n' : `will end after this ${after}\n`);
  return 0;
};

/** Always at the end of a run: what is under way is not lost. */
export const pause: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['after'] });
  const after = afterWhat(args) ?? 'run';
  const attempt = context.absolute(oneWord(args, 'attempt'));
  await context.lab.pause(attempt, after);
  context.terminal.err(`will pause after this ${after}; vmpart run --resume goes on\n`);
  return 0;
};

function afterWhat(args: Arguments): 'run' | 'block' | undefined {
  const after = args.values['after'];
  if (after === undefined || after === 'run' || after === 'block') return after;
  throw new UsageError('--after takes run or block.');
}
