import type { AttemptState, EarlierTry, Placement, RunState, SessionState } from './state';

/**
 * What has been read of a journal so far, to be changed in place: a journal of 100,000 runs folds in linear time.
 * `stateOf` gives the picture of a moment, which later events do not change.
 */
export interface JournalFold {
  readonly head: Head;
  readonly sessions: Map<string, SessionFold>;
  readonly runs: Map<string, RunFold>;
  /** Ids in the order in which runs ended. */
  readonly ended: Set<string>;
  readonly earlierTries: Map<string, readonly EarlierTry[]>;
  readonly blocksEnded: Set<number>;
}

type Head = Writable<
  Omit<AttemptState, 'sessions' | 'runs' | 'blocksEnded' | 'problems' | 'facts' | 'earlierTries'>
> & {
  readonly problems: { what: string; remedy: string }[];
  readonly facts: AttemptState['facts'][number][];
};

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface SessionFold {
  readonly state: Writable<SessionState>;
  /** Runs of this boot that have begun and not ended. */
  readonly open: Set<string>;
  /** Read before a run of this boot began; they go to the next one. */
  placements: Placement[];
  marks: string[];
}

export interface RunFold {
  readonly state: Writable<Omit<RunState, 'placements' | 'marks'>>;
  readonly placements: Placement[];
  readonly marks: string[];
  /** Start of the session in which it ran; what later starts say of it belongs to a repetition. */
  readonly boot: number;
  /** Picture of this run, null after a change. */
  frozen: RunState | null;
}

export function emptyFold(): JournalFold {
  const head: Head = {
    ...{ attempt: '', plan: '', tool: '', origin: 'measured', state: 'running', why: null },
    ...{ problems: [], facts: [], badLines: 0, began: null, last: null, blockLimit: null, activeSeconds: 0 },
    precise: null,
  };
  return {
    ...{ head, sessions: new Map(), runs: new Map(), ended: new Set() },
    ...{ earlierTries: new Map(), blocksEnded: new Set() },
  };
}

/** What an empty journal says. */
export function emptyState(): AttemptState {
  return stateOf(emptyFold());
}

/** The picture of this moment: runs that have ended in that order, then those that run. */
export function stateOf(fold: JournalFold): AttemptState {
  const running = [...fold.sessions.values()].flatMap((session) => [...session.open]);
  const runs = [...fold.ended, ...running].flatMap((id) => {
    const run = fold.runs.get(id);
    return run === undefined ? [] : [frozenRun(run)];
  });
  return {
    ...fold.head,
    problems: [...fold.head.problems],
    facts: [...fold.head.facts],
    sessions: [...fold.sessions.values()].map((session) => ({ ...session.state })),
    runs,
    earlierTries: Object.fromEntries(fold.earlierTries),
    blocksEnded: [...fold.blocksEnded].sort((a, b) => a - b),
  };
}

function frozenRun(run: RunFold): RunState {
  run.frozen ??= { ...run.state, placements: [...run.placements], marks: [...run.marks] };
  return run.frozen;
}
