import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** Rows of all tables of a page, their cells apart by one blank. */
export function tableRows(page: string): readonly string[] {
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
        .join(' '),
    );
}
