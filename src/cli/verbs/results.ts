import { resultsCsv } from '../../core/analysis/csv';
import { resultsTable } from '../../core/analysis/table';
import { quoteShell } from '../../core/plan/quote';
import { oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { UserError } from '../../lab/lab';

export const results: Verb = async (argv, context) => {
  const args = parse(argv, { flags: ['csv'] });
  const path = context.absolute(oneWord(args, 'experiment or attempt'));
  const found = await context.lab.results(path);
  if (found === null) {
    throw new UserError(
      `${path} has no results yet.`,
      `Run it: vmpart run ${quoteShell(path)} --host rehearsal.`,
      path,
    );
  }
  if (args.flags.has('csv')) context.terminal.out(resultsCsv(found.samples, found.results));
  else if (args.flags.has('json')) printJson(context, found.results);
  else context.terminal.out(resultsTable(found.results));
  return 0;
};
