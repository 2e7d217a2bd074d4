import { captureAllowed, markNodes, markPus } from './captureAllowed';
import { captureFacts } from './captureFacts';
import { captureDistances, captureNics, captureNodes, capturePageSizes, machineMemory } from './captureNodes';
import { capturePus } from './capturePus';
import { readCaptureText, type CaptureText } from './captureText';
import type { HostFacts } from './facts';
import type { Machine } from './machine';
import { contradictions } from './contradictions';

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
 * Reads what src/payload/probe.sh printed. The machine's id is the host's name, or `name` where that can be none. Nothing
 * is reserved: that is the user's to decide. null when the text holds no capture. Never throws.
 */
export function readCapture(text: string, name = 'host'): Capture | null {
  const capture = readCaptureText(text);
  if (capture === null) return null;
  const facts = captureFacts(capture);
  const id = facts.hostname !== null && NAME.test(facts.hostname) ? facts.hostname : name;
  const allowed = captureAllowed(capture);
  const { pus, warnings } = capturePus(capture);
  const withPus = new Set(pus.flatMap((pu) => pu.node ?? []));
  const nodes = markNodes(captureNodes(capture, withPus), allowed);
  const { distances, warnings: ofDistances } = captureDistances(capture, nodes);
  const machine: Machine = {
    id,
    title: [facts.hostname, facts.cpuModel].filter((part) => part !== null).join(': ') || id,
    source: sourceOf(facts),
    nodes,
    pus: markPus(pus, allowed),
    distances,
    nics: captureNics(capture, nodes),
    pageSizesBytes: capturePageSizes(capture),
    reserved: { pus: [], memoryBytesPerNode: 0 },
    warnings: [...tornWarning(capture), ...warnings, ...ofDistances],
  };
  const contradicting = contradictions(machine, machineMemory(capture));
  return {
    machine: { ...machine, warnings: [...machine.warnings, ...contradicting] },
    facts,
    complete: capture.complete,
  };
}

function tornWarning({ complete }: CaptureText): string[] {
  return complete ? [] : ['The capture ends before its last line. What is missing counts as unknown.'];
}

function sourceOf(facts: HostFacts): string {
  const host = facts.hostname === null ? 'a copied tree' : facts.hostname;
  const kernel = facts.kernel === null ? '' : `, Linux ${facts.kernel}`;
  const at = facts.takenAt !== null && Math.abs(facts.takenAt) <= LAST_DATE ? facts.takenAt : null;
  const time = at === null ? '' : `, ${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
  return `Probe of ${host}${kernel}${time}`;
}
