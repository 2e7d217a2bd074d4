import { expect, it } from 'vitest';
import { printAgainst } from '../../../src/cli/verbs/resultsAgainst';
import type { Context } from '../../../src/cli/context';
import { heldAgainst } from '../../../src/core/analysis/against';
import type { HeldAttempts } from '../../../src/lab/heldAttempts';
import { made } from '../analysis/figures/made';
import { kindsSaid } from '../analysis/figures/madeCollected';

const collected = kindsSaid(() => ({ local: 60, single: 40, multiple: 0, unmapped: 0, wrong: 0 }));
const counted = (origin: string) => made(() => 10, {}, { origin, collected });

it('is a failure where neither times nor counts are compared, and none where counts are', () => {
  let said = '';
  const context = { terminal: { out: (text: string) => void (said += text) } } as unknown as Context;
  const bare = made(() => 10, {}, { origin: 'predicted' });
  const held = (other: typeof bare) =>
    ({ against: heldAgainst(counted('rehearsed'), other), differences: [] }) as unknown as HeldAttempts;
  expect(printAgainst(held(bare), false, context)).toBe(1);
  expect(said).not.toContain('counts,');
  expect(printAgainst(held(counted('predicted')), false, context)).toBe(0);
  expect(said).toContain('counts, error of the prediction: pages by kind: median 0.0 points');
});
