import { describe, expect, it } from 'vitest';
import { cgGrid } from '../../../../src/core/predict/profiles/npb/cg';
import { pencilGrid } from '../../../../src/core/predict/profiles/npb/lu';
import { mgGrid } from '../../../../src/core/predict/profiles/npb/mg';
import { partnersOf, sentByAll } from '../../../../src/core/predict/profiles/partners';
import type { MessageKind, Profile } from '../../../../src/core/predict/profiles/profile';
import { CLASSES, npbProfile, PROGRAMS } from './npbWorkload';

function kindOf({ messages }: Profile, what: string): MessageKind {
  const found = messages.find((kind) => kind.what === what);
  if (found === undefined)
    throw new Error(`no ${what} among ${messages.map((kind) => kind.what).join(', ')}`);
  return found;
}

describe('messages of NPB', () => {
  it('move the whole array of FT once a transpose, the part that stays at home included', () => {
    for (const ranks of [2, 4, 16, 64]) {
      const { bytes, count } = kindOf(npbProfile('ft', 'B', ranks), 'transpose');
      expect(bytes.value * ranks ** 2).toBe(16 * 512 * 256 * 256);
      expect(count.value).toBe(21);
    }
  });

  it('move all keys of IS in each iteration', () => {
    for (const ranks of [2, 8, 32]) {
      const { bytes, count } = kindOf(npbProfile('is', 'C', ranks), 'keys');
      expect(bytes.value * ranks ** 2).toBe(4 * 2 ** 27);
      expect(count.value).toBe(10);
    }
  });

  it('of CG have the row sums of a matrix of ranks', () => {
    expect(cgGrid(16)).toEqual({ rows: 4, columns: 4 });
    expect(cgGrid(8)).toEqual({ rows: 2, columns: 4 });
    const b16 = npbProfile('cg', 'B', 16);
    // 75000 / 4 numbers; 75 iterations with 26 products; two doublings along a row of four.
    expect(kindOf(b16, 'sum of partial products').bytes.value).toBe(150_000);
    expect(kindOf(b16, 'sum of partial products').count.value).toBe(1950);
    expect(partnersOf(kindOf(b16, 'sum of partial products').pattern, 6, 16)).toEqual([7, 4]);
    expect(kindOf(b16, 'scalar products').count.value).toBe(75 * 52);
    // Halves with 8: 75000 / 2 / 2.
    expect(kindOf(npbProfile('cg', 'B', 8), 'transpose').bytes.value).toBe(150_000);
  });

  it('of LU are lines of a plane, one from each neighbour in each plane', () => {
    expect([16, 8, 32, 12, 2].map(pencilGrid)).toEqual([
      [4, 4],
      [4, 2],
      [8, 4],
      [4, 3],
      [2, 1],
    ]);
    const b16 = npbProfile('lu', 'B', 16);
    const line = kindOf(b16, 'lower solve in x');
    expect(line.bytes.value).toBe(5 * 8 * 25.5);
    expect(line.count.value).toBe(250 * 100);
    // Ranks 3, 7, 11, 15 have nobody behind them.
    const senders = Array.from({ length: 16 }, (_, rank) => partnersOf(line.pattern, rank, 16).length);
    expect(senders).toEqual([1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]);
    // 12 edges in x and as many in y: four solves, and faces both ways.
    expect(sentByAll(b16).messages).toBe(4 * 12 * 25_000 + 4 * 12 * 250);
    // In one column nothing goes along y.
    expect(npbProfile('lu', 'B', 2).messages.map(({ what }) => what)).not.toContain('faces in y');
  });

  it.each(['bt', 'sp'])('of %s hand on one cell at a time in three directions', (program) => {
    const b16 = npbProfile(program, 'B', 16);
    const steps = program === 'bt' ? 200 : 400;
    const [forward, edge] = program === 'bt' ? [30, 26] : [22, 25.5];
    expect(kindOf(b16, 'elimination along a line').count.value).toBe(3 * steps);
    expect(kindOf(b16, 'elimination along a line').bytes.value).toBe(forward * 8 * edge ** 2);
    const backward = program === 'bt' ? 5 : 10;
    expect(kindOf(b16, 'substitution along a line').bytes.value).toBe(backward * 8 * edge ** 2);
    expect(kindOf(b16, 'faces of all cells').bytes.value).toBe(10 * 8 * 3 * 25.5 ** 2);
    const { pattern } = kindOf(b16, 'faces of all cells');
    // Rank 0 is at the corner: its six neighbours lie around the ends.
    expect(partnersOf(pattern, 0, 16)).toEqual([1, 4, 7, 3, 12, 13]);
    // Six messages a step and rank, and twice three for each further stage.
    expect(sentByAll(b16).messages).toBe(16 * steps * (6 + 2 * 3 * 3));
  });

  it('of MG are the halos of all grids', () => {
    expect([2, 4, 8, 16, 32].map(mgGrid)).toEqual([
      [1, 1, 2],
      [1, 2, 2],
      [2, 2, 2],
      [2, 2, 4],
      [2, 4, 4],
    ]);
    const b16 = npbProfile('mg', 'B', 16);
    const finest = kindOf(b16, 'halo of the grid of edge 256 along x');
    expect(finest.bytes.value).toBe(8 * 128 * 64);
    expect(finest.count.value).toBe(61);
    expect(kindOf(b16, 'halo of the grid of edge 256 along y').bytes.value).toBe(8 * 130 * 64);
    // Both neighbours are the same rank where there are two; four ranks along z have two.
    expect(partnersOf(finest.pattern, 0, 16)).toEqual([1, 1]);
    expect(partnersOf(kindOf(b16, 'halo of the grid of edge 256 along z').pattern, 0, 16)).toEqual([4, 12]);
    expect(kindOf(b16, 'halo of the grid of edge 256 along z').bytes.value).toBe(8 * 130 * 130);
    expect(kindOf(b16, 'halo of the grid of edge 2 along x').count.value).toBe(40);
    // Along x there is one rank with four: nothing to send.
    expect(npbProfile('mg', 'B', 4).messages.some(({ what }) => what.endsWith('along x'))).toBe(false);
  });

  it('of EP are three sums at the end', () => {
    expect(npbProfile('ep', 'C', 16).messages.map(({ count, bytes }) => [count.value, bytes.value])).toEqual([
      [2, 8],
      [1, 80],
    ]);
  });

  it('are none with one rank, with threads, and positive else', () => {
    for (const program of PROGRAMS) {
      expect(npbProfile(program, 'A', 1).messages).toEqual([]);
      expect(npbProfile(program, 'A', 16, 'openmp').messages).toEqual([]);
      for (const problemClass of CLASSES) {
        const { messages } = npbProfile(program, problemClass, 16);
        expect(messages.length).toBeGreaterThan(0);
        for (const { count, bytes } of messages) {
          expect(Number.isInteger(count.value)).toBe(true);
          expect(count.value).toBeGreaterThan(0);
          expect(bytes.value).toBeGreaterThan(0);
        }
      }
    }
  });

  it('have faces that grow as surfaces: four times the edge, 16 times the bytes', () => {
    const bytesOf = (program: string, problemClass: string, what: string) =>
      kindOf(npbProfile(program, problemClass, 16), what).bytes.value;
    expect(bytesOf('sp', 'D', 'faces of all cells') / bytesOf('sp', 'B', 'faces of all cells')).toBeCloseTo(
      16,
    );
    expect(bytesOf('lu', 'D', 'faces in x') / bytesOf('lu', 'B', 'faces in x')).toBeCloseTo(16);
    expect(bytesOf('lu', 'D', 'lower solve in x') / bytesOf('lu', 'B', 'lower solve in x')).toBeCloseTo(4);
  });
});
