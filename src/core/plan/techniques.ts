import type { Experiment } from '../experiment/experiment';
import type { Session } from '../experiment/schedule';
import type { Technique } from '../schema/generated/vmexperiment.types';

/** What is done to the VMs of a session between two runs, in this order; none natively. */
export function techniquesOf(
  { techniques }: Pick<Experiment, 'techniques'>,
  { layout, levels }: Pick<Session, 'layout' | 'levels'>,
): readonly Technique[] {
  if (layout === 'native') return [];
  const level = levels['technique'];
  const own = level === undefined || level === 'none' ? [] : [level as Technique];
  return [...new Set([...techniques, ...own])];
}
