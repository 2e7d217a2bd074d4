import { type Levels, levelsInWords, sessionLevels } from '../experiment/factors';
import { type AppliedTechnique, type AttemptState, endedRuns, type RunState } from '../journal/state';
import { grown } from './grown';
import { meanByNode } from './pageUse';
import { arithmeticMean } from './statistics';

/** What a technique did to a VM of a layout, over all times that it was applied, whether the run after it counts or not. */
export interface TechniqueResult {
  readonly layout: string;
  /** Levels of the session's own factors that vary, in words, less the technique's own; empty where none does. */
  readonly setting: string;
  /** Levels of all of the session's own factors. */
  readonly levels: Levels;
  readonly technique: string;
  readonly vm: string;
  readonly times: number;
  /** How often its own condition was met, and not only its time was up. */
  readonly complete: number;
  /** Mean, the wait until it was complete included. */
  readonly seconds: number;
  /** Means of the guest memory that was mapped on each node, bytes. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  /** Why it was not complete, each reason once. */
  readonly why: readonly string[];
}

interface Applied {
  readonly at: Pick<TechniqueResult, 'layout' | 'levels' | 'technique' | 'vm'>;
  readonly all: AppliedTechnique[];
}

/** In the order in which they were first applied. What has been read before is not read again. */
export function rememberedTechniques(): (
  state: AttemptState,
  factors: Readonly<Record<string, readonly string[]>>,
) => readonly TechniqueResult[] {
  const gather = grown<RunState, Map<string, Applied>>({ start: () => new Map(), add: addRun });
  return (state, factors) =>
    [...gather(state.runs, endedRuns(state)).values()].map(({ at, all }) => ({
      ...{ ...at, setting: levelsInWords(othersOf(at), factors), times: all.length },
      complete: all.filter(({ complete }) => complete).length,
      seconds: arithmeticMean(all.map(({ seconds }) => seconds)) ?? 0,
      before: meanByNode(all.map(({ before }) => before)),
      after: meanByNode(all.map(({ after }) => after)),
      why: [...new Set(all.flatMap(({ why }) => why ?? []))],
    }));
}

function addRun(applied: Map<string, Applied>, { layout, levels, collected }: RunState): void {
  if (collected.techniques.length === 0) return;
  const own = sessionLevels(levels);
  for (const one of collected.techniques) {
    const { technique, vm } = one;
    const key = JSON.stringify([layout, own, technique, vm]);
    const known = applied.get(key) ?? { at: { layout, levels: own, technique, vm }, all: [] };
    applied.set(key, known);
    known.all.push(one);
  }
}

/** A level that only says once more which technique it is. */
function othersOf({ levels, technique }: Applied['at']): Levels {
  const others = Object.entries(levels).filter(
    ([name, level]) => name !== 'technique' || level !== technique,
  );
  return Object.fromEntries(others);
}
