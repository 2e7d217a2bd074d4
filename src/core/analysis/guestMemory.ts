import { type Levels, levelsInWords, sessionLevels } from '../experiment/factors';
import { type AttemptState, endedRuns, type Placement, type RunState } from '../journal/state';
import { grown } from './grown';

/** Where the memory of a VM lay so many runs after it was up: means over sessions. */
export interface GuestMemory {
  readonly layout: string;
  /** Levels of the session's own factors that vary, in words; empty where none does. */
  readonly setting: string;
  readonly vm: string;
  /** Since it was up, of any program: 0 before the first. */
  readonly runs: number;
  /** Mean of the mapped bytes, by the number of the host's node. */
  readonly bytes: Readonly<Record<string, number>>;
  readonly sessions: number;
}

/** Sums, to be changed in place. */
interface Gathered {
  /** Runs of each session that have been read since its VMs were up. */
  readonly runs: Map<string, number>;
  readonly places: Map<string, Sum>;
}

interface Sum {
  readonly at: Pick<GuestMemory, 'layout' | 'vm' | 'runs'> & { readonly levels: Levels };
  readonly bytes: Map<string, number>;
  sessions: number;
}

/**
 * Of all runs that have ended, whether they count or not: what one maps, the next one finds. Hosts read a VM's memory
 * when it is up and after each run. What has been read before is not read again. Factors are those of the plan.
 */
export function rememberedGuestMemory(): (
  state: AttemptState,
  factors: Readonly<Record<string, readonly string[]>>,
) => readonly GuestMemory[] {
  const gather = grown<RunState, Gathered>({
    start: () => ({ runs: new Map(), places: new Map() }),
    add: addRun,
  });
  return (state, factors) => {
    const { places } = gather(state.runs, endedRuns(state));
    return [...places.values()].map(({ at: { levels, ...at }, bytes, sessions }) => ({
      ...at,
      setting: levelsInWords(levels, factors),
      bytes: Object.fromEntries([...bytes].map(([node, sum]) => [node, sum / sessions])),
      sessions,
    }));
  };
}

function addRun({ runs, places }: Gathered, run: RunState): void {
  const readings = memoryReadings(run);
  // Read when the VMs were up: this is the first run of the session, or of one that was begun again.
  const isFirst = [...readings.values()].some((own) => own.length > 1);
  const before = isFirst ? 0 : (runs.get(run.session) ?? 0);
  runs.set(run.session, before + 1);
  if (readings.size === 0) return;
  const levels = sessionLevels(run.levels);
  for (const [vm, own] of readings)
    own.forEach((bytes, place) => {
      const at = { layout: run.layout, levels, vm, runs: before + 2 - own.length + place };
      addBytes(places, at, bytes);
    });
}

/** One for all runs of which nothing was read. */
const NOTHING_READ: ReadonlyMap<string, readonly ReadonlyMap<string, number>[]> = new Map();

/** Of each VM, what was read before the run, if anything was, and after it: bytes by node, all its memory together. */
export function memoryReadings({
  placements,
}: Pick<RunState, 'placements'>): ReadonlyMap<string, readonly ReadonlyMap<string, number>[]> {
  if (placements.length === 0) return NOTHING_READ;
  const readings = new Map<string, { bytes: Map<string, number>; parts: Set<number | null> }[]>();
  for (const placement of placements) {
    if (placement.kind !== 'memory' || placement.vm === null || placement.pages === null) continue;
    const own = readings.get(placement.vm) ?? [];
    readings.set(placement.vm, own);
    // A part of a guest's memory that comes again belongs to the next reading.
    const last = own.at(-1);
    const isNext = last === undefined || last.parts.has(placement.index);
    const reading = isNext ? { bytes: new Map<string, number>(), parts: new Set<number | null>() } : last;
    if (isNext) own.push(reading);
    reading.parts.add(placement.index);
    addPages(reading.bytes, placement.pages);
  }
  return new Map([...readings].map(([vm, own]) => [vm, own.slice(-2).map(({ bytes }) => bytes)]));
}

function addPages(bytes: Map<string, number>, pages: NonNullable<Placement['pages']>): void {
  for (const [node, more] of Object.entries(pages)) bytes.set(node, (bytes.get(node) ?? 0) + more);
}

function addBytes(places: Map<string, Sum>, at: Sum['at'], bytes: ReadonlyMap<string, number>): void {
  const key = JSON.stringify([at.layout, at.levels, at.vm, at.runs]);
  const sum = places.get(key) ?? { at, bytes: new Map<string, number>(), sessions: 0 };
  places.set(key, sum);
  sum.sessions += 1;
  for (const [node, more] of bytes) sum.bytes.set(node, (sum.bytes.get(node) ?? 0) + more);
}
