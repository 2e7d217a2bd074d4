import { printable } from '../../core/text/printable';
import { needValue, noWords, oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { withProgress } from '../terminal';
import { UsageError } from '../usage';

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
  else {
    for (const { attempt, alive, lastEvent } of attempts) {
      context.terminal.out(printable(`${attempt}  ${alive ? 'running' : 'ended'}  ${lastEvent}`) + '\n');
    }
  }
  return 0;
};

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

export const rehearse: Verb = async ([action, ...argv], context) => {
  const args = parse(argv, { values: ['topology'] });
  noWords(args);
  const topology = args.values['topology'];
  switch (action) {
    case 'up': {
      const status = await withProgress(context.terminal, (tell) =>
        context.rehearsal.up(topology ?? 'rehearsal-4x2', tell, context.terminal.signal),
      );
      if (args.flags.has('json')) printJson(context, status);
      else context.terminal.out(`${status.topology} runs; log in: ${status.login}\n`);
      return 0;
    }
    case 'down':
      await context.rehearsal.down(topology);
      return 0;
    case 'status': {
      const all = await context.rehearsal.status();
      if (args.flags.has('json')) printJson(context, all);
      else
        for (const one of all) context.terminal.out(`${one.topology}  ${one.running ? 'running' : 'down'}\n`);
      return 0;
    }
    default:
      throw new UsageError('rehearse takes up, down or status.');
  }
};

export const measure: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['format'] });
  const format = args.values['format'] ?? 'auto';
  if (!isFormat(format)) throw new UsageError(`--format takes ${FORMATS.join(', ')}, not "${format}".`);
  const measured = await context.lab.measure(context.absolute(oneWord(args, 'file')), format);
  if (args.flags.has('json')) printJson(context, measured);
  else {
    const { metrics } = measured;
    const rows: [string, string][] = Object.entries(metrics.facts);
    if (metrics.seconds !== null) rows.push(['time', `${metrics.seconds} s`]);
    for (const [name, { value, unit }] of Object.entries(metrics.values))
      rows.push([name, `${value} ${unit}`]);
    if (metrics.verified !== null) rows.push(['verified', metrics.verified ? 'yes' : 'no']);
    context.terminal.out(rows.map(([name, value]) => printable(`${name}: ${value}`) + '\n').join(''));
  }
  return measured.metrics.verified === false ? 1 : 0;
};

const FORMATS = ['auto', 'npb', 'osu', 'hpcc', 'netpipe', 'numa_maps'] as const;

function isFormat(text: string): text is (typeof FORMATS)[number] {
  return (FORMATS as readonly string[]).includes(text);
}
