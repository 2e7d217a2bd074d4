import { captureFacts } from './captureFacts';
import { captureDistances, captureNics, captureNodes, capturePageSizes } from './captureNodes';
import { capturePus } from './capturePus';
import { readCaptureText } from './captureText';
import type { HostFacts } from './facts';
import type { Machine } from './machine';

/** What probe.sh found on a host. */
export interface Capture {
  readonly machine: Machine;
  readonly facts: HostFacts;
  /** False when the text ends before the capture does; what is missing then counts as unknown. */
  readonly complete: boolean;
}

/** What the schemas take as an id. */
const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/;
/** Seconds since 1970 up to which JavaScript has dates. */
const LAST_DATE = 8.64e12;

/**
 * Reads what src/payload/probe.sh printed. The machine gets the id, or the host's name where that can be one. Nothing
 * is reserved: that is the user's to decide. null when the text holds no capture. Never throws.
 */
export function readCapture(text: string, name?: string): Capture | null {
  const capture = readCaptureText(text);
  if (capture === null) return null;
  const facts = captureFacts(capture);
  const id = name ?? (facts.hostname !== null && NAME.test(facts.hostname) ? facts.hostname : 'host');
  const nodes = captureNodes(capture);
  const machine: Machine = {
    id,
    title: [facts.hostname, facts.cpuModel].filter((part) => part !== null).join(': ') || id,
    source: sourceOf(facts),
    nodes,
    pus: capturePus(capture),
    distances: captureDistances(capture, nodes),
    nics: captureNics(capture),
    pageSizesBytes: capturePageSizes(capture),
    reserved: { pus: [], memoryBytesPerNode: 0 },
    warnings: [],
  };
  return { machine, facts, complete: capture.complete };
}

function sourceOf(facts: HostFacts): string {
  const host = facts.hostname === null ? 'a copied tree' : facts.hostname;
  const kernel = facts.kernel === null ? '' : `, Linux ${facts.kernel}`;
  const at = facts.takenAt !== null && Math.abs(facts.takenAt) <= LAST_DATE ? facts.takenAt : null;
  const time = at === null ? '' : `, ${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
  return `Probe of ${host}${kernel}${time}`;
}
