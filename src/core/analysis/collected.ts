import type { AttemptState } from '../journal/state';
import { rememberedTechniques, type TechniqueResult } from './appliedTechniques';
import { type CellCounters, rememberedCounters } from './counters';
import { missingFindings, rememberedCost } from './findings/collectors';
import type { Finding } from './findings/finding';
import { localityFindings } from './findings/locality';
import { rememberedRegions } from './findings/regions';
import { techniqueFindings } from './findings/techniques';
import { rememberedWrongWay } from './findings/traffic';
import { type Leak, rememberedLeak } from './leak';
import { type CellPages, rememberedPageKinds } from './pageKinds';
import type { PlannedFactors } from './plannedCells';
import type { Sample } from './sample';
import { rememberedTimelines, type SessionMemory, type Timeline } from './timelines';
import type { VmMemory } from './vmMemory';

/** What collectors of the experiment have recorded beside times and placement; empty lists where nothing was asked for. */
export interface CollectedResults {
  /** Guest memory that ranks used, by kind, of cells of which it was read. */
  readonly pages: readonly CellPages[];
  /** What kernels of guests and host counted during runs. */
  readonly counters: readonly CellCounters[];
  /** What runs inherited on the wrong node, run by run. */
  readonly leak: readonly Leak[];
  /** What techniques did between runs. */
  readonly techniques: readonly TechniqueResult[];
  /** Memory by node over time, of the newest sampled session of each layout and setting. */
  readonly timelines: readonly Timeline[];
  /** What whoever reads the results must know of all that. */
  readonly findings: readonly Finding[];
}

export interface CollectedInput extends PlannedFactors {
  readonly state: AttemptState;
  readonly samples: readonly Sample[];
  /** What layouts declare of memory; nothing is held against them where it is absent. */
  readonly vmMemory?: readonly VmMemory[];
  /** What was sampled of sessions, as far as it is here. */
  readonly sessionMemory?: readonly SessionMemory[];
}

/** Of an attempt, asked again and again while it goes on: what has been read is not read again. */
export function rememberedCollected(): (input: CollectedInput) => CollectedResults {
  const pagesOf = rememberedPageKinds();
  const countersOf = rememberedCounters();
  const leakOf = rememberedLeak();
  const techniquesOf = rememberedTechniques();
  const wrongWayOf = rememberedWrongWay();
  const timelinesOf = rememberedTimelines();
  const costOf = rememberedCost();
  const regionsOf = rememberedRegions();
  return (input) => {
    const { state, samples, factors, vmMemory = [], sessionMemory = [] } = input;
    const { cells, vms } = pagesOf(samples, factors);
    const techniques = techniquesOf(state, factors);
    return {
      ...{ pages: cells, counters: countersOf(samples, factors) },
      ...{ leak: leakOf(samples, input), techniques },
      timelines: timelinesOf(state, sessionMemory, input),
      findings: [
        ...wrongWayOf(samples, factors),
        ...localityFindings(vmMemory, vms),
        ...techniqueFindings(techniques),
        ...regionsOf(state.sessions),
        ...costOf(state),
        ...missingFindings(state),
      ],
    };
  };
}
