import { describe, expect, it } from 'vitest';
import { panelFor } from '../../../src/panels/panelFor';
import { firstChoice } from '../../../src/protocol/results';

function panel(experiment: string, pinned: boolean) {
  return { state: () => ({ experiment, pinned, attempt: null, against: null, figure: firstChoice }) };
}

describe('the panel for an experiment', () => {
  it('is its own, pinned or not', () => {
    const [a, b] = [panel('a', false), panel('b', true)];
    expect(panelFor([a, b], 'b')).toEqual({ panel: b, isOwn: true });
    expect(panelFor([b, a], 'a')).toEqual({ panel: a, isOwn: true });
  });

  it('is else the one that follows, never one that was kept', () => {
    const [kept, follows] = [panel('a', true), panel('b', false)];
    expect(panelFor([kept, follows], 'c')).toEqual({ panel: follows, isOwn: false });
    expect(panelFor([kept], 'c')).toBe(null);
    expect(panelFor([], 'c')).toBe(null);
  });
});
