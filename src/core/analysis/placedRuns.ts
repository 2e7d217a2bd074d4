import { endedRuns, type AttemptState, type RunState, type SessionState } from '../journal/state';
import { grown } from './grown';
import type { PlacedRuns } from './placements';

/** Of an attempt, asked again and again while it goes on: what has ended is looked at once. */
export function rememberedPlaces(): (state: AttemptState) => PlacedRuns {
  const likeOf = likeness();
  const kindsOf = grown<RunState, Map<RunState, number>>({
    start: () => new Map(),
    add: (kinds, run) => {
      addKind(kinds, likeOf(run));
    },
  });
  const vmsOf = grown<SessionState, Map<string, Set<string>>>({ start: () => new Map(), add: addVms });
  return (state) => {
    const ended = endedRuns(state);
    const kinds = new Map(kindsOf(state.runs, ended));
    for (const run of state.runs.slice(ended)) addKind(kinds, likeOf(run));
    const settled = withoutRunning(state.sessions);
    const vms = new Map(
      [...vmsOf(state.sessions, settled)].map(([layout, names]) => [layout, new Set(names)]),
    );
    for (const session of state.sessions.slice(settled)) addVms(vms, session);
    return { kinds, vms };
  };
}

function addKind(kinds: Map<RunState, number>, like: RunState): void {
  kinds.set(like, (kinds.get(like) ?? 0) + 1);
}

function addVms(vms: Map<string, Set<string>>, { layout, vms: names }: SessionState): void {
  const own = vms.get(layout) ?? new Set();
  for (const name of names) own.add(name);
  vms.set(layout, own);
}

/** How many there are before those that run at the end: these change with every line. */
function withoutRunning(sessions: readonly SessionState[]): number {
  let count = sessions.length;
  while (sessions[count - 1]?.state === 'running') count -= 1;
  return count;
}

/** The run that stands for all in which the same was found in the same places: the first of them that was asked about. */
function likeness(): (run: RunState) => RunState {
  const likes = new WeakMap<RunState, RunState>();
  const firsts = new Map<string, RunState>();
  return (run) => {
    const known = likes.get(run);
    if (known !== undefined) return known;
    const text = JSON.stringify([run.layout, run.workload, run.placements], withoutPages);
    const first = firsts.get(text) ?? run;
    firsts.set(text, first);
    likes.set(run, first);
    return first;
  };
}

/** How many pages there were differs from run to run, and no row tells it. */
function withoutPages(name: string, value: unknown): unknown {
  return name === 'pages' ? undefined : value;
}
