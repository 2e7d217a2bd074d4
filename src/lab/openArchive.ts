import { unlikeItsSums } from './archiveSums';
import { filesInMemory } from './filesInMemory';
import { UserError } from './lab';
import type { LabOptions } from './options';
import { untar } from './untar';

/** Most that an archive may hold, bytes: it is read into memory. */
export const MOST_BYTES = 2 ** 30;

export function isArchive(path: string): boolean {
  return /\.(tar\.gz|tgz)$/i.test(path);
}

/** What is to be read, and through what. */
export interface Source {
  readonly options: LabOptions;
  /** An experiment, or an attempt's folder. */
  readonly path: string;
}

/**
 * The attempt in an archive, as a folder that only the returned ports know; nothing is written to disk. What is no
 * archive is itself. Throws a UserError for one that cannot be read, in which there is no attempt, or whose files are not as
 * its list of sums says: numbers of which somebody has changed a part are nobody's results.
 */
export async function sourceOf(options: LabOptions, path: string): Promise<Source> {
  if (!isArchive(path)) return { options, path };
  const held = await heldIn(options, path);
  const attempt = attemptIn([...held.keys()]);
  if (attempt === null)
    throw new UserError(
      `${path} holds no attempt.`,
      'Name a file that `vmpart results --archive` wrote.',
      path,
    );
  const unlike = await unlikeItsSums(held, attempt);
  if (unlike.length > 0) throw notAsPacked(path, unlike);
  const files = filesInMemory(path, held, options.files, options.machinesFolder);
  const inner = { ...options, files, readDocument: (document: string) => files.readText(document) };
  return { options: inner, path: `${path}/${attempt}` };
}

async function heldIn({ files, gzip }: LabOptions, path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const size = await files.size(path);
  if (size === null) throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  if (size > MOST_BYTES) throw tooLarge(path);
  const expanded = await gzip.expand(await files.readBytes(path, 0, size), MOST_BYTES);
  if (expanded === 'tooLarge') throw tooLarge(path);
  if (expanded === 'damaged')
    throw new UserError(`${path} is damaged, or not compressed by gzip.`, 'Fetch it once more.', path);
  const read = untar(expanded);
  if (read.kind === 'files') return new Map(read.files.map((file) => [file.path, file.bytes]));
  throw new UserError(
    `${path} cannot be read as an archive: ${read.why}.`,
    'Fetch it once more, or pack the plain files of its folder anew: tar --format=ustar -czf FILE.tar.gz FOLDER.',
    path,
  );
}

function tooLarge(path: string): UserError {
  const words = 'is larger than an archive that is read at once: 1 GiB unpacked.';
  return new UserError(`${path} ${words}`, 'Unpack it, and name the folder of the attempt in it.', path);
}

/** Nobody looks through more of them. */
const MOST_NAMED = 5;

function notAsPacked(path: string, unlike: readonly string[]): UserError {
  const more = unlike.length - MOST_NAMED;
  const named = [...unlike.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])];
  return new UserError(
    `${path} is not as it was packed: ${named.join(', ')}.`,
    'Fetch it once more. To read what is there all the same, unpack it and name the folder of the attempt in it.',
    path,
  );
}

/** The folder of the last attempt by name; null without any. */
function attemptIn(paths: readonly string[]): string | null {
  const folders = paths.flatMap((path) => /^(.+)\/attempt\.json$/.exec(path)?.[1] ?? []);
  return [...folders].sort().at(-1) ?? null;
}
