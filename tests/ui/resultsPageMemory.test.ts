import { describe, expect, test } from 'vitest';
import { figureFor } from '../../src/core/analysis/figures/kinds';
import { WHOLE_VIEW } from '../../src/core/analysis/figures/shown';
import type { Results } from '../../src/core/analysis/results';
import { LAYOUTS, made, program } from '../unit/analysis/figures/made';
import {
  factorTechnique,
  faultsSaid,
  memoryOf,
  sampledCheaply,
  usual,
  VMS,
} from '../unit/analysis/figures/madeCollected';
import { axe, violations } from './axe';
import { resultsPages, saidOf, type ResultsPage } from './resultsPage';
import { editorThemes } from './themes';

const opened = resultsPages();

const KINDS = ['kinds', 'nodes', 'faults', 'leak', 'techniques', 'locality'] as const;

/** Two layouts and two programs, of which everything was collected; `vm0` of four is not as local as it should be. */
function collected(): Results {
  const layouts = [LAYOUTS[0], LAYOUTS[2]].flatMap((one) => one ?? []);
  return made(
    () => 10,
    {
      ...{ layouts, warmRuns: 3, replicates: 2, workloads: [program('w1', 'bt.B'), program('w2', 'is.B')] },
      factors: { technique: ['none', 'reclaim'] },
    },
    {
      ...{ before: factorTechnique, sampled: sampledCheaply },
      collected: (run) => [
        ...usual(run),
        ...faultsSaid(run, (most) => (run.phase === 'cold' ? most : most / 8)),
      ],
      sessionMemory: [memoryOf('s0002', VMS.get('wide') ?? [], 1000, 90)],
    },
  );
}

/** As when its kind was chosen elsewhere; returns its title. */
async function draw({ post }: ResultsPage, results: Results, kind: string): Promise<string> {
  const view = { ...WHOLE_VIEW, shown: kind === 'kinds' ? {} : { layout: ['wide'] } };
  const drawn = figureFor(results, kind, view);
  if ('why' in drawn) throw new Error(drawn.why);
  await post({ type: 'figure', shown: { choice: { kind, view }, drawn } });
  return drawn.title;
}

describe('figures of memory', () => {
  test.each(KINDS)('%s is drawn with its table in every theme, and axe finds nothing in it', async (kind) => {
    const results = await opened({ width: 900, height: 1400 });
    const of = collected();
    await results.fill(of);
    const title = await draw(results, of, kind);
    await results.page.locator('h2', { hasText: title }).waitFor();
    await results.page.evaluate('document.querySelector(".chart").scrollIntoView()');
    for (const theme of editorThemes) {
      await results.dress(theme);
      await results.page.waitForTimeout(400);
      await results.screenshot(`results-memory-${kind}-${theme.name}`);
    }
    await results.page.evaluate(axe);
    expect(await violations(results.page)).toEqual([]);
  });

  test('parts of a stack are gone through by keys, each says itself and leads to its cell', async () => {
    const results = await opened();
    const of = collected();
    await results.fill(of);
    await draw(results, of, 'kinds');
    await results.page.locator('.chart').focus();
    for (let step = 0; step < 2; step++) await results.page.keyboard.press('ArrowRight');
    await results.page.keyboard.press('Enter');
    await expect
      .poll(() => saidOf(results, 'detail').at(-1)?.asked.cell)
      .toMatchObject({ layout: 'wide', workload: 'bt.B', phase: 'cold' });
  });
});

test('what must be known of the results stands before the figures, warnings first', async () => {
  const results = await opened();
  const findings = [
    { severity: 'info', what: 'vm0 of wide spans 4 nodes.', means: 'The layout leaves that open.' },
    { severity: 'warning', what: 'numaStat: this host has no cgroup v2.', means: 'Mount it.' },
  ] as const;
  await results.fill({ ...collected(), findings });
  const items = results.page.locator('.findings li');
  await items.first().waitFor();
  expect((await items.allInnerTexts()).map((text) => text.replace(/\s*\n\s*/g, ' '))).toEqual([
    'numaStat: this host has no cgroup v2. Mount it.',
    'vm0 of wide spans 4 nodes. The layout leaves that open.',
  ]);
  await results.screenshot('results-memory-findings');
});
