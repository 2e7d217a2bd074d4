import { bytesPerNode, readNumaMaps } from '../../measure/numaMaps';
import type { Metric, Metrics } from '../program';

/** /proc/PID/numa_maps as metrics `node0`, `node1`, in bytes. null for any other text. */
export function readNumaMapsMetrics(text: string): Metrics | null {
  const { mappings, badLines } = readNumaMaps(text);
  if (mappings.length === 0 || badLines > mappings.length) return null;
  const values: Record<string, Metric> = {};
  for (const [node, bytes] of Object.entries(bytesPerNode(mappings))) {
    values[`node${node}`] = { value: bytes, unit: 'B', better: 'higher' };
  }
  return { seconds: null, values, verified: null, facts: { mappings: String(mappings.length) } };
}
