import { resultsCsv } from '../../core/analysis/csv';
import { resultsTable } from '../../core/analysis/table';
import { quoteShell } from '../../core/plan/quote';
import { printable } from '../../core/text/printable';
import { UserError } from '../../lab/lab';
import type { ExportKind } from '../../lab/resultExports';
import { type Arguments, oneWord, parse } from '../arguments';
import { type Context, printJson, type Verb } from '../context';
import type { ExitCode } from '../terminal';
import { UsageError } from '../usage';
import { printAgainst } from './resultsAgainst';

export const results: Verb = async (argv, context) => {
  const values = ['against', ...EXPORTS.map(({ kind }) => kind)];
  const args = parse(argv, { flags: ['csv', 'methods'], values });
  const path = context.absolute(oneWord(args, 'experiment or attempt'));
  const exports = exportsOf(args);
  onlyOneWay(args, exports);
  if (exports.length > 0) return await write(path, exports, args, context);
  if (args.flags.has('methods')) {
    context.terminal.out(there(await context.lab.exports.methods(path), path));
    return 0;
  }
  const found = there(await context.lab.results(path), path);
  const { against } = args.values;
  if (against !== undefined) {
    const other = context.absolute(against);
    const held = there(await context.lab.against(path, other), other);
    return printAgainst(held, args.flags.has('json'), context);
  }
  if (args.flags.has('csv')) context.terminal.out(resultsCsv(found.samples, found.results));
  else if (args.flags.has('json')) printJson(context, found.results);
  else context.terminal.out(resultsTable(found.results));
  return 0;
};

interface Export {
  readonly kind: ExportKind;
  readonly target: string;
}

const EXPORTS: readonly { readonly kind: ExportKind; readonly ends: RegExp; readonly takes: string }[] = [
  { kind: 'html', ends: /\.html?$/i, takes: 'a file in .html' },
  { kind: 'svg', ends: /./, takes: 'a folder' },
  { kind: 'archive', ends: /\.(tar\.gz|tgz)$/i, takes: 'a file in .tar.gz' },
];

function exportsOf({ values }: Arguments): readonly Export[] {
  return EXPORTS.flatMap(({ kind, ends, takes }) => {
    const target = values[kind];
    if (target === undefined) return [];
    if (!ends.test(target)) throw new UsageError(`--${kind} takes ${takes}, not "${target}".`);
    return [{ kind, target }];
  });
}

/** One form is printed, or any number is written. */
function onlyOneWay({ flags, values }: Arguments, exports: readonly Export[]): void {
  const printed = ['csv', 'methods', 'against'].filter((name) => flags.has(name) || name in values);
  if (printed.length + Math.min(1, exports.length) <= 1) return;
  const named = [...printed, ...exports.map(({ kind }) => kind)].map((name) => `--${name}`).join(' and ');
  throw new UsageError(`${named} do not go together: ask for what is printed and what is written apart.`);
}

/** The paths of what was written, a line each. */
async function write(
  path: string,
  exports: readonly Export[],
  args: Arguments,
  context: Context,
): Promise<ExitCode> {
  const written: string[] = [];
  for (const { kind, target } of exports)
    written.push(...there(await context.lab.exports.save(path, kind, context.absolute(target)), path));
  if (args.flags.has('json')) printJson(context, written);
  else context.terminal.out(written.map((file) => `${printable(file)}\n`).join(''));
  return 0;
}

function there<T>(found: T | null, path: string): T {
  if (found !== null) return found;
  throw new UserError(
    `${path} has no results yet.`,
    `Run it: vmpart run ${quoteShell(path)} --host rehearsal.`,
    path,
  );
}
