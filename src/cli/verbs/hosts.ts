import { alignedTable } from '../../core/analysis/table';
import { rangeInWords } from '../../core/experiment/schedule';
import { printable } from '../../core/text/printable';
import { formatSpan } from '../../core/text/span';
import type { RemoteAttempt } from '../../lab/lab';
import { needValue, noWords, parse } from '../arguments';
import { printJson, type Verb } from '../context';

export const hosts: Verb = async (argv, context) => {
  const args = parse(argv, {});
  noWords(args);
  const entries = await context.lab.hosts();
  if (args.flags.has('json')) printJson(context, entries);
  else
    for (const { name, kind, detail } of entries)
      context.terminal.out(`${name.padEnd(20)} ${kind.padEnd(10)} ${detail}\n`);
  return 0;
};

export const runs: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['host'] });
  noWords(args);
  const attempts = await context.lab.runs(needValue(args, 'host', 'rehearsal'));
  if (args.flags.has('json')) printJson(context, attempts);
  else if (attempts.length === 0) context.terminal.err('No attempts on this host.\n');
  else context.terminal.out(attemptsTable(attempts));
  return 0;
};

function attemptsTable(attempts: readonly RemoteAttempt[]): string {
  const head = ['attempt', 'state', 'blocks', 'runs', 'failed', 'left'];
  const rows = attempts.map(({ attempt, state, blocks, runs: of, secondsLeft }) => [
    ...[attempt, state === 'broken' ? 'broken off' : state],
    ...[
      `${blocks.ended} of ${rangeInWords(blocks.least ?? blocks.planned, blocks.planned)}`,
      `${of.ended} of ${of.planned}`,
      String(of.failed),
    ],
    secondsLeft === null ? '-' : `about ${formatSpan(secondsLeft)}`,
  ]);
  return `${alignedTable(head, rows, new Set([4]))}\n`;
}

export const doctor: Verb = async (argv, context) => {
  const args = parse(argv, { flags: ['clean'], values: ['host'] });
  noWords(args);
  const found = await context.lab.doctor(needValue(args, 'host', 'rehearsal'), args.flags.has('clean'));
  if (args.flags.has('json')) printJson(context, found);
  else {
    for (const { what, remedy, cleaned } of found) {
      context.terminal.out(printable(cleaned ? `cleaned: ${what}` : `${what} ${remedy}`) + '\n');
    }
    if (found.length === 0) context.terminal.out('Nothing is left behind.\n');
  }
  return found.some((finding) => !finding.cleaned) ? 1 : 0;
};
