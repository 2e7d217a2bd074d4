import { printable } from '../../core/text/printable';
import { indexLines, positionAt } from '../../core/text/positions';
import type { Finding } from '../../core/check/rule';
import type { CheckedFile, CheckOptions } from '../../lab/lab';
import { type Arguments, parse } from '../arguments';
import { type Context, printJson, type Verb } from '../context';
import type { ExitCode } from '../terminal';
import { UsageError } from '../usage';

export const check: Verb = async (argv, context) => {
  const args = parse(argv, { flags: ['fix', 'strict', 'live'], values: ['host'] });
  if (args.words.length === 0) throw new UsageError('Name at least one file to check.');
  const options = await hostOptions(args, context);
  const checked: CheckedFile[] = [];
  for (const word of args.words) {
    const path = context.absolute(word);
    if (args.flags.has('fix')) await fixAndTell(path, word, options, context);
    checked.push(await context.lab.check(path, options));
  }
  if (args.flags.has('json')) printJson(context, checked.flatMap(findingRows));
  else
    for (const [index, file] of checked.entries())
      context.terminal.out(lines(file, args.words[index] ?? file.path));
  return exitCode(checked, args.flags.has('strict'));
};

async function hostOptions(args: Arguments, context: Context): Promise<CheckOptions> {
  const host = args.values['host'];
  if (host === undefined) {
    if (args.flags.has('live')) throw new UsageError('--live needs --host.');
    return {};
  }
  if (args.flags.has('live')) await context.lab.probe(host, context.terminal.signal);
  return { host };
}

async function fixAndTell(
  path: string,
  word: string,
  options: CheckOptions,
  context: Context,
): Promise<void> {
  const fixed = await context.lab.fix(path, options);
  if (fixed > 0) context.terminal.err(`${word}: ${fixed} ${fixed === 1 ? 'fix' : 'fixes'} applied\n`);
}

/** `name` is the file as the user named it. */
function lines(file: CheckedFile, name: string): string {
  return file.findings.map((finding) => `${line(file, name, finding)}\n`).join('');
}

function line(file: CheckedFile, name: string, finding: Finding): string {
  const { line: row, column } = positionAt(indexLines(file.text), finding.range.offset);
  return printable(`${name}:${row}:${column} ${finding.severity} ${finding.rule} ${finding.message}`);
}

function findingRows(file: CheckedFile): readonly object[] {
  return file.findings.map((finding) => {
    const start = positionAt(indexLines(file.text), finding.range.offset);
    const end = positionAt(indexLines(file.text), finding.range.offset + finding.range.length);
    return {
      file: file.path,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      severity: finding.severity,
      rule: finding.rule,
      message: finding.message,
      fixes: finding.fixes.map((fix) => ({ title: fix.title, safe: fix.safe })),
    };
  });
}

/** Text that is no document of ours, or cannot be read as one, is unreadable input: 2. */
function exitCode(checked: readonly CheckedFile[], strict: boolean): ExitCode {
  const findings = checked.flatMap((file) => file.findings);
  if (findings.some((finding) => finding.rule === 'SYNTAX')) return 2;
  const bad = findings.some(
    (finding) => finding.severity === 'error' || (strict && finding.severity === 'warning'),
  );
  return bad ? 1 : 0;
}
