import { describe, expect, it } from 'vitest';
import {
  between,
  colourOf,
  contrast,
  SURROUNDINGS,
  type PictureTheme,
} from '../../../src/core/picture/palette';
import { ciede2000, difference } from './colourVision';

const themes: readonly PictureTheme[] = ['light', 'dark', 'highContrast', 'highContrastLight'];
const twelve = Array.from({ length: 12 }, (_, i) => i);

describe('the measure of colours', () => {
  // Pairs 1, 10 and 17 of the test data of Sharma, Wu, Dalal 2005.
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
  ] as const)('of %j and %j is %d', (a, b, expected) => {
    expect(ciede2000(a, b)).toBeCloseTo(expected, 3);
  });
});

describe.each(themes)('the colours of VMs in theme %s', (theme) => {
  const { ground } = SURROUNDINGS[theme];
  const fills = twelve.map((i) => colourOf(i, theme).fill);

  it('are twelve that every eye can tell apart', () => {
    const near = fills.flatMap((a, i) =>
      fills
        .slice(i + 1)
        .flatMap((b) =>
          (['normal', 'noRed', 'noGreen'] as const)
            .filter((sight) => difference(a, b, sight) < 12)
            .map((sight) => [a, b, sight]),
        ),
    );
    expect(near).toEqual([]);
  });

  it('stand off the ground and carry text', () => {
    for (const i of twelve) {
      const { fill, ink } = colourOf(i, theme);
      expect(contrast(fill, ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(fill, ink)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('come again with patterns, so that 72 VMs look different', () => {
    const looks = Array.from({ length: 72 }, (_, i) => {
      const { fill, pattern } = colourOf(i, theme);
      return `${fill} ${pattern ?? ''}`;
    });
    expect(new Set(looks).size).toBe(72);
    expect(looks.slice(0, 12).every((look) => look.endsWith(' '))).toBe(true);
  });

  it('leave everything else readable', () => {
    const { text, muted, packageFill, nodeFill, groupFill, freePu, closedPu, line, missing, reserved } =
      SURROUNDINGS[theme];
    for (const fill of [ground, packageFill, nodeFill, groupFill, freePu, closedPu]) {
      expect([fill, contrast(text, fill) >= 4.5, contrast(muted, fill) >= 4.5]).toEqual([fill, true, true]);
      expect([fill, contrast(line, fill) >= 2.9 || fill === closedPu]).toEqual([fill, true]);
    }
    expect(contrast(missing, nodeFill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(reserved, nodeFill)).toBeGreaterThanOrEqual(3);
    const { heat } = SURROUNDINGS[theme];
    for (const level of [0, 0.25, 0.5, 0.75, 1]) {
      const fill = between(heat, level);
      expect(Math.max(contrast('#000000', fill), contrast('#ffffff', fill))).toBeGreaterThanOrEqual(4.5);
    }
  });
});
