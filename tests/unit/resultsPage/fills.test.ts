import { describe, expect, it } from 'vitest';
import { shapeOf } from '../../../webview/results/fills';

describe('shapes of points', () => {
  const of = (colour: number, pattern: number): string => shapeOf({ colour, pattern });
  const six = [0, 1, 2, 3, 4, 5];

  it('tell six series of one colour apart', () => {
    for (const colour of [...six, 7, 12])
      expect(new Set(six.map((pattern) => of(colour, pattern))).size).toBe(6);
  });

  it('tell three neighbouring colours apart, each with two series', () => {
    for (const colour of six) {
      const near = [0, 1, 2].flatMap((more) => [of(colour + more, 0), of(colour + more, 1)]);
      expect(new Set(near).size).toBe(6);
    }
  });
});
