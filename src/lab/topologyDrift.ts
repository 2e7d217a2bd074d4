import type { TopologyDocument } from '../core/schema/generated/vmtopology.types';
import type { TextEdit } from '../core/text/document';
import { applyEdits, changesToEdits } from '../core/text/edits';
import { renderValue } from '../core/text/render';
import { machineDifferences } from '../core/topology/differences';
import type { Machine } from '../core/topology/machine';
import { machineToDocument } from '../core/topology/toDocument';
import { topologyChanges } from '../core/topology/updateDocument';
import { loadTopology } from './documentGraph';
import { findMachine } from './machines';
import type { LabOptions } from './options';

/** How a topology file stands to what was found. */
export interface TopologyDrift {
  /** In words, the weightiest first; empty when the file says what was found. */
  readonly differences: readonly string[];
  /** Edits of the file's text that make it say so; none without differences, and none for a built-in machine. */
  readonly edits: readonly TextEdit[];
}

/** Throws a UserError with the place when there is no such machine, or when it cannot be read. */
export async function topologyDrift(
  options: LabOptions,
  idOrPath: string,
  found: Machine,
): Promise<TopologyDrift> {
  const machine = await findMachine(options, idOrPath);
  const differences = machineDifferences(machine, found);
  const loaded = idOrPath.endsWith('.json') ? await loadTopology(options, idOrPath) : null;
  if (loaded === null || differences.length === 0) return { differences, edits: [] };
  const changes = topologyChanges(loaded.doc.value as TopologyDocument, found);
  return { differences, edits: changesToEdits(loaded.doc, changes) };
}

/** Writes what was found into a topology file and returns how that was before; null for a file that was made. */
export async function updateTopology(
  options: LabOptions,
  path: string,
  found: Machine,
): Promise<TopologyDrift | null> {
  const text = await options.readDocument(path);
  if (text === null) {
    const fresh = renderValue(machineToDocument(found), { indent: '  ', eol: '\n' }, '', 0);
    await options.files.writeText(path, `${fresh}\n`);
    return null;
  }
  const drift = await topologyDrift(options, path, found);
  if (drift.edits.length > 0) await options.files.writeText(path, applyEdits(text, drift.edits));
  return drift;
}
