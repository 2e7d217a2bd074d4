import { describe, expect, it } from 'vitest';
import { fitted, textWidth } from '../../../src/core/picture/textWidth';

describe('text in a width', () => {
  it('is whole where it fits', () => {
    expect(fitted('Node 12', textWidth('Node 12', 12), 12)).toBe('Node 12');
  });

  it('is cut with an ellipsis, and then fits', () => {
    for (let width = 0; width < 120; width += 7) {
      const shown = fitted('a-very-long-name 漢字 😀 of a VM', width, 12, true);
      expect(textWidth(shown, 12, true)).toBeLessThanOrEqual(width);
      expect(shown.isWellFormed()).toBe(true);
      if (width > 40) expect(shown).toMatch(/^a.*…$/);
    }
  });

  it('bold letters are wider, and so are those of other scripts', () => {
    expect(textWidth('abc', 12, true)).toBeGreaterThan(textWidth('abc', 12));
    expect(textWidth('漢字', 12)).toBeGreaterThan(textWidth('ab', 12));
  });
});
