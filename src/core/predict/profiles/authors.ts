import type { GivenMessages, GivenTraffic, Partners } from '../../experiment/givenProfile';
import type { Workload } from '../../experiment/workload';
import { fitted, type FittedValues } from '../fittedParameters';
import { sourced, type Sourced } from '../sourced';
import { kindOf } from './kindOf';
import type { MessageKind, Pattern, Profile, Sweep } from './profile';
import { memoryWith } from './runtimeMemory';

/** A number of the author's, with what they say of where it is from. */
type Said = (value: number) => Sourced;

/**
 * The profile that the author of a command gives. What it leaves out has the model's own value. null without one, and
 * where one of its grids is not of as many ranks.
 */
export function authorsProfile(workload: Workload, ranks: number, values: FittedValues): Profile | null {
  const given = workload.profile;
  if (given === null || otherGrid(workload, ranks) !== null) return null;
  const said: Said = (value) => sourced(value, `its author: ${given.source}`);
  const memory = memoryWith(said(given.memoryBytes), said(given.touchedInTimedRegion), values);
  return {
    ...{ program: workload.program, problemClass: null, ranks, kind: kindOf(workload) },
    memory: given.sharedBytes === null ? memory : { ...memory, sharedBytes: said(given.sharedBytes) },
    operations: said(given.operations),
    operationsPerCycle:
      given.operationsPerCycle === null
        ? fitted('floatingOperationsPerCycle', values)
        : said(given.operationsPerCycle),
    sweeps: given.traffic.map((one, at) => sweepOf(one, at, said)),
    messages: given.messages.map((one, at) => messageKindOf(one, at, ranks, said)),
    barriers: said(given.barriers),
  };
}

/** Ranks of a grid of the author's that is not of as many; null where all are. */
export function otherGrid({ profile }: Workload, ranks: number): number | null {
  const sizes = (profile?.messages ?? []).map(({ to }) => gridRanks(to)).filter((size) => size !== null);
  return sizes.find((size) => size !== ranks) ?? null;
}

function gridRanks(to: Partners): number | null {
  if (typeof to === 'string' || !('grid' in to)) return null;
  return to.grid.reduce((product, side) => product * side, 1);
}

function sweepOf({ bytes, reuseBytes, order }: GivenTraffic, at: number, said: Said): Sweep {
  return { what: `traffic ${at + 1}`, bytes: said(bytes), reuseBytes: said(reuseBytes), order };
}

function messageKindOf(
  { to, count, bytes }: GivenMessages,
  at: number,
  ranks: number,
  said: Said,
): MessageKind {
  return {
    what: `messages ${at + 1}`,
    pattern: patternOf(to, ranks),
    count: said(count),
    bytes: said(bytes),
  };
}

function patternOf(to: Partners, ranks: number): Pattern {
  if (to === 'all') return { kind: 'allToAll' };
  if (to === 'reduction') return { kind: 'butterfly', group: ranks };
  if ('offsets' in to) return { kind: 'offsets', offsets: to.offsets };
  return { kind: 'grid', extents: to.grid, steps: to.steps, isPeriodic: to.isPeriodic };
}
