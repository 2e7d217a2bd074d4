import type { PictureTheme } from '../../core/picture/palette';
import { printable } from '../../core/text/printable';
import { UserError } from '../../lab/lab';
import type { SavedPicture } from '../../lab/picture';
import { hostsWanted } from '../../lab/pictureSvg';
import { type Arguments, oneWord, parse } from '../arguments';
import { printJson, type Context, type Verb } from '../context';
import { UsageError } from '../usage';

const THEMES: readonly PictureTheme[] = ['light', 'dark', 'highContrast', 'highContrastLight'];

/** A layout as a figure: SVG on standard output, or files of the kind that their names end in. */
export const picture: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['out', 'theme', 'host-name'], flags: ['measured'] });
  const path = context.absolute(oneWord(args, 'layout'));
  const theme = themeOf(args);
  const host = args.values['host-name'] ?? null;
  const measured = args.flags.has('measured');
  const out = args.values['out'];
  if (out === undefined) return print(path, { theme, host, measured }, context);
  if (!/\.(svg|png)$/i.test(out)) throw new UsageError(`--out takes a file in .svg or .png, not "${out}".`);
  const as = { file: context.absolute(out), theme, host, measured };
  const files = await context.lab.picture.save(path, as, context.terminal.signal);
  if (args.flags.has('json')) printJson(context, files);
  else context.terminal.out(files.map((file) => `${printable(file)}\n`).join(''));
  return 0;
};

async function print(
  path: string,
  { theme, host, measured = false }: Omit<SavedPicture, 'file'>,
  context: Context,
): Promise<0> {
  const drawn = hostsWanted(await context.lab.picture.svg(path, theme, { measured }), host, path);
  if (drawn.length > 1)
    throw new UserError(
      `The layout is over ${drawn.length} hosts: ${drawn.flatMap((one) => one.host ?? []).join(', ')}.`,
      'Say which with --host-name, or write a file for each with --out.',
      path,
    );
  context.terminal.out(drawn.map(({ svg }) => svg).join(''));
  return 0;
}

function themeOf(args: Arguments): PictureTheme {
  const wanted = args.values['theme'] ?? 'light';
  const theme = THEMES.find((known) => known === wanted);
  if (theme !== undefined) return theme;
  throw new UsageError(`--theme takes ${THEMES.join(', ')}, not "${wanted}".`);
}
