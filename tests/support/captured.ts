import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLab } from '../../src/lab/createLab';
import type { AttemptResults } from '../../src/lab/lab';
import { labOptions } from './labOptions';

const CAPTURED = join(import.meta.dirname, '../captured');

/** The attempts of an experiment that are kept in tests/captured, the oldest first, as the lab reads them. */
export async function capturedAttempts(experiment: string): Promise<readonly AttemptResults[]> {
  const folder = join(CAPTURED, `${experiment}.vmresults`);
  const lab = createLab(labOptions());
  const read = await Promise.all(
    readdirSync(folder)
      .sort()
      .map((name) => lab.results(join(folder, name))),
  );
  return read.filter((one) => one !== null);
}
