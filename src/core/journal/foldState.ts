import { pictureList, type Pictured, type PictureList } from './pictureList';
import type { AttemptState, Collected, EarlierTry, Placement, RunState, SessionState } from './state';

/**
 * What has been read of a journal so far, to be changed in place: a journal of 100,000 runs folds in linear time.
 * `stateOf` gives the picture of a moment, which later events do not change; what has not changed between two moments is
 * the same object in both.
 */
export interface JournalFold {
  readonly head: Head;
  readonly sessions: Map<string, SessionFold>;
  readonly runs: Map<string, RunFold>;
  /** Ids in the order in which runs ended. */
  readonly ended: Set<string>;
  readonly earlierTries: Map<string, readonly EarlierTry[]>;
  readonly blocksEnded: Set<number>;
  /** Sessions in which runs are open. */
  readonly busy: Set<SessionFold>;
  readonly shownSessions: PictureList<SessionFold, ChangingSession>;
  /** Of runs that have ended. */
  readonly shownRuns: PictureList<RunFold, ChangingRun>;
}

type Head = Writable<
  Omit<AttemptState, 'sessions' | 'runs' | 'blocksEnded' | 'problems' | 'missing' | 'facts' | 'earlierTries'>
> & {
  readonly problems: { what: string; remedy: string }[];
  readonly missing: AttemptState['missing'][number][];
  readonly facts: AttemptState['facts'][number][];
};

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type ChangingSession = Writable<SessionState>;

export type ChangingRun = Writable<Omit<RunState, keyof Readings>> & Readings;

/** What the host has said of where things are, and of why a run does not count. */
export interface Readings {
  placements: Placement[];
  marks: string[];
  /** Replaced and never changed. */
  collected: Collected;
}

export interface SessionFold extends Pictured<ChangingSession>, Readings {
  /** How many sessions had begun before it did for the first time. */
  readonly order: number;
  /** Runs of this boot that have begun and not ended. */
  readonly open: Set<string>;
  // Its readings came before a run of this boot began; they go to the next one.
}

export interface RunFold extends Pictured<ChangingRun> {
  /** Start of the session in which it ran; what later starts say of it belongs to a repetition. */
  readonly boot: number;
}

export function emptyFold(): JournalFold {
  const head: Head = {
    ...{ attempt: '', plan: '', tool: '', origin: 'measured', state: 'running', why: null },
    ...{
      problems: [],
      missing: [],
      facts: [],
      badLines: 0,
      began: null,
      last: null,
      calibratedFrom: [],
      blockLimit: null,
      activeSeconds: 0,
    },
    precise: null,
  };
  const sessions = new Map<string, SessionFold>();
  const runs = new Map<string, RunFold>();
  const ended = new Set<string>();
  const endedRuns = (): RunFold[] => [...ended].flatMap((id) => runs.get(id) ?? []);
  return {
    ...{ head, sessions, runs, ended },
    ...{ earlierTries: new Map(), blocksEnded: new Set(), busy: new Set() },
    shownSessions: pictureList(
      () => sessions.values(),
      (state) => ({ ...state }),
    ),
    shownRuns: pictureList(endedRuns, (state) => ({
      ...state,
      placements: [...state.placements],
      marks: [...state.marks],
    })),
  };
}

/** What an empty journal says. */
export function emptyState(): AttemptState {
  return stateOf(emptyFold());
}

/** The picture of this moment: runs that have ended in that order, then those that run. */
export function stateOf(fold: JournalFold): AttemptState {
  const busy = [...fold.busy].sort((a, b) => a.order - b.order);
  const running = busy.flatMap(({ open }) => [...open].flatMap((id) => fold.runs.get(id) ?? []));
  return {
    ...fold.head,
    problems: [...fold.head.problems],
    missing: [...fold.head.missing],
    facts: [...fold.head.facts],
    sessions: fold.shownSessions.pictures(),
    runs: fold.shownRuns.pictures(running),
    earlierTries: Object.fromEntries(fold.earlierTries),
    blocksEnded: [...fold.blocksEnded].sort((a, b) => a - b),
  };
}
