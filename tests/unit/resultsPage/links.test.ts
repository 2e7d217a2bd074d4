import { describe, expect, it } from 'vitest';
import type { Link } from '../../../src/core/analysis/figures/figure';
import { belongs, linkKey } from '../../../webview/results/links';

const cell: Link = { layout: 'wide', setting: 'class=C', workload: 'cg.C', phase: 'warm' };
const session: Link = { ...cell, session: 's1' };

describe('what is selected', () => {
  it('takes in the sessions of a cell, and a session takes in nothing else', () => {
    expect(belongs(session, cell)).toBe(true);
    expect(belongs(session, session)).toBe(true);
    expect(belongs(cell, session)).toBe(false);
    expect(belongs({ ...session, session: 's2' }, session)).toBe(false);
  });

  it.each(['layout', 'setting', 'workload', 'phase'] as const)('is told apart by its %s', (part) => {
    const other = { ...cell, [part]: part === 'phase' ? 'cold' : 'other' };
    expect(belongs(other, cell)).toBe(false);
    expect(linkKey(other)).not.toBe(linkKey(cell));
  });

  it('has one key, in whichever order it is told', () => {
    const { phase, ...rest } = session;
    expect(linkKey({ phase, ...rest })).toBe(linkKey(session));
    expect(linkKey(session)).not.toBe(linkKey(cell));
  });
});
