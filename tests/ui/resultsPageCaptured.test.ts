import { beforeAll, describe, expect, test } from 'vitest';
import { figureFor, figureKinds } from '../../src/core/analysis/figures/kinds';
import { WHOLE_VIEW } from '../../src/core/analysis/figures/shown';
import type { Results } from '../../src/core/analysis/results';
import { capturedAttempts, predictedOfCaptured } from '../support/captured';
import { resultsPages } from './resultsPage';
import { editorThemes } from './themes';

// Every kind of figure from attempts that really ran, for eyes: a picture of each, light and in high contrast.

const opened = resultsPages();
const THEMES = new Set(['light', 'high-contrast']);

/** Attempts that have what a kind shows; the others are drawn from `sockets`. */
const SUBJECTS: Readonly<Record<string, string>> = {
  ...{ 'cold-warm': 'cold-warm', agreement: 'cold-warm', counts: 'paths' },
  ...{ memory: 'memory', locality: 'memory', kinds: 'memory', nodes: 'memory' },
  ...{ faults: 'memory', leak: 'memory', techniques: 'memory' },
};

describe('figures of attempts that really ran', () => {
  const first = new Map<string, Results>();
  /** What an attempt is held against, where a kind wants that. */
  const others = new Map<string, Results>();

  beforeAll(async () => {
    for (const name of ['sockets', 'cold-warm', 'memory', 'paths']) {
      const [one, two] = (await capturedAttempts(name)).map(({ results }) => results);
      if (one !== undefined) first.set(name, one);
      if (two !== undefined) others.set(name, two);
    }
    others.set('paths', (await predictedOfCaptured('paths')).results);
  });

  test.each(figureKinds.map(({ id }) => id))('%s is drawn, with where it is from', async (id) => {
    const subject = SUBJECTS[id] ?? 'sockets';
    const results = first.get(subject);
    if (results === undefined) throw new Error(`${subject} is kept here`);
    const drawn = figureFor(results, id, WHOLE_VIEW, others.get(subject));
    if ('why' in drawn) throw new Error(drawn.why);
    const page = await opened({ width: 900, height: 1400 });
    await page.fill(results);
    await page.post({ type: 'figure', shown: { choice: { kind: id, view: WHOLE_VIEW }, drawn } });
    await page.page.locator('h2', { hasText: drawn.title }).waitFor();
    expect(await page.page.locator('body').innerText()).toContain('times mean nothing');
    await page.page.evaluate('document.querySelector(".chart").scrollIntoView()');
    for (const theme of editorThemes.filter(({ name }) => THEMES.has(name))) {
      await page.dress(theme);
      await page.page.waitForTimeout(300);
      await page.screenshot(`captured-${id}-${theme.name}`);
    }
  });
});
