import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Random } from '../../../src/core/experiment/random';

/**
 * What a power cut takes: output in `raw/` that no line of the journal counts on need not have reached the disk. Cuts a
 * random part off its end, in every attempt of a host's directory.
 */
export function loseBytes(directory: string, random: Random): void {
  const attempts = join(directory, 'attempts');
  if (!existsSync(attempts)) return;
  for (const attempt of readdirSync(attempts)) loseOfAttempt(join(attempts, attempt), random);
}

function loseOfAttempt(attempt: string, random: Random): void {
  const raw = join(attempt, 'raw');
  if (!existsSync(raw)) return;
  const kept = bytesOnRecord(join(attempt, 'journal.jsonl'));
  for (const name of readdirSync(raw)) {
    const path = join(raw, name);
    const { size } = statSync(path);
    const least = kept.get(`raw/${name}`) ?? 0;
    if (least < size) truncateSync(path, least + random(size - least + 1));
  }
}

interface RawLine {
  readonly event?: string;
  readonly file?: string;
  readonly raw?: { readonly file: string; readonly offset: number; readonly bytes: number };
}

/** How far each file of `raw/` is on record: to the end of its last run, or as a whole (facts). */
function bytesOnRecord(journal: string): ReadonlyMap<string, number> {
  const kept = new Map<string, number>();
  if (!existsSync(journal)) return kept;
  for (const text of readFileSync(journal, 'utf8').split('\n')) {
    const line = parsed(text);
    if (line?.event === 'facts' && line.file !== undefined) kept.set(line.file, Infinity);
    if (line?.raw === undefined) continue;
    const { file, offset, bytes } = line.raw;
    kept.set(file, Math.max(kept.get(file) ?? 0, offset + bytes));
  }
  return kept;
}

function parsed(text: string): RawLine | null {
  try {
    return JSON.parse(text) as RawLine;
  } catch {
    return null;
  }
}
