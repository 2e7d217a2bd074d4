import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allRecipes } from '../../../src/core/recipes/all';
import { compose } from '../../../src/core/recipes/compose';
import { isRefused } from '../../../src/core/recipes/recipe';
import { createLab } from '../../../src/lab/createLab';
import { labOptions } from '../../support/labOptions';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

/** The examples are what the command writes for the paper's machines; `vitest run --update` writes them anew. */
describe.each(allRecipes.map((recipe) => [recipe.id, recipe] as const))('examples/%s', (id, recipe) => {
  const machine = id === 'figure-11' ? 'barcelona-2x4' : 'barcelona-4x4';

  it(`is its figure on ${machine}`, async () => {
    const composed = compose(recipe, await createLab(labOptions()).machine(machine), machine);
    if (isRefused(composed)) throw new Error(composed.problem);
    const names = composed.files.map(({ name }) => name);
    for (const { name, text } of composed.files)
      await expect(text).toMatchFileSnapshot(join(EXAMPLES, id, name));
    expect(
      readdirSync(join(EXAMPLES, id))
        .filter((name) => name.endsWith('.json'))
        .sort(),
    ).toEqual([...names].sort());
  });
});
