import type { LauncherId, Workload } from '../experiment/workload';
import { allLaunchers, allSuites } from './all';
import type { Launcher } from './launchers/launch';
import type { Suite } from './program';

const suites = new Map(allSuites.map((suite) => [suite.id, suite]));
const launchers = new Map(allLaunchers.map((launcher) => [launcher.id, launcher]));

export function suiteOf(id: Workload['suite']): Suite {
  return known(suites.get(id), `suite ${id}`);
}

export function launcherOf(id: LauncherId): Launcher {
  return known(launchers.get(id), `launcher ${id}`);
}

/** The schema lets no other id through: whatever gets here without one never met it. */
function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`There is no ${what}.`);
  return found;
}
