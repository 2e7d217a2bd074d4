import { moreBlocks } from '../../analysis/verdict';
import type { Workload } from '../../experiment/workload';
import { rangeOf } from '../cell';
import { sourced } from '../sourced';
import { startUpSeconds } from '../time/startTime';
import type { AdviceModel, Candidate } from './model';

/** What it takes to tell two cuts apart with one program. */
export interface ProgramEffect {
  /** Place of the program in the list. */
  readonly program: number;
  /** Natural logarithm of the second cut's time over the first one's; above 0 the first is faster. */
  readonly effect: number;
  /** Standard deviation between sessions of the logarithm of a time. */
  readonly spread: number;
  /** Blocks of one session of each cut and of the machine itself; null where a thousand do not do. */
  readonly blocks: number | null;
  /** Of all these sessions; null likewise. */
  readonly seconds: number | null;
}

export interface TellApart {
  /** The cheapest first, those that tell nothing last. */
  readonly programs: readonly ProgramEffect[];
}

/** Of n = 30 normal numbers the range is 4.09 standard deviations on average (Tippett 1925). */
const RANGE_OF_30 = 4.09;

/** Spread of sessions, for who has none of his own. An upper end: the paper has variation between all runs. */
export const SPREAD = sourced(
  0.1 / RANGE_OF_30,
  'the paper, section IV: less than 10 % between 30 runs, taken as their range',
);
const SPREAD_OF_IS = sourced(0.25 / RANGE_OF_30, 'the paper, section VI-A: 25 % between 30 runs of IS');

/** Of a session besides its runs: VMs boot, caches are dropped. */
const SESSION = sourced(30, 'assumed: nothing tells it');

/**
 * The experiments that could tell two cuts apart, one for each program. Blocks are counted as `verdict` counts them: until a
 * 95 % interval of differences as large as predicted excludes none. Warm runs come after a cold one in their session.
 */
export function tellApart(
  model: AdviceModel,
  programs: readonly Workload[],
  first: Candidate,
  second: Candidate,
): TellApart {
  const effects = programs.flatMap((workload, program) => {
    const cells = [first, second].flatMap((candidate) => model.cell(candidate, program) ?? []);
    const [one, other] = cells;
    if (one === undefined || other === undefined) return [];
    const effect = Math.log(other.seconds / one.seconds);
    const spread = workload.program === 'is' ? SPREAD_OF_IS.value : SPREAD.value;
    const blocks = blocksFor(effect, spread);
    const sessionSeconds = cells.map(
      ({ seconds, runs }) => SESSION.value + 2 * (seconds + rangeOf(runs, startUpSeconds).value),
    );
    const native = SESSION.value + 2 * (model.native(first.ground, program)?.seconds ?? 0);
    const block = sessionSeconds.reduce((sum, seconds) => sum + seconds, native);
    return [{ program, effect, spread, blocks, seconds: blocks === null ? null : blocks * block }];
  });
  return {
    programs: [...effects].sort(
      (a, b) =>
        (a.seconds ?? Infinity) - (b.seconds ?? Infinity) ||
        Math.abs(b.effect / b.spread) - Math.abs(a.effect / a.spread),
    ),
  };
}

/** A block has a session of each cut, so that differences spread by the root of 2 more. */
export function blocksFor(effect: number, spread: number): number | null {
  // Two numbers with this mean and this standard deviation.
  const more = moreBlocks([effect - spread, effect + spread], 0, 1);
  return more === 'none' ? null : 2 + Math.max(0, more);
}
