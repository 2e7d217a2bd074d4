// Made by scripts/generate.mjs from schemas/journal-event.schema.json. Do not edit.

/**
 * One line of journal.jsonl. Times are seconds, sizes bytes, PU and node numbers the host kernel's.
 */
export type JournalEvent =
  | AttemptBeginEvent
  | AttemptResumeEvent
  | QueuedEvent
  | FactsEvent
  | ProblemEvent
  | SessionBeginEvent
  | PreparedEvent
  | GuestReadyEvent
  | PlacementEvent
  | RunBeginEvent
  | RunEndEvent
  | WarmupEvent
  | RetryEvent
  | MarkEvent
  | MissingEvent
  | SampledEvent
  | CountersEvent
  | PagesEvent
  | TechniqueEvent
  | RegionEvent
  | TrafficEvent
  | SessionEndEvent
  | BlockEndEvent
  | PreciseEvent
  | CancelEvent
  | PauseEvent
  | AttemptEndEvent;
/**
 * Version of the line's format.
 */
export type V = 1;
/**
 * Number of the line, counted from 0.
 */
export type Seq = number;
/**
 * Seconds since 1970-01-01 UTC by the host's clock.
 */
export type T = number;
export type Origin = 'measured' | 'rehearsed' | 'predicted';
/**
 * Block, counted from 0; null for lines about the attempt.
 */
export type Block = number | null;
/**
 * Session; null for lines about the attempt.
 */
export type Session = string | null;

export interface AttemptBeginEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'attempt_begin';
  /**
   * Name of the attempt.
   */
  attempt: string;
  /**
   * Hash of the plan, hexadecimal.
   */
  plan: string;
  /**
   * Version of vmpart that made the plan.
   */
  tool: string;
  /**
   * It ends after this many further blocks; absent when it runs to its end.
   */
  blocks?: number;
  /**
   * Predicted for a host that was calibrated from these attempts; absent for the machine as it is described.
   *
   * @minItems 1
   */
  calibratedFrom?: string[];
  [k: string]: unknown;
}
export interface AttemptResumeEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'attempt_resume';
  /**
   * It ends after this many further blocks; absent when it runs to its end.
   */
  blocks?: number;
  [k: string]: unknown;
}
export interface QueuedEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'queued';
  [k: string]: unknown;
}
export interface FactsEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'facts';
  when: 'before' | 'after';
  /**
   * Capture of the host, a file beside the journal.
   */
  file: string;
  [k: string]: unknown;
}
export interface ProblemEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'problem';
  /**
   * What is missing or went wrong.
   */
  what: string;
  /**
   * What the user can do.
   */
  remedy: string;
  [k: string]: unknown;
}
export interface SessionBeginEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'session_begin';
  /**
   * `native`, or the name of the layout.
   */
  layout: string;
  vms: string[];
  /**
   * How many times this session has been started, this one included.
   */
  boot?: number;
  levels?: Levels;
  [k: string]: unknown;
}
/**
 * Levels by factor: of a session what it was set to, of a run how its program was started. Absent without factors, and in journals of before.
 */
export interface Levels {
  [k: string]: string;
}
export interface PreparedEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'prepared';
  /**
   * Free memory of each node before the session, in bytes, by node number.
   */
  freeBytes: {
    [k: string]: number;
  };
  /**
   * The page cache was dropped.
   */
  dropped?: boolean;
  /**
   * Memory was compacted.
   */
  compacted?: boolean;
  [k: string]: unknown;
}
export interface GuestReadyEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'guest_ready';
  vm: string;
  /**
   * From the start of QEMU's vCPUs until the guest said that it was up.
   */
  seconds: number;
  [k: string]: unknown;
}
export interface PlacementEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'placement';
  /**
   * The run at whose end this was read; null before the first.
   */
  run?: string | null;
  /**
   * null on the native machine.
   */
  vm?: string | null;
  kind: 'vcpu' | 'emulator' | 'memory' | 'rank';
  /**
   * vCPU or rank.
   */
  index?: number;
  /**
   * CPU or node list from the layout; for a rank in a VM the vCPU, natively the PU.
   */
  declared: string;
  /**
   * CPU list that the kernel reported, or the nodes that hold pages.
   */
  found: string;
  /**
   * For memory: bytes found on each node, by node number.
   */
  pages?: {
    [k: string]: number;
  };
  /**
   * For a rank: threads that were looked at.
   */
  threads?: number;
  ok: boolean;
  [k: string]: unknown;
}
export interface RunBeginEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'run_begin';
  run: string;
  workload: string;
  phase: 'cold' | 'warm' | 'warmup';
  levels?: Levels;
  [k: string]: unknown;
}
export interface RunEndEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'run_end';
  run: string;
  workload: string;
  phase: 'cold' | 'warm' | 'warmup';
  state: 'ok' | 'failed' | 'timeout';
  /**
   * Exit code of the program, or 128 plus the signal that ended it.
   */
  exit: number;
  /**
   * From the start of the launcher to its end.
   */
  wallSeconds: number;
  /**
   * Runs of the same program earlier in this boot.
   */
  earlier?: number;
  raw: {
    file: string;
    offset: number;
    bytes: number;
    /**
     * The program printed more than is kept.
     */
    cut?: boolean;
  };
  levels?: Levels;
  /**
   * Of the program's own timed region, as the model predicts it: the whole and its parts, which sum to it; see docs/model/time.md. Present where the origin is `predicted` and the run is ok.
   */
  predicted?: {
    seconds: number;
    computeSeconds: number;
    memorySeconds: number;
    communicationSeconds: number;
    contentionSeconds: number;
    virtualisationSeconds: number;
  };
  [k: string]: unknown;
}
export interface WarmupEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'warmup';
  run: string;
  workload: string;
  phase: 'cold' | 'warm' | 'warmup';
  state: 'ok' | 'failed' | 'timeout';
  /**
   * Exit code of the program, or 128 plus the signal that ended it.
   */
  exit: number;
  /**
   * From the start of the launcher to its end.
   */
  wallSeconds: number;
  /**
   * Runs of the same program earlier in this boot.
   */
  earlier?: number;
  raw: {
    file: string;
    offset: number;
    bytes: number;
    /**
     * The program printed more than is kept.
     */
    cut?: boolean;
  };
  levels?: Levels;
  [k: string]: unknown;
}
export interface RetryEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'retry';
  /**
   * It has ended and is to be run again; its next end counts.
   */
  run: string;
  [k: string]: unknown;
}
export interface MarkEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'mark';
  run?: string | null;
  vm?: string | null;
  /**
   * Why the run does not count as declared.
   */
  what: string;
  [k: string]: unknown;
}
export interface MissingEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'missing';
  /**
   * Collector or technique of the experiment that this host cannot give, or gives in part; of a prediction, also what the model passes over: a factor, the machine's speeds.
   */
  part: string;
  vm?: string | null;
  /**
   * What is missing.
   */
  what: string;
  /**
   * What the user can do.
   */
  remedy: string;
  [k: string]: unknown;
}
export interface SampledEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'sampled';
  /**
   * Memory of the session's VMs by node over time, a file beside the journal; see docs/bundle.md.
   */
  file: string;
  offset: number;
  bytes: number;
  /**
   * Between two samples, as asked.
   */
  seconds: number;
  /**
   * Taken of each VM.
   */
  samples: number;
  /**
   * Processor time of the sampler.
   */
  collectorSeconds: number;
  /**
   * Processor time of the VMs meanwhile; null where the kernel does not tell.
   */
  vmSeconds: number | null;
  [k: string]: unknown;
}
export interface CountersEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'counters';
  run: string;
  /**
   * null for the host itself.
   */
  vm: string | null;
  /**
   * By name: what was counted from the run's begin to its end, or of a level (bytes) what it was at its end; see docs/memory.md.
   */
  counters: {
    [k: string]: number;
  };
  [k: string]: unknown;
}
export interface PagesEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'pages';
  run: string;
  vm: string;
  /**
   * Ranks of this VM whose page tables were read.
   */
  ranks: number;
  /**
   * From the ranks' start to the reading.
   */
  seconds: number;
  /**
   * Bytes of guest memory that ranks use, by the host's node on which they lie: all ranks that map them run there.
   */
  local: {
    [k: string]: number;
  };
  /**
   * Bytes that one rank maps, which runs on another node than they lie on.
   */
  remoteSingle: {
    [k: string]: number;
  };
  /**
   * Bytes that several ranks map, one of them at least from another node than they lie on.
   */
  remoteMultiple: {
    [k: string]: number;
  };
  /**
   * Bytes that ranks map and the host has no page for.
   */
  unmappedBytes: number;
  /**
   * Bytes among those used that the host had mapped before the run began.
   */
  inheritedBytes: number;
  /**
   * Bytes among the inherited ones that lie on another node than a rank that maps them.
   */
  inheritedWrongBytes: number;
  [k: string]: unknown;
}
export interface TechniqueEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'technique';
  technique: string;
  vm: string;
  /**
   * How long it took, the wait until it was complete included.
   */
  seconds: number;
  /**
   * Its own condition was met, and not only its time was up.
   */
  complete: boolean;
  /**
   * Bytes of guest memory mapped on each node before it.
   */
  before: {
    [k: string]: number;
  };
  /**
   * Bytes of guest memory mapped on each node after it.
   */
  after: {
    [k: string]: number;
  };
  /**
   * Why it is not complete.
   */
  why?: string;
  [k: string]: unknown;
}
/**
 * A region of memory that VMs share, at one moment.
 */
export interface RegionEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'region';
  name: string;
  /**
   * `begin`: made, before any VM of the session starts. `run`: after a run. `end`: after the last one, before it goes.
   */
  when: 'begin' | 'run' | 'end';
  /**
   * null unless `when` is `run`.
   */
  run: string | null;
  sizeBytes: number;
  /**
   * Page size of the host's memory behind it.
   */
  pageBytes: number;
  device: 'devdax' | 'ivshmem';
  /**
   * The node of the layout; null where it names none.
   */
  declaredNode: number | null;
  /**
   * Bytes by number of the host's node.
   */
  nodes: {
    [k: string]: number;
  };
  /**
   * Most that programs had in it at once since the event before; null where nobody has counted.
   */
  peakBytes: number | null;
  /**
   * What ended jobs have left in it, before it was purged; null where nobody has counted.
   */
  leftBytes: number | null;
  [k: string]: unknown;
}
/**
 * Which way the data of a run went out of a VM.
 */
export interface TrafficEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'traffic';
  run: string;
  vm: string;
  /**
   * Sent by the VM over its interfaces while the program ran, headers of Ethernet included.
   */
  networkSentBytes: number;
  networkReceivedBytes: number;
  /**
   * Sent by its ranks through shared regions, as the runtime handed it over; null where no rank used one.
   */
  regionSentBytes: number | null;
  /**
   * In how many pieces.
   */
  regionMessages: number | null;
  [k: string]: unknown;
}
export interface SessionEndEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'session_end';
  state: 'ok' | 'failed' | 'cancelled';
  why?: string;
  [k: string]: unknown;
}
export interface BlockEndEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'block_end';
  [k: string]: unknown;
}
export interface PreciseEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'precise';
  /**
   * Blocks that have ended; the rest of the plan is left out.
   */
  blocks: number;
  /**
   * Full width of the widest 95 % interval of a ratio of wall times.
   */
  width: number;
  [k: string]: unknown;
}
export interface CancelEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'cancel';
  mode: 'now' | 'run' | 'block';
  [k: string]: unknown;
}
export interface PauseEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'pause';
  mode: 'run' | 'block';
  [k: string]: unknown;
}
export interface AttemptEndEvent {
  v: V;
  seq: Seq;
  t: T;
  origin: Origin;
  block: Block;
  session: Session;
  event: 'attempt_end';
  state: 'finished' | 'failed' | 'cancelled' | 'partial' | 'paused';
  why?: string;
  [k: string]: unknown;
}
