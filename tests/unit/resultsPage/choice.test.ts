import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstChoice, type Dimension } from '../../../src/protocol/results';
import { isShown, shownLevels, withLevel } from '../../../webview/results/choice';

const layouts: Dimension = { id: 'layout', levels: ['native', 'wide', 'four'] };
const { view } = firstChoice;

describe('levels that are ticked', () => {
  it('are all as long as nothing is named', () => {
    expect(shownLevels(view, layouts)).toEqual(layouts.levels);
  });

  it('keep their order, and leave other dimensions alone', () => {
    const one = withLevel({ ...view, shown: { phase: ['warm'] } }, layouts, 'wide', false);
    expect(one.shown).toEqual({ phase: ['warm'], layout: ['native', 'four'] });
    expect(withLevel(one, layouts, 'wide', true).shown).toEqual({ phase: ['warm'] });
  });

  it('may be none', () => {
    const none = layouts.levels.reduce((all, level) => withLevel(all, layouts, level, false), view);
    expect(none.shown).toEqual({ layout: [] });
    expect(layouts.levels.some((level) => isShown(none, 'layout', level))).toBe(false);
  });

  it('are those that were ticked last, whatever was done before', () => {
    const step = fc.tuple(fc.constantFrom(...layouts.levels), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const done = steps.reduce((now, [level, on]) => withLevel(now, layouts, level, on), view);
        const last = new Map(steps);
        const wanted = layouts.levels.filter((level) => last.get(level) ?? true);
        expect(shownLevels(done, layouts)).toEqual(wanted);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
