import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A page's texts in English, read from the file in which the editor has them: that needs the editor to run. */
export function englishWords(file: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, file), 'utf8');
  const entries = text.matchAll(/(\w+): l10n\.t\(\s*'((?:[^'\\]|\\.)*)',?\s*\)/g);
  return Object.fromEntries(
    [...entries].map(([, key = '', words = '']) => [key, words.replace(/\\(.)/g, '$1')]),
  );
}
