import { EXPORT_FORMATS, type ExportFormat } from '../../core/plan/exportLayout';
import type { ExportedFile } from '../../lab/lab';
import { type Arguments, oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { UsageError } from '../usage';
import { printable } from '../../core/text/printable';

export const exportVms: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['format', 'out'] });
  const layout = context.absolute(oneWord(args, 'layout'));
  const format = formatOf(args);
  const out = args.values['out'];
  const folder = out === undefined ? undefined : context.absolute(out);
  const vms = await context.lab.exportLayout(layout, format, folder);
  if (args.flags.has('json')) printJson(context, vms);
  else context.terminal.out(vms.map((vm) => shown(vm, format, vms.length)).join(''));
  return 0;
};

function formatOf(args: Arguments): ExportFormat {
  const wanted = args.values['format'];
  const format = EXPORT_FORMATS.find((known) => known === wanted);
  if (format !== undefined) return format;
  const names = EXPORT_FORMATS.join(' or ');
  throw new UsageError(
    wanted === undefined ? `--format is missing: ${names}.` : `--format takes ${names}, not "${wanted}".`,
  );
}

/** The path of what was written; else the text, under a line with the VM's name where there are several. */
function shown({ vm, path, text }: ExportedFile, format: ExportFormat, count: number): string {
  if (path !== null) return `${printable(path)}\n`;
  if (count === 1) return text;
  return format === 'libvirt' ? `<!-- ==== ${vm} ==== -->\n${text}` : `# ==== ${vm} ====\n${text}`;
}
