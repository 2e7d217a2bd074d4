import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { englishWords } from '../../ui/words';

const folder = join(import.meta.dirname, '../../../webview/results');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const words = Object.keys(englishWords('src/panels/resultsWords.ts'));

/** Said by the value that they are the words of: states, origins, verdicts, phases, and what is put together of them. */
const named = [
  ...['queued', 'running', 'finished', 'failed', 'cancelled', 'partial', 'paused'],
  ...['measured', 'rehearsed', 'predicted', 'rehearsedNote', 'predictedNote'],
  ...['better', 'worse', 'equivalent', 'undecided'].flatMap((tone) => [tone, `${tone}Than`]),
  ...['drift', 'position'].flatMap((kind) => [`${kind}Found`, `${kind}None`]),
  ...['cold', 'warm'],
];

describe('texts of the result page', () => {
  it('are there for every name that it says', () => {
    const said = [...sources.matchAll(/\bsay\(\s*'(\w+)'/g)].map(([, name = '']) => name);
    expect(said.length).toBeGreaterThan(60);
    expect([...said, ...named].filter((name) => !words.includes(name))).toEqual([]);
  });

  it('are all said somewhere', () => {
    expect(words.filter((word) => !sources.includes(`'${word}'`) && !named.includes(word))).toEqual([]);
  });
});
