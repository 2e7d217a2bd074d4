import { outputFormats } from '../../core/programs/readOutput';
import { printable } from '../../core/text/printable';
import { oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { UsageError } from '../usage';

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

const FORMATS = ['auto', ...outputFormats] as const;

function isFormat(text: string): text is (typeof FORMATS)[number] {
  return (FORMATS as readonly string[]).includes(text);
}
