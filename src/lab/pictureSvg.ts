import type { Layout } from '../core/layout/layout';
import type { PictureTheme } from '../core/picture/palette';
import { scenesOf } from '../core/picture/sceneOf';
import { svgOf } from '../core/picture/svgOf';
import { UserError } from './lab';
import type { LabOptions } from './options';
import type { DrawnHost, FileExtra, SavedPicture } from './picture';
import { picturedLayout } from './picturedLayout';
import type { PictureNotes } from './pictureNotes';

type NotesOf = (path: string, layout: Layout) => Promise<PictureNotes>;

/** The pictures of a layout file with what was found for its VMs; see {@link Pictures.svg}. */
export async function drawnHosts(
  options: LabOptions,
  notesOf: NotesOf,
  path: string,
  theme: PictureTheme,
  extra: FileExtra = {},
): Promise<readonly DrawnHost[]> {
  const text = await options.readDocument(path);
  if (text === null) throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  const pictured = await picturedLayout(options, path, text);
  if (pictured.kind === 'notDrawn') {
    const { message, line, column } = pictured;
    throw new UserError(message, 'Mend it first.', `${path}:${line}:${column}`);
  }
  const { layout } = pictured;
  const { notes, vmNotes, measured: read } = await notesOf(path, layout);
  const measured = extra.measured === true ? read : null;
  const layoutNotes = measured === null ? notes : [...notes, measured.note];
  const scenes = scenesOf(layout, { notes: vmNotes, layoutNotes, measured });
  return scenes.map((scene) => ({ host: scene.host, svg: svgOf(scene, theme, { legend: true }) }));
}

/** See {@link Pictures.save}. */
export async function savePicture(
  options: LabOptions,
  notesOf: NotesOf,
  path: string,
  { file, theme, host, ...extra }: SavedPicture,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const drawn = hostsWanted(await drawnHosts(options, notesOf, path, theme, extra), host, path);
  const written: string[] = [];
  for (const { host: name, svg } of drawn) {
    const target = fileOf(file, name, drawn.length);
    const isPng = /\.png$/i.test(file);
    const bytes = isPng ? await options.rasterize(svg, signal) : new TextEncoder().encode(svg);
    await options.files.writeBytes(target, bytes, false);
    written.push(target);
  }
  return written;
}

/** Those that are asked for. Throws a UserError where there is none. */
export function hostsWanted(
  drawn: readonly DrawnHost[],
  host: string | null,
  path: string,
): readonly DrawnHost[] {
  const wanted = host === null ? drawn : drawn.filter((one) => one.host === host);
  if (wanted.length > 0) return wanted;
  const names = drawn.flatMap((one) => one.host ?? []);
  const remedy =
    names.length === 0 ? 'Leave the host out: it names none.' : `Name one of ${names.join(', ')}.`;
  throw new UserError(`The layout has no host "${host ?? ''}".`, remedy, path);
}

/** Where one of several drawings goes: `cut-left.svg` for `cut.svg` and host `left`; the file itself for the only one. */
export function fileOf(file: string, host: string | null, drawings: number): string {
  if (host === null || drawings === 1) return file;
  return file.replace(/(\.\w+)$/, (end) => `-${host.replace(/[^\w.-]/g, '_')}${end}`);
}
