import { progressOf } from '../../src/core/journal/progress';
import { createLab } from '../../src/lab/createLab';
import type { FollowObserver, Lab } from '../../src/lab/lab';
import { localChannel } from '../../src/node/localChannel';
import { readView } from '../../src/panels/resultsView';
import { eachOnce } from '../../src/platform/eachOnce';
import { firstChoice } from '../../src/protocol/results';
import { blocksOf, partItem, partsOf } from '../../src/runs/attemptTree';
import { screen } from '../../src/runs/screen';
import { watcher } from '../../src/runs/watcher';
import { EventEmitter } from '../support/fakeVscode';
import { labOptions } from '../support/labOptions';
import type { Followed } from './followed';

/** A part of a window, and the time of the last event that it shows, seconds since 1970; null before the first. */
export type Shown = (part: 'terminal' | 'view' | 'panel', last: number | null) => void;

export interface Window {
  readonly lab: Lab;
  readonly observer: FollowObserver;
  /** Resolves when everything that is to be shown is shown. */
  readonly settled: () => Promise<void>;
  /** Resolves when it does nothing any more. */
  readonly close: () => Promise<void>;
}

/**
 * What an editor's window does while it follows an attempt, without the editor: the run terminal, the view of runs with
 * the attempt and its last block open, the lens above the experiment, and the panel of results. Like the editor it asks
 * a view again when its last answer is there.
 */
export async function openWindow({ experiment, folder }: Followed, shown: Shown): Promise<Window> {
  const lab = createLab(labOptions({}, { connect: () => Promise.resolve(localChannel()) }));
  const changed = new EventEmitter<string>();
  const failed = (error: unknown): void => {
    throw error;
  };
  const works = [
    async () => shown('view', await showTree(lab, folder)),
    async () => {
      await lab.results(experiment);
    },
    async () => {
      const asked = { experiment, attempt: null, against: null, pinned: false, figure: firstChoice };
      const { view } = await readView(lab, asked, null, 'en');
      if (view.kind !== 'filled') throw new Error(`The panel shows no results: ${JSON.stringify(view)}`);
      shown('panel', (await lab.results(folder))?.state.last ?? null);
    },
  ].map(counted);
  const askers = works.map(({ work }) => eachOnce(work, failed));
  changed.event(() => askers.forEach((ask) => ask()));
  const out = screen(() => undefined);
  const context = { attemptsChanged: changed } as unknown as Parameters<typeof watcher>[0];
  const watched = watcher(context, folder, out, await lab.planned(folder), null);
  const observer: FollowObserver = {
    ...watched,
    onState(state) {
      watched.onState(state);
      shown('terminal', state.last);
    },
  };
  const close = (): Promise<void> => {
    changed.dispose();
    return idle(works);
  };
  return { lab, observer, settled: () => idle(works), close };
}

interface Counted {
  readonly work: () => Promise<void>;
  readonly busy: () => boolean;
}

function counted(work: () => Promise<void>): Counted {
  let busy = 0;
  return {
    async work() {
      busy += 1;
      await work().finally(() => (busy -= 1));
    },
    busy: () => busy > 0,
  };
}

async function idle(works: readonly Counted[]): Promise<void> {
  // A change waits for a second at most until it is told.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  do await new Promise((resolve) => setTimeout(resolve, 20));
  while (works.some(({ busy }) => busy()));
}

/** The attempt, its blocks, and what lies in the last one that has begun. Returns the time of the last event. */
async function showTree(lab: Lab, folder: string): Promise<number | null> {
  const read = await lab.results(folder);
  if (read === null) throw new Error('The view of runs shows no attempt.');
  const plan = await lab.planned(folder);
  progressOf(read.state, plan.schedule);
  const blocks = blocksOf(folder, {}, read.state, plan);
  const begun = blocks[read.results.blocks.ended] ?? blocks.at(-1);
  const sessions = begun === undefined ? [] : partsOf(begun);
  for (const item of [...blocks, ...sessions, ...sessions.flatMap(partsOf)]) partItem(item);
  return read.state.last;
}
