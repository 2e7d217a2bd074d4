import type { Files } from './ports';
import { isAttemptName } from './attemptName';
import { documentKind } from './documentKind';
import { UserError } from './lab';
import type { LabOptions } from './options';

/** What an attempt's local folder says about where it runs. Kept in `attempt.json`. */
export interface AttemptRecord {
  readonly attempt: string;
  /** Host as the user named it. */
  readonly host: string;
  /** Attempt folder on the host, absolute. */
  readonly remote: string;
  /** Hash of the plan. */
  readonly plan: string;
  /** Experiment document, relative to the attempt's folder. */
  readonly experiment: string;
  /** What the plan was made from; attempts of earlier versions do not say. */
  readonly madeFrom?: MadeFrom;
}

export interface MadeFrom {
  /** Version of this program. */
  readonly tool: string;
  readonly seed: number;
  /** Documents as they were, unsaved text included; paths are relative to the experiment's folder where they can be. */
  readonly documents: readonly { readonly path: string; readonly sha256: string }[];
}

/** `x/NAME.vmexperiment.json` -> `x/NAME.vmresults`. */
export function resultsFolder(experimentPath: string): string {
  return experimentPath.replace(/\.vmexperiment\.json$/, '') + '.vmresults';
}

/** Attempt folders beside an experiment, newest first. */
export async function attemptFolders(files: Files, experimentPath: string): Promise<readonly string[]> {
  const folder = resultsFolder(experimentPath);
  const names = await files.list(folder);
  return [...names]
    .filter(isAttemptName)
    .sort()
    .reverse()
    .map((name) => `${folder}/${name}`);
}

/** The newest attempt of an experiment, null when that has none yet; what is no experiment's path is an attempt's already. */
export async function attemptAt(
  { files, readDocument }: Pick<LabOptions, 'files' | 'readDocument'>,
  path: string,
): Promise<string | null> {
  if (documentKind(path) !== 'experiment') return path;
  const [newest] = await attemptFolders(files, path);
  if (newest === undefined && (await readDocument(path)) === null)
    throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  return newest ?? null;
}

export async function writeRecord(files: Files, folder: string, record: AttemptRecord): Promise<void> {
  await files.writeText(`${folder}/attempt.json`, JSON.stringify(record, null, 2) + '\n');
}

/** Throws a UserError when the folder is no attempt's. */
export async function readRecord(files: Files, folder: string): Promise<AttemptRecord> {
  const path = `${folder}/attempt.json`;
  const text = await files.readText(path);
  if (text === null) {
    throw new UserError(
      `${folder} is not the folder of an attempt: it has no attempt.json.`,
      'Name a folder below NAME.vmresults, or the experiment itself.',
      folder,
    );
  }
  const value: unknown = parse(text, path);
  if (!isRecord(value)) {
    throw new UserError(`${path} is damaged.`, 'Start the experiment again, or restore the file.', path);
  }
  return value;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${path} is not JSON.`, 'Start the experiment again, or restore the file.', path);
  }
}

function isRecord(value: unknown): value is AttemptRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return ['attempt', 'host', 'remote', 'plan', 'experiment'].every((key) => typeof record[key] === 'string');
}
