import type { Experiment } from '../core/experiment/experiment';
import type { AttemptRecord } from './attemptFolder';
import { loadExperiment } from './documentGraph';
import { documentKind } from './documentKind';
import type { LabOptions } from './options';
import { sha256Of } from './sha256';

/** A document of an attempt as it is now. */
export interface AttemptDocument {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Is it as it was when the attempt was planned? null where the attempt does not say. */
  readonly asPlanned: boolean | null;
}

export interface AttemptDocuments {
  /** Path of the experiment, whether it is there or not. */
  readonly experimentPath: string;
  /** The experiment, its layouts and their machines; empty where the experiment is gone. */
  readonly documents: readonly AttemptDocument[];
  /** As the documents are now; null where they do not make one. */
  readonly experiment: Experiment | null;
}

/** Reads the experiment of an attempt with everything that it names. */
export async function attemptDocuments(
  options: LabOptions,
  folder: string,
  record: AttemptRecord,
): Promise<AttemptDocuments> {
  const experimentPath = options.beside(`${folder}/attempt.json`, record.experiment);
  const read = new Map<string, string>();
  const noting = {
    ...options,
    readDocument: async (path: string): Promise<string | null> => {
      const text = await options.readDocument(path);
      // A folder that somebody else made may name any file of this machine: what is no document is not passed on.
      if (text !== null && documentKind(path) !== null) read.set(path, text);
      return text;
    },
  };
  const loaded = await loadExperiment(noting, experimentPath);
  const planned = new Map(
    (record.madeFrom?.documents ?? []).map(({ path, sha256 }) => [
      options.beside(experimentPath, path),
      sha256,
    ]),
  );
  const documents = [...read].map(async ([path, text]) => {
    const was = planned.get(options.beside(experimentPath, path));
    const is = await sha256Of(new TextEncoder().encode(text));
    return { path, text, asPlanned: was === undefined ? null : was === is };
  });
  return { experimentPath, documents: await Promise.all(documents), experiment: loaded?.value ?? null };
}

/** Every document that the plan was made from is here and as it was. */
export function areAsPlanned({ documents }: AttemptDocuments, record: AttemptRecord): boolean {
  const wanted = record.madeFrom?.documents.length ?? 0;
  return wanted > 0 && documents.filter(({ asPlanned }) => asPlanned === true).length === wanted;
}
