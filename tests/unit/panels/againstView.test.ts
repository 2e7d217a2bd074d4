import { describe, expect, it, vi } from 'vitest';
import { heldAgainst } from '../../../src/core/analysis/against';
import type { HeldAttempts } from '../../../src/lab/heldAttempts';
import { UserError } from '../../../src/lab/lab';
import { attempt, took } from '../analysis/attempt';

vi.mock('vscode', () => ({ Uri: {}, window: {}, l10n: { t: (text: string) => text } }));

const { againstView } = await import('../../../src/panels/againstView');

const { results } = attempt([took('s1', 10), took('s2', 20)], [0]);
const other = '/work/cut.vmresults/20260301T080000Z-quad-0123abcd';

describe('the view of an attempt against another', () => {
  it('names the other, and holds what hosts and documents say as harmless text', async () => {
    const differences = [{ what: 'The program \u202ex\u0007 is another.', means: 'Look.' }];
    const held = {
      other: { results },
      against: heldAgainst(results, { ...results, attempt: 'a0' }),
      differences,
    };
    const read = await againstView(
      { against: () => Promise.resolve(held as unknown as HeldAttempts) },
      '/work/cut.vmresults/b',
      other,
      'en-GB',
    );
    const { view } = read;
    expect(read.other).toBe(results);
    expect(view).toMatchObject({ kind: 'held', title: 'cut.vmexperiment.json' });
    expect(view?.label).toMatch(/1 Mar 2026.* · quad$/);
    expect(view).toMatchObject({
      against: { rows: [{ ratio: 1 }, { ratio: 1 }] },
      differences: [{ what: 'The program \\u{202e}x\\u{7} is another.' }],
    });
  });

  it('says why what cannot be read is not shown', async () => {
    const against = () =>
      Promise.reject(new UserError('It has no plan.json.', 'Name the folder of an attempt.'));
    const { view } = await againstView({ against }, '/work/a', other, 'en-GB');
    expect(view).toMatchObject({
      ...{ kind: 'problem', title: 'cut.vmexperiment.json' },
      ...{ message: 'It has no plan.json.', remedy: 'Name the folder of an attempt.' },
    });
  });

  it('is none while there is nothing to hold', async () => {
    const read = await againstView({ against: () => Promise.resolve(null) }, '/work/a', other, 'en-GB');
    expect(read).toEqual({ view: null, other: null });
  });
});
