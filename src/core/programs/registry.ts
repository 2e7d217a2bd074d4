import type { LauncherId, Workload } from '../experiment/workload';
import { command } from './command';
import { hpcc } from './hpcc';
import { hybrid } from './launchers/hybrid';
import type { Launcher } from './launchers/launch';
import { mpi } from './launchers/mpi';
import { openmp } from './launchers/openmp';
import { oshmem } from './launchers/oshmem';
import { plain } from './launchers/plain';
import { upc } from './launchers/upc';
import { npb } from './npb';
import type { Suite } from './program';

const SUITES: Readonly<Record<Workload['suite'], Suite>> = { npb, hpcc, command };

const LAUNCHERS: Readonly<Record<LauncherId, Launcher>> = { plain, openmp, mpi, hybrid, oshmem, upc };

export function suiteOf(id: Workload['suite']): Suite {
  return SUITES[id];
}

export function launcherOf(id: LauncherId): Launcher {
  return LAUNCHERS[id];
}
