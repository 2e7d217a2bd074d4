import { l10n, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { TopologyDrift } from '../lab/topologyDrift';
import { asking } from '../platform/asking';
import type { Context } from '../platform/context';
import { editorEdit } from './ranges';

/** A topology file, by its absolute path, and the host that it describes. */
export interface TopologyOfHost {
  readonly host: string;
  readonly topology: string;
}

export function isTopologyOfHost(value: unknown): value is TopologyOfHost {
  return value !== null && typeof value === 'object' && 'host' in value && 'topology' in value;
}

/** Probes the host and edits the topology document, unsaved, so that it can be looked at and undone. */
export async function updateTopology(context: Context, { host, topology }: TopologyOfHost): Promise<void> {
  const drift = await probed(context, host, topology);
  if (drift.edits.length === 0) {
    void window.showInformationMessage(l10n.t('{0} says what {1} has.', topology, host));
    return;
  }
  const document = await workspace.openTextDocument(Uri.file(topology));
  const edit = new WorkspaceEdit();
  edit.set(
    document.uri,
    drift.edits.map((one) => editorEdit(document, one)),
  );
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
}

async function probed(context: Context, host: string, topology: string): Promise<TopologyDrift> {
  return await asking(l10n.t('Probing {0}', host), async ({ signal }) => {
    const { machine } = await context.lab().probe(host, signal);
    return await context.lab().topologyDrift(topology, machine);
  });
}
