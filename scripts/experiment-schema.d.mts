import type { Launcher } from '../src/core/programs/launchers/launch';
import type { Suite } from '../src/core/programs/program';

export function experimentSchema(
  experiment: object,
  layout: object,
  suites: readonly Suite[],
  launchers: readonly Launcher[],
): object;
