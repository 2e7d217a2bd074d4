/** What a journal says about an attempt at one moment. Plain data, safe to send to a webview. */
export interface AttemptState {
  readonly attempt: string;
  readonly plan: string;
  readonly tool: string;
  readonly origin: Origin;
  /** `queued`: it waits for its host. */
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'partial' | 'paused';
  readonly why: string | null;
  readonly problems: readonly { readonly what: string; readonly remedy: string }[];
  /** What collectors and techniques could not give, each once. */
  readonly missing: readonly { readonly part: string; readonly what: string; readonly remedy: string }[];
  /** Captures of the host, oldest first: one when it began and one when it ended, for each start. */
  readonly facts: readonly { readonly when: 'before' | 'after'; readonly file: string }[];
  /** In the order in which they began for the first time. */
  readonly sessions: readonly SessionState[];
  /** In the order in which they ended, behind them those that run. */
  readonly runs: readonly RunState[];
  /** By run, oldest first: how it ended before it was asked for again. Only the last end, in `runs`, counts. */
  readonly earlierTries: Readonly<Record<string, readonly EarlierTry[]>>;
  readonly blocksEnded: readonly number[];
  /** Attempts from which the host of a prediction was calibrated; empty where it was not. */
  readonly calibratedFrom: readonly string[];
  /** Blocks that will have ended when it stops, where it was asked to stop before its end; else null. */
  readonly blockLimit: number | null;
  /** Where it stopped because every interval was narrow enough; null while that is not so. */
  readonly precise: Precise | null;
  /** Lines that could not be read, a torn last line not counted. */
  readonly badLines: number;
  /** Seconds since 1970 of the first and last line; null for an empty journal. */
  readonly began: number | null;
  readonly last: number | null;
  /** Seconds in which it ran: from line to line, without what passed before it was resumed. */
  readonly activeSeconds: number;
}

/** Why an attempt ends that finds its host taken; `start.sh` writes it. */
export const hostTaken = 'another attempt is running on this host';

/** It did not begin, because another attempt has its host. */
export function isHostTaken({ state, why }: Pick<AttemptState, 'state' | 'why'>): boolean {
  return state === 'failed' && why === hostTaken;
}

export interface Precise {
  /** The last block that is run, counted from 0. */
  readonly block: number;
  /** Blocks that had ended by then. */
  readonly blocks: number;
  /** Full width of the widest 95 % interval of a ratio of wall times. */
  readonly width: number;
}

/** It runs or waits on its host, as far as the journal knows. */
export function isLive({ state }: Pick<AttemptState, 'state'>): boolean {
  return state === 'running' || state === 'queued';
}

/** How many runs have ended. */
export function endedRuns({ runs }: Pick<AttemptState, 'runs'>): number {
  let ended = runs.length;
  while (runs[ended - 1]?.state === 'running') ended -= 1;
  return ended;
}

export type Origin = 'measured' | 'rehearsed' | 'predicted';

export interface SessionState {
  readonly session: string;
  readonly block: number;
  readonly layout: string;
  /** Levels of the factors that it was set up for; empty without any. */
  readonly levels: Readonly<Record<string, string>>;
  readonly vms: readonly string[];
  readonly boots: number;
  readonly state: 'running' | 'ok' | 'failed' | 'cancelled';
  readonly why: string | null;
  readonly readySeconds: Readonly<Record<string, number>>;
  readonly freeBytes: Readonly<Record<string, number>>;
  /** One for each start of its VMs that was sampled. */
  readonly memorySamples: readonly MemorySamples[];
  /** Of its shared regions, in the order in which they were read. */
  readonly regions: readonly RegionReading[];
}

/** A shared region at one moment. */
export interface RegionReading {
  readonly name: string;
  readonly when: 'begin' | 'run' | 'end';
  /** null unless it was read after a run. */
  readonly run: string | null;
  readonly sizeBytes: number;
  readonly pageBytes: number;
  readonly device: 'devdax' | 'ivshmem';
  /** null where the layout names none. */
  readonly declaredNode: number | null;
  /** Where its pages lie. */
  readonly nodes: BytesByNode;
  /** Most that was in use at once since the reading before; null where nobody counted. */
  readonly peakBytes: number | null;
  /** Left by jobs that have ended; null where nobody counted. */
  readonly leftBytes: number | null;
}

export interface RunState {
  readonly run: string;
  readonly session: string;
  readonly block: number;
  readonly layout: string;
  /** Levels of the session's factors and of the program's. */
  readonly levels: Readonly<Record<string, string>>;
  readonly workload: string;
  readonly phase: 'cold' | 'warm' | 'warmup';
  readonly state: 'running' | 'ok' | 'failed' | 'timeout';
  readonly exit: number | null;
  /** Runs of the same program before it since the boot; null while it runs. */
  readonly earlier: number | null;
  readonly wallSeconds: number | null;
  /** null while it runs. */
  readonly raw: RawRange | null;
  /** What the model predicts of the timed region; null for a run that something was started for. */
  readonly predicted: PredictedSeconds | null;
  readonly began: number;
  /** How often it was tried, this time included. */
  readonly tries: number;
  readonly placements: readonly Placement[];
  /** Why it does not count: placement not as declared, a mark of the host. Empty for a run that counts. */
  readonly marks: readonly string[];
  /** What collectors of the experiment said of it. */
  readonly collected: Collected;
}

/** What was recorded of a run beside its time and placement; empty where nothing was asked for. */
export interface Collected {
  readonly counters: readonly Counters[];
  readonly pages: readonly PageKinds[];
  /** What was done to the VMs since the run before it, in that order. */
  readonly techniques: readonly AppliedTechnique[];
  readonly traffic: readonly Traffic[];
}

/** Which way a run's data left a VM. */
export interface Traffic {
  readonly vm: string;
  readonly networkSentBytes: number;
  readonly networkReceivedBytes: number;
  /** null where no rank of the VM used a region. */
  readonly regionSentBytes: number | null;
  readonly regionMessages: number | null;
}

export interface Counters {
  /** null: of the host itself. */
  readonly vm: string | null;
  /** By name, see docs/memory.md. */
  readonly counters: Readonly<Record<string, number>>;
}

/** Bytes by number of the host's node. */
type BytesByNode = Readonly<Record<string, number>>;

/** The guest memory that the ranks of a VM used, told apart by who maps it and where it lies. */
export interface PageKinds {
  readonly vm: string;
  readonly ranks: number;
  /** From the ranks' start to the reading. */
  readonly seconds: number;
  readonly local: BytesByNode;
  readonly remoteSingle: BytesByNode;
  readonly remoteMultiple: BytesByNode;
  readonly unmappedBytes: number;
  /** Mapped by the host before the run began. */
  readonly inheritedBytes: number;
  readonly inheritedWrongBytes: number;
}

export interface AppliedTechnique {
  readonly technique: string;
  readonly vm: string;
  readonly seconds: number;
  readonly complete: boolean;
  readonly before: BytesByNode;
  readonly after: BytesByNode;
  readonly why: string | null;
}

/** Memory of a session's VMs over time: a part of a file beside the journal. */
export interface MemorySamples {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  /** Between two samples. */
  readonly seconds: number;
  readonly samples: number;
  /** Processor time of the sampler, and of the VMs meanwhile, null where that is not known. */
  readonly collectorSeconds: number;
  readonly vmSeconds: number | null;
}

/** Where a run's output lies in the attempt folder, bytes. */
export interface RawRange {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  /** The program printed more than is kept. */
  readonly cut: boolean;
}

/** Seconds of a predicted timed region and its parts, which sum to it: docs/model/time.md says what each is. */
export interface PredictedSeconds {
  readonly seconds: number;
  readonly computeSeconds: number;
  readonly memorySeconds: number;
  readonly communicationSeconds: number;
  readonly contentionSeconds: number;
  readonly virtualisationSeconds: number;
}

/** A run that ended and was asked for again. */
export interface EarlierTry {
  readonly session: string;
  readonly state: 'ok' | 'failed' | 'timeout';
  readonly exit: number | null;
  readonly wallSeconds: number | null;
  readonly raw: RawRange;
}

export interface Placement {
  readonly vm: string | null;
  readonly kind: 'vcpu' | 'emulator' | 'memory' | 'rank';
  readonly index: number | null;
  readonly declared: string;
  readonly found: string;
  readonly pages: Readonly<Record<string, number>> | null;
  readonly ok: boolean;
}
