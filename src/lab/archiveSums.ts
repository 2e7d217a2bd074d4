import { sha256Of } from './sha256';

/** A file by its path, relative to the folder of the list. */
export interface Summed {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const SUMS = 'SHA256SUMS';

/** As `sha256sum -c` reads it: a line a file, in their order. */
export async function sumsText(files: readonly Summed[]): Promise<string> {
  const lines = files.map(async ({ path, bytes }) => `${await sha256Of(bytes)}  ${path}\n`);
  return (await Promise.all(lines)).join('');
}

/** What every archive has beside its list: where all of it is, the list was lost. What was packed by hand has none. */
const BESIDE = ['results.json', 'results.csv', 'methods.txt'] as const;
/** Lists of earlier versions do not name it, and nothing is read from it. */
const README = 'README.md';

/**
 * What is not as the list of an archive says, in words, a text a file: paths are those of the archive. Empty where all of it
 * is, and where there is no list because somebody packed a folder by hand. `attempt` is the folder that is to be read.
 */
export async function unlikeItsSums(
  held: ReadonlyMap<string, Uint8Array>,
  attempt: string,
): Promise<readonly string[]> {
  const folder = listFolder(held, attempt);
  if (folder === null) return lostList(held, attempt);
  const listed = readSums(new TextDecoder().decode(held.get(folder + SUMS)), folder);
  if (typeof listed === 'string') return [listed];
  const found: string[] = [];
  // One after the other: each is copied while it is summed.
  for (const [path, sum] of listed) {
    const bytes = held.get(path);
    if (bytes === undefined) found.push(`${path} is missing`);
    else if ((await sha256Of(new Uint8Array(bytes))) !== sum) found.push(`${path} has another content`);
  }
  const free = new Set([SUMS, README].map((name) => folder + name));
  const unlisted = [...held.keys()].filter((path) => !listed.has(path) && !free.has(path));
  return [...found, ...unlisted.map((path) => `${path} is not in the list`)];
}

/** Folders around an attempt with their last slash, the outermost first: '', 'x/', 'x/y/'. */
function foldersAround(attempt: string): readonly string[] {
  const parts = attempt.split('/');
  return parts.map((_, count) =>
    parts
      .slice(0, count)
      .map((part) => `${part}/`)
      .join(''),
  );
}

function listFolder(held: ReadonlyMap<string, Uint8Array>, attempt: string): string | null {
  return foldersAround(attempt).find((folder) => held.has(folder + SUMS)) ?? null;
}

function lostList(held: ReadonlyMap<string, Uint8Array>, attempt: string): readonly string[] {
  const lost = foldersAround(attempt).filter((folder) => BESIDE.every((name) => held.has(folder + name)));
  return lost.slice(0, 1).map((folder) => `${folder}${SUMS} is missing`);
}

/** Sums by path; or what is wrong with the list. */
function readSums(text: string, folder: string): ReadonlyMap<string, string> | string {
  const sums = new Map<string, string>();
  const lines = text.replace(/\n$/, '').split('\n');
  for (const [at, line] of lines.entries()) {
    const [, sum, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sum === undefined || path === undefined) return `${folder}${SUMS} cannot be read in line ${at + 1}`;
    if (sums.has(folder + path)) return `${folder}${SUMS} names ${path} twice`;
    sums.set(folder + path, sum);
  }
  return sums;
}
