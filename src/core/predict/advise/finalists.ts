import { arithmeticMean } from '../../analysis/statistics';
import type { Ranged } from '../cell';
import { intervalOf } from '../time/timeOf';
import { meanParts, NO_TIME, type TimeParts } from '../time/timeParts';
import type { PredictedCell } from '../cell';

/** A cut with all that the model says of it. Times are over those of the machine itself: 1 is as fast as natively. */
export interface Judged {
  /** Arithmetic mean over the programs, with its draws. */
  readonly mean: Ranged;
  /** Of each program, in their order. */
  readonly programs: readonly Ranged[];
  /** Parts of the mean: they sum to it. */
  readonly parts: TimeParts;
}

/** How much slower a cut is than another one. */
export interface Difference {
  /** Of the mean times over native, with a 95 % interval of paired draws: what is not known of both falls out. */
  readonly change: Ranged;
  /** Share of the draws in which it is slower; half where they are the same. */
  readonly chance: number;
  /** Parts of the change: they sum to it. */
  readonly parts: TimeParts;
}

/** Cells of one cut, over those of the machine itself with the same draws, by program. */
export function judged(cells: readonly PredictedCell[], natives: readonly PredictedCell[]): Judged {
  const programs = cells.map((cell, at) => over(cell, natives[at]));
  const shares = cells.map(({ parts }, at) => scaled(parts, 1 / (natives[at]?.seconds ?? NaN)));
  return { mean: meanOf(programs), programs, parts: meanParts(shares) };
}

/** `slower` less `faster`. */
export function difference(faster: Judged, slower: Judged): Difference {
  const draws = slower.mean.draws.map((draw, at) => draw - (faster.mean.draws[at] ?? NaN));
  const value = slower.mean.value - faster.mean.value;
  const wins = draws.map((draw) => (draw > 0 ? 1 : draw === 0 ? 0.5 : 0));
  return {
    change: { value, draws, ...intervalOf(value, draws) },
    chance: arithmeticMean(wins) ?? (value > 0 ? 1 : 0.5),
    parts: combined(slower.parts, faster.parts, (a, b) => a - b),
  };
}

function over(cell: PredictedCell, native: PredictedCell | undefined): Ranged {
  const value = cell.seconds / (native?.seconds ?? NaN);
  const draws = cell.draws.map((draw, at) => draw / (native?.draws[at] ?? NaN));
  return { value, draws, ...intervalOf(value, draws) };
}

function meanOf(programs: readonly Ranged[]): Ranged {
  const value = arithmeticMean(programs.map((one) => one.value)) ?? NaN;
  const draws = (programs[0]?.draws ?? []).map(
    (_draw, at) => arithmeticMean(programs.map((one) => one.draws[at] ?? NaN)) ?? NaN,
  );
  return { value, draws, ...intervalOf(value, draws) };
}

function scaled(parts: TimeParts, factor: number): TimeParts {
  return combined(parts, NO_TIME, (part) => part * factor);
}

function combined(a: TimeParts, b: TimeParts, of: (a: number, b: number) => number): TimeParts {
  return {
    computeSeconds: of(a.computeSeconds, b.computeSeconds),
    memorySeconds: of(a.memorySeconds, b.memorySeconds),
    communicationSeconds: of(a.communicationSeconds, b.communicationSeconds),
    contentionSeconds: of(a.contentionSeconds, b.contentionSeconds),
    virtualisationSeconds: of(a.virtualisationSeconds, b.virtualisationSeconds),
  };
}
