import type { RegionReading, SessionState } from '../../journal/state';
import { count, numbersInWords } from '../../text/count';
import { sizeInWords } from '../../text/size';
import { bytesText } from '../format';
import { grownSessions } from '../grownSessions';
import type { Finding } from './finding';

/** What was read of one region over the sessions of a layout. */
interface RegionUse {
  readonly layout: string;
  readonly region: Pick<RegionReading, 'name' | 'sizeBytes' | 'device' | 'declaredNode'>;
  sessions: number;
  /** Where pages of it were found, numbers of nodes. */
  readonly nodes: Set<number>;
  /** Most in use at once; null where nobody counted. */
  peakBytes: number | null;
  /** Sum of what ended jobs had left. */
  leftBytes: number;
}

type Uses = Map<string, RegionUse>;

/** Where shared regions lay and how much of them was used, asked again and again while an attempt goes on. */
export function rememberedRegions(): (sessions: readonly SessionState[]) => readonly Finding[] {
  const usesOf = grownSessions<Uses>({ start: () => new Map(), add: addSession, copyOf });
  return (sessions) => [...usesOf(sessions).values()].map(findingOf);
}

function copyOf(uses: Uses): Uses {
  return new Map([...uses].map(([key, use]) => [key, { ...use, nodes: new Set(use.nodes) }]));
}

function addSession(uses: Uses, { layout, regions }: SessionState): void {
  const seen = new Set<RegionUse>();
  for (const reading of regions) {
    const use = useOf(uses, layout, reading);
    if (!seen.has(use)) use.sessions += 1;
    seen.add(use);
    addReading(use, reading);
  }
}

function useOf(uses: Uses, layout: string, region: RegionReading): RegionUse {
  const key = JSON.stringify([layout, region.name]);
  const use = uses.get(key) ?? {
    ...{ layout, region, sessions: 0 },
    ...{ nodes: new Set<number>(), peakBytes: null, leftBytes: 0 },
  };
  uses.set(key, use);
  return use;
}

function addReading(use: RegionUse, { nodes, peakBytes, leftBytes }: RegionReading): void {
  for (const [node, bytes] of Object.entries(nodes)) if (bytes > 0) use.nodes.add(Number(node));
  if (peakBytes !== null) use.peakBytes = Math.max(use.peakBytes ?? 0, peakBytes);
  use.leftBytes += leftBytes ?? 0;
}

function findingOf(use: RegionUse): Finding {
  const { layout, region, nodes, sessions } = use;
  const found = [...nodes].sort((one, other) => one - other);
  const where = found.length === 0 ? 'nowhere yet' : `on ${numbersInWords('node', found)}`;
  const elsewhere = region.declaredNode !== null && found.some((node) => node !== region.declaredNode);
  return {
    severity: elsewhere ? 'warning' : 'info',
    what: `Region "${region.name}" of ${layout} (${sizeInWords(region.sizeBytes)}, ${region.device}) lay ${where}${declaredText(region.declaredNode, elsewhere)}, in ${count(sessions, 'session')}; ${useText(use)}.`,
    means: elsewhere
      ? 'Runs that found it elsewhere are marked and do not count. Give the node enough free memory, and see what moves pages on the host.'
      : meansOf(use),
  };
}

function declaredText(node: number | null, elsewhere: boolean): string {
  if (node === null) return '; the layout names no node for it';
  return elsewhere ? ` and not on node ${node} alone, as declared` : ', as declared';
}

function useText({ peakBytes, leftBytes }: RegionUse): string {
  const peak =
    peakBytes === null
      ? 'how much of it was used is not known'
      : `at most ${bytesText(peakBytes)} in use at once`;
  return leftBytes === 0
    ? peak
    : `${peak}, and ${bytesText(leftBytes)} left by jobs that ended was cleared away`;
}

function meansOf({ peakBytes, region }: RegionUse): string {
  const open = 'The VMs that map it could read and write all of it.';
  if (peakBytes === null || peakBytes < ALMOST_FULL * region.sizeBytes) return open;
  return `${open} It was almost full: a larger job ends with a message that names the size to declare.`;
}

const ALMOST_FULL = 0.9;
