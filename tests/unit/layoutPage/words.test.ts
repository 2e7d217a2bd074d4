import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { englishLayoutWords } from '../../ui/layoutWords';

const folder = join(import.meta.dirname, '../../../webview/layout');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const words = Object.keys(englishLayoutWords());
/** Beginnings of names that are put together: `field_` of a setting's key. */
const beginnings = [...sources.matchAll(/`(\w+_)\$\{/g)].map(([, beginning = '']) => beginning);

describe('texts of the layout page', () => {
  it('are there for every name that it says', () => {
    const said = [...sources.matchAll(/\bsay\(\s*'(\w+)'/g)].map(([, name = '']) => name);
    expect(said.length).toBeGreaterThan(60);
    expect(said.filter((name) => !words.includes(name))).toEqual([]);
    expect(beginnings.filter((start) => !words.some((word) => word.startsWith(start)))).toEqual([]);
  });

  it('are all said somewhere', () => {
    const isSaid = (word: string): boolean =>
      sources.includes(`'${word}'`) || beginnings.some((beginning) => word.startsWith(beginning));
    expect(
      words.filter((word) => !isSaid(word) && !['measured', 'rehearsed', 'predicted'].includes(word)),
    ).toEqual([]);
  });
});
