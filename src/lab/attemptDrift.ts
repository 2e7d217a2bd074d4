import type { AttemptState } from '../core/journal/state';
import { type AttemptFacts, readAttemptFacts } from '../core/topology/attemptFacts';
import { type Drift, driftsOf } from '../core/topology/drift';
import type { Files } from './ports';
import { isRawFile } from './rawFile';

/** Longest capture of a host that is read, bytes: a thousand PUs take a tenth of it. */
const MAX_FACTS = 8 * 1024 * 1024;

type Capture = AttemptState['facts'][number];

/**
 * What changed on the host between the captures that a journal names, asked for again and again while the attempt goes
 * on. A capture is read once; one that has not been copied, or is none, is passed over.
 */
export function rememberedDrift(
  files: Files,
  folder: string,
): (captures: readonly Capture[]) => Promise<readonly Drift[]> {
  const known = new Map<string, AttemptFacts>();
  return async (captures) => {
    const read = captures.map(async ({ when, file }) => {
      const facts = known.get(file) ?? (await readFacts(files, folder, file));
      if (facts === null) return [];
      known.set(file, facts);
      return [{ when, facts }];
    });
    return driftsOf((await Promise.all(read)).flat());
  };
}

/** What a capture says that a journal names; null where it is not here, too long, or none. */
export async function readFacts(files: Files, folder: string, file: string): Promise<AttemptFacts | null> {
  const path = `${folder}/${file}`;
  const size = isRawFile(file) ? await files.size(path) : null;
  if (size === null || size > MAX_FACTS) return null;
  return readAttemptFacts(new TextDecoder().decode(await files.readBytes(path, 0, size)));
}
