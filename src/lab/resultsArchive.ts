import { resultsCsv } from '../core/analysis/csv';
import { methodsText } from '../core/analysis/methods';
import { printableData } from '../core/text/printable';
import type { AttemptDocument } from './attemptDocuments';
import { archiveReadme } from './archiveReadme';
import { type Summed, SUMS, sumsText } from './archiveSums';
import { type KnownAttempt, methodsInput } from './knownAttempt';
import { UserError } from './lab';
import { MOST_BYTES } from './openArchive';
import type { LabOptions, PayloadFile } from './options';
import { isRawFile } from './rawFile';
import { tarOf } from './tar';
import { untar } from './untar';

/**
 * Everything of an attempt in one compressed file: documents, plan, journal, raw output with the host's facts, results, and
 * a README. Its folders are those of a workspace, so that it is read as it is and unpacked as well. The same attempt gives
 * the same bytes. Throws a UserError where it would be too large, or a path too long.
 */
export async function resultsArchive(options: LabOptions, known: KnownAttempt): Promise<Uint8Array> {
  const { folder } = known.found;
  const documents = placed(options, known);
  const top = `${known.plan.name.slice(0, 40)}-${known.record.plan.slice(0, 8)}`;
  const inner = attemptPlace(known, documents);
  const attempt = (await attemptFiles(options, folder)).map(({ path, bytes }) => ({
    ...{ path: `${inner}/${path}`, bytes },
  }));
  const files = [
    ...derived(options, known),
    ...documents.map(({ place, text }) => ({ path: place, bytes: encoded(text) })),
    ...attempt,
  ];
  const readme = { path: 'README.md', bytes: encoded(archiveReadme(known, { attempt: inner, documents })) };
  const sums = { path: SUMS, bytes: encoded(await sumsText([readme, ...files])) };
  return await packed(options, folder, [
    ...[readme, sums, ...files].map(({ path, bytes }) => ({ path: `${top}/${path}`, bytes })),
  ]);
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** As the commands print them, so that they can be compared. */
function derived({ version }: LabOptions, known: KnownAttempt): readonly Summed[] {
  const { results, samples } = known.found;
  return [
    { path: 'results.json', bytes: encoded(`${JSON.stringify(results)}\n`) },
    { path: 'results.csv', bytes: encoded(resultsCsv(samples, results)) },
    { path: 'methods.txt', bytes: encoded(methodsText(printableData(methodsInput(known, version)))) },
  ];
}

const NAMED = ['attempt.json', 'plan.json', 'journal.jsonl'] as const;

async function attemptFiles({ files }: LabOptions, folder: string): Promise<readonly Summed[]> {
  const raw = (await files.list(`${folder}/raw`)).map((name) => `raw/${name}`).filter(isRawFile);
  const held: Summed[] = [];
  let total = 0;
  for (const path of [...NAMED, ...raw]) {
    const size = await files.size(`${folder}/${path}`);
    total += size ?? 0;
    if (total > MOST_BYTES) throw tooLarge(folder);
    if (size !== null)
      held.push({ path, bytes: new Uint8Array(await files.readBytes(`${folder}/${path}`, 0, size)) });
  }
  return held;
}

function tooLarge(folder: string): UserError {
  return new UserError(
    `${folder} holds more than an archive that is made at once: 1 GiB.`,
    'Pack the folder of the experiment by tar; the attempt in it is read from its folder.',
    folder,
  );
}

/** A document with its place in the archive. */
export interface PlacedDocument extends AttemptDocument {
  readonly place: string;
}

/**
 * Below `documents/`, as they lie to each other. Machines that come with this program are put beside them: whoever reads the
 * archive has his own.
 */
function placed({ machinesFolder }: LabOptions, { documents }: KnownAttempt): readonly PlacedDocument[] {
  const slashed = (path: string): string => path.replaceAll('\\', '/');
  const builtIn = `${slashed(machinesFolder)}/`;
  const own = documents.documents.filter(({ path }) => !slashed(path).startsWith(builtIn));
  const common = commonFolder([documents.experimentPath, ...own.map(({ path }) => path)].map(slashed));
  return documents.documents.map((document) => {
    const path = slashed(document.path);
    const isBuiltIn = path.startsWith(builtIn);
    return {
      ...document,
      place: isBuiltIn ? `machines/${path.slice(builtIn.length)}` : `documents/${path.slice(common.length)}`,
    };
  });
}

/** The longest folder in which all of them lie, with its last slash. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  return others.reduce((common, folder) => {
    let kept = common;
    while (!folder.startsWith(kept)) kept = kept.slice(0, kept.lastIndexOf('/', kept.length - 2) + 1);
    return kept;
  }, first);
}

/** Where `attempt.json` finds its experiment again by the same way as before. */
function attemptPlace({ documents, found, plan }: KnownAttempt, all: readonly PlacedDocument[]): string {
  const experiment =
    all.find(({ path }) => path === documents.experimentPath)?.place ?? `documents/${plan.name}`;
  const attempt = found.folder.replaceAll('\\', '/').split('/').at(-1) ?? '';
  return `${experiment.replace(/\.vmexperiment\.json$/, '')}.vmresults/${attempt}`;
}

/** What could not be read back is not written. */
async function packed({ gzip }: LabOptions, folder: string, files: readonly Summed[]): Promise<Uint8Array> {
  const tar = tarred(
    folder,
    files.map((file): PayloadFile => ({ ...file, executable: false })),
  );
  const read = untar(tar);
  if (read.kind === 'files') return await gzip.compress(tar);
  throw new UserError(`${folder} cannot be put into an archive: ${read.why}.`, 'Rename that file.', folder);
}

function tarred(folder: string, files: readonly PayloadFile[]): Uint8Array {
  try {
    return tarOf(files);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `${folder} cannot be put into an archive: ${error.message}`,
      'Give files shorter names.',
      folder,
    );
  }
}
