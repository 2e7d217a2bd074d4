import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const file = join(resolve(import.meta.dirname, '../..'), 'src/editor/layoutWords.ts');

/** The page's texts in English, read from where the editor has them: that file needs the editor to run. */
export function englishLayoutWords(): Readonly<Record<string, string>> {
  const entries = readFileSync(file, 'utf8').matchAll(/(\w+): l10n\.t\(\s*'((?:[^'\\]|\\.)*)',?\s*\)/g);
  return Object.fromEntries(
    [...entries].map(([, key = '', text = '']) => [key, text.replace(/\\(.)/g, '$1')]),
  );
}
