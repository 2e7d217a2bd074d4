import type { Experiment } from '../experiment/experiment';
import type { Schedule } from '../experiment/schedule';
import { formatSize } from '../text/size';
import { guestsOf } from './guest';
import { regionsOf, type SharedRegion } from './regionTable';

/** What VMs give up by sharing memory, for whoever reads a plan before it runs: a line for each region of a layout. */
export function sharingRemarks(
  { layouts }: Experiment,
  { sessions }: Pick<Schedule, 'sessions'>,
): readonly string[] {
  const used = new Set(sessions.map(({ layout }) => layout));
  return layouts
    .filter(({ name }) => used.has(name))
    .flatMap(({ name, layout }) => regionsOf(guestsOf(layout)).map((shared) => remark(name, shared)));
}

function remark(layout: string, { region, vms }: SharedRegion): string {
  const { name, sizeBytes, node } = region;
  const where = node === null ? '' : ` on node ${node}`;
  return `${layout}: ${vms.join(', ')} share the region ${name}, ${formatSize(sizeBytes)}${where}: each can read and write all of it, and none can be migrated meanwhile.`;
}
