import type { Origin } from '../journal/state';
import type { CollectedResults } from './collected';
import type { RatioFinding } from './compare';
import type { GuestMemory } from './guestMemory';
import type { LayoutShape } from './layoutShapes';
import type { OrderFinding } from './order';
import type { SessionTime } from './sessionTimes';
import type { CellTraffic } from './traffic';
import type { Verdict } from './verdict';

/** What the panel, the terminal table and the exports show. Plain data. */
export interface Results extends CollectedResults {
  readonly experiment: string;
  readonly attempt: string;
  readonly origin: Origin;
  /** `1 of 5 blocks, no inference`, `3 of 5 blocks, preliminary`, `5 of 5 blocks`. */
  readonly standing: string;
  /** Said of intervals where the number of blocks follows from the results; null where it is given. */
  readonly sequential: string | null;
  readonly blocks: { readonly ended: number; readonly planned: number };
  readonly runs: {
    readonly ended: number;
    readonly planned: number;
    readonly failed: number;
    readonly marked: number;
    /** Runs that ended more than once, because they were asked for again. */
    readonly triedAgain: number;
  };
  /** What changed on the host meanwhile, in words, and what that means for the numbers. */
  readonly drift: readonly { readonly what: string; readonly means: string }[];
  readonly cells: readonly CellResult[];
  /** Mean over workloads, a row for each layout, setting and phase, in the order of `cells`. */
  readonly means: readonly MeanSlowdown[];
  /** Of all pairs of layouts with the same program, phase and levels of what is not the guests' own. */
  readonly comparisons: readonly Comparison[];
  /** Slowdowns within ± this count as none: 0.05 is 5 %. */
  readonly margin: number;
  /** Whether times follow the order in which they were taken. */
  readonly order: readonly OrderFinding[];
  readonly placements: readonly PlacementRow[];
  /** Where the memory of VMs lay from run to run, as hosts have read it. */
  readonly guestMemory: readonly GuestMemory[];
  /** How far the VMs of each layout reach, in document order; layouts of which nothing is known are missing. */
  readonly layouts: readonly LayoutShape[];
}

/** All runs with the same layout, workload, levels of factors and phase. */
export interface CellResult {
  readonly layout: string;
  /** Levels of the factors that vary, in words: `host.thp=never, class=C`; empty where none does. */
  readonly setting: string;
  /** Levels of all factors that it has. */
  readonly levels: Readonly<Record<string, string>>;
  readonly workload: string;
  readonly phase: 'cold' | 'warm';
  readonly sessions: number;
  readonly runs: number;
  /** Runs that ended but do not count, with the reasons and how many of each. */
  readonly leftOut: readonly { readonly why: string; readonly runs: number }[];
  /** Of the sessions' median times; null without a counted run. */
  readonly medianSeconds: number | null;
  /** 95 %, of the median, sessions drawn anew; null of fewer than two. */
  readonly medianInterval: readonly [number, number] | null;
  readonly meanSeconds: number | null;
  /** Standard deviation of the sessions' times; null of fewer than two. */
  readonly sdSeconds: number | null;
  /** The sessions behind the numbers, as they were first seen. */
  readonly times: readonly SessionTime[];
  readonly minSeconds: number | null;
  readonly maxSeconds: number | null;
  readonly clock: 'program' | 'wall' | 'mixed' | null;
  /** Which way data went between VMs; null natively and in one VM. */
  readonly traffic: CellTraffic | null;
  /** time / native time - 1, native with the same settings of the host and the same program, geometric mean over the blocks that have both; null without a baseline. */
  readonly slowdown: number | null;
  readonly slowdownMin: number | null;
  readonly slowdownMax: number | null;
  /** 95 %, Student's on log ratios, one a block; null of fewer than two blocks. */
  readonly slowdownInterval: readonly [number, number] | null;
}

export interface MeanSlowdown {
  readonly layout: string;
  readonly setting: string;
  readonly phase: 'cold' | 'warm';
  /** Arithmetic, as in the paper; null when a workload has none. */
  readonly slowdown: number | null;
  /** Geometric mean of time / native time, less 1; null when a workload has none. */
  readonly geometric: number | null;
  /** 95 %, of the geometric mean, over blocks in which every workload has both; null of fewer than two. */
  readonly geometricInterval: readonly [number, number] | null;
  readonly workloads: number;
}

/** Times of one cell against those of another. */
export interface Comparison extends RatioFinding {
  readonly workload: string;
  readonly phase: 'cold' | 'warm';
  readonly one: Place;
  /** What it is held against. */
  readonly other: Place;
  /** `p`, corrected (Holm) for the comparisons of the same program, phase and levels: `family` of them. */
  readonly adjusted: number | null;
  readonly family: number;
  /** Of `one`: better is faster. */
  readonly verdict: Verdict;
}

export type Place = Pick<CellResult, 'layout' | 'setting'>;

/** Where one VM, or the native machine (`vm` null), was found, over all runs of a layout. */
export interface PlacementRow {
  readonly layout: string;
  readonly vm: string | null;
  /** Number of the VM's colour, its position in the layout; null for the native machine and a VM of no session. */
  readonly colour: number | null;
  readonly vcpusDeclared: string;
  readonly vcpusFound: string;
  readonly ranksDeclared: string;
  readonly ranksFound: string;
  readonly memoryDeclared: string;
  readonly memoryFound: string;
  readonly ok: boolean;
  /** Readings behind the row, and how many of them were not as declared. */
  readonly readings: number;
  readonly bad: number;
}

/** A layout with what varies beside it: `wide, host.thp=never`. */
export function placeText({ layout, setting }: Pick<CellResult, 'layout' | 'setting'>): string {
  return setting === '' ? layout : `${layout}, ${setting}`;
}
