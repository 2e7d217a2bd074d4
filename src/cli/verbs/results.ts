import { heldAgainst } from '../../core/analysis/against';
import { againstTable } from '../../core/analysis/againstTable';
import { resultsCsv } from '../../core/analysis/csv';
import { resultsTable } from '../../core/analysis/table';
import { quoteShell } from '../../core/plan/quote';
import { type AttemptResults, UserError } from '../../lab/lab';
import { oneWord, parse } from '../arguments';
import { type Context, printJson, type Verb } from '../context';
import type { ExitCode } from '../terminal';
import { UsageError } from '../usage';

export const results: Verb = async (argv, context) => {
  const args = parse(argv, { flags: ['csv'], values: ['against'] });
  const found = await resultsAt(context, oneWord(args, 'experiment or attempt'));
  const { against } = args.values;
  if (against !== undefined) return await compare(context, found, against, args.flags);
  if (args.flags.has('csv')) context.terminal.out(resultsCsv(found.samples, found.results));
  else if (args.flags.has('json')) printJson(context, found.results);
  else context.terminal.out(resultsTable(found.results));
  return 0;
};

async function resultsAt(context: Context, word: string): Promise<AttemptResults> {
  const path = context.absolute(word);
  const found = await context.lab.results(path);
  if (found !== null) return found;
  throw new UserError(
    `${path} has no results yet.`,
    `Run it: vmpart run ${quoteShell(path)} --host rehearsal.`,
    path,
  );
}

async function compare(
  context: Context,
  one: AttemptResults,
  word: string,
  flags: ReadonlySet<string>,
): Promise<ExitCode> {
  if (flags.has('csv'))
    throw new UsageError('--csv is of one attempt: leave out --against, or take --json for the comparison.');
  const other = await resultsAt(context, word);
  if (other.folder === one.folder)
    throw new UsageError(`--against names the same attempt, ${one.results.attempt}.`);
  const held = heldAgainst(one.results, other.results);
  if (flags.has('json')) printJson(context, held);
  else context.terminal.out(againstTable(held));
  return held.refused === null ? 0 : 1;
}
