import type { Metrics, OutputReader, WorkloadEntry } from './program';
import { allSuites } from './all';
import { readNetpipe } from './readers/netpipe';
import { readNumaMapsMetrics } from './readers/numaMaps';
import { readOsu } from './readers/osu';

/** A suite that recognizes its output, or output that belongs to none. */
export type OutputFormat = WorkloadEntry['suite'] | 'osu' | 'netpipe' | 'numa_maps';

/** In the order in which `auto` tries them: those with an unmistakable mark first. */
const READERS: readonly (readonly [OutputFormat, OutputReader])[] = [
  ...allSuites.flatMap(({ id, recognize }) => (recognize === undefined ? [] : [[id, recognize] as const])),
  ['osu', readOsu],
  ['netpipe', readNetpipe],
  ['numa_maps', readNumaMapsMetrics],
];

export const outputFormats: readonly OutputFormat[] = READERS.map(([format]) => format);

export interface ReadOutput {
  readonly format: OutputFormat;
  readonly metrics: Metrics;
}

/** What a program printed, as metrics with units; null when the text is not of that format, or of none (`auto`). */
export function readOutput(format: OutputFormat | 'auto', text: string): ReadOutput | null {
  for (const [name, reader] of READERS) {
    const metrics = format === 'auto' || format === name ? reader(text) : null;
    if (metrics !== null) return { format: name, metrics };
  }
  return null;
}
