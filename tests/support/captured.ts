import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** What the model says of the document of such an experiment, as it stands or with a change of its text. */
export async function predictedOfCaptured(
  experiment: string,
  change: (text: string) => string = (text) => text,
): Promise<AttemptResults> {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-test-'));
  try {
    const path = join(folder, `${experiment}.vmexperiment.json`);
    writeFileSync(path, change(readFileSync(join(CAPTURED, `${experiment}.vmexperiment.json`), 'utf8')));
    const lab = createLab(labOptions());
    await lab.predict(path);
    const made = await lab.results(path);
    if (made === null) throw new Error(`${experiment} was not predicted`);
    return made;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
