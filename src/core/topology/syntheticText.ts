import type { Machine } from './machine';
import { UNKNOWN_MACHINE, type MachineRead } from './machineRead';
import { indexLines, positionAt } from '../text/positions';
import { isSyntheticProblem, parseSynthetic } from './synthetic';

/** Does this look like hwloc's synthetic notation: levels with counts, or attached nodes in brackets? */
export function looksSynthetic(text: string): boolean {
  return /^\s*(\[\s*)?[A-Za-z][A-Za-z0-9]*(:\d+|\s*\]|\()/.test(text) && /\bpu:?\d/i.test(text);
}

/** A machine from a text that holds one line of hwloc's synthetic notation, as `lstopo --of synthetic` prints it. */
export function readSyntheticText(text: string, name: string): MachineRead {
  const read = parseSynthetic(text);
  if (isSyntheticProblem(read)) {
    const lines = indexLines(text);
    return {
      problems: read.problems.map(({ offset, message }) => ({
        ...positionAt(lines, offset),
        message,
        remedy: 'hwloc writes this notation with: lstopo --of synthetic',
      })),
    };
  }
  const machine: Machine = {
    ...UNKNOWN_MACHINE,
    id: name,
    title: text.trim().split(/\s+/).join(' ').slice(0, 200),
    source: 'hwloc synthetic notation',
    nodes: read.nodes,
    pus: read.pus,
  };
  return { machine };
}
