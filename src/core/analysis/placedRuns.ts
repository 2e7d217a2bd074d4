import { endedRuns, type AttemptState, type RunState, type SessionState } from '../journal/state';
import { grown } from './grown';
import { grownSessions } from './grownSessions';
import type { PlacedRuns } from './placements';

type Vms = Map<string, Set<string>>;

/** Of an attempt, asked again and again while it goes on: what has ended is looked at once. */
export function rememberedPlaces(): (state: AttemptState) => PlacedRuns {
  const likeOf = likeness();
  const kindsOf = grown<RunState, Map<RunState, number>>({
    start: () => new Map(),
    add: (kinds, run) => {
      addKind(kinds, likeOf(run));
    },
  });
  const vmsOf = grownSessions<Vms>({ start: () => new Map(), add: addVms, copyOf: copyOfVms });
  return (state) => {
    const ended = endedRuns(state);
    const kinds = new Map(kindsOf(state.runs, ended));
    for (const run of state.runs.slice(ended)) addKind(kinds, likeOf(run));
    return { kinds, vms: vmsOf(state.sessions) };
  };
}

function addKind(kinds: Map<RunState, number>, like: RunState): void {
  kinds.set(like, (kinds.get(like) ?? 0) + 1);
}

function addVms(vms: Vms, { layout, vms: names }: SessionState): void {
  const own = vms.get(layout) ?? new Set();
  for (const name of names) own.add(name);
  vms.set(layout, own);
}

function copyOfVms(vms: Vms): Vms {
  return new Map([...vms].map(([layout, names]) => [layout, new Set(names)]));
}

/** The run that stands for all in which the same was found in the same places: the first of them that was asked about. */
function likeness(): (run: RunState) => RunState {
  const firsts = new Map<string, RunState>();
  return (run) => {
    const text = textOf(run);
    const first = firsts.get(text) ?? run;
    firsts.set(text, first);
    return first;
  };
}

/** How many pages there were differs from run to run, and no row tells it. */
function textOf({ layout, workload, placements }: RunState): string {
  if (placements.length === 0) return `${layout}\n${workload}`;
  const found = placements.map(({ vm, kind, index, declared, found: where, ok }) => [
    ...[vm, kind, index, declared, where, ok],
  ]);
  return JSON.stringify([layout, workload, found]);
}
