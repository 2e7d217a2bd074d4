import type { Technique } from '../schema/generated/vmexperiment.types';
import type { Experiment } from './experiment';
import type { Levels } from './factors';

/** Where a session runs, and with which levels. */
interface Treated {
  /** `native` or the name of a layout level. */
  readonly layout: string;
  readonly levels: Levels;
}

/** What is done to the VMs of a session between two runs, in this order; none natively. */
export function techniquesOf(
  { techniques }: Pick<Experiment, 'techniques'>,
  { layout, levels }: Treated,
): readonly Technique[] {
  if (layout === 'native') return [];
  const level = levels['technique'];
  const own = level === undefined || level === 'none' ? [] : [level as Technique];
  return [...new Set([...techniques, ...own])];
}

/** How often the VMs of a session are booted: once, and with `restart` before every run but the first. */
export function startsOf(
  experiment: Pick<Experiment, 'techniques'>,
  session: Treated & { readonly runs: readonly unknown[] },
): number {
  return techniquesOf(experiment, session).includes('restart') ? Math.max(1, session.runs.length) : 1;
}
