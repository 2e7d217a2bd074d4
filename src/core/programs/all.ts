// Made by scripts/generate.mjs from the files beside it and in launchers/. Do not edit.
import { command } from './command';
import { hpcc } from './hpcc';
import { npb } from './npb';
import { pairs } from './pairs';
import { hybrid } from './launchers/hybrid';
import { mpi } from './launchers/mpi';
import { openmp } from './launchers/openmp';
import { oshmem } from './launchers/oshmem';
import { plain } from './launchers/plain';
import { upc } from './launchers/upc';
import type { Launcher } from './launchers/launch';
import type { Suite } from './program';

export const allSuites: readonly Suite[] = [command, hpcc, npb, pairs];

export const allLaunchers: readonly Launcher[] = [hybrid, mpi, openmp, oshmem, plain, upc];
