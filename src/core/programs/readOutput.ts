import type { Metrics, OutputReader } from './program';
import { readHpcc } from './readers/hpcc';
import { readNetpipe } from './readers/netpipe';
import { readNpb } from './readers/npb';
import { readNumaMapsMetrics } from './readers/numaMaps';
import { readOsu } from './readers/osu';

export type OutputFormat = 'npb' | 'osu' | 'hpcc' | 'netpipe' | 'numa_maps';

/** In the order in which `auto` tries them: those with an unmistakable mark first. */
const READERS: readonly (readonly [OutputFormat, OutputReader])[] = [
  ['hpcc', readHpcc],
  ['npb', readNpb],
  ['osu', readOsu],
  ['netpipe', readNetpipe],
  ['numa_maps', readNumaMapsMetrics],
];

export const outputFormats: readonly OutputFormat[] = ['npb', 'osu', 'hpcc', 'netpipe', 'numa_maps'];

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
