import { EventEmitter, window, workspace, type Disposable, type Event, type TextDocument } from 'vscode';
import type { Context } from '../../platform/context';
import { isOurs, kindOf } from '../../platform/documents';
import { Store } from '../../platform/store';

export interface PictureChanges extends Disposable {
  /** Fires when a picture of the document may have changed; null speaks of all documents. */
  readonly event: Event<TextDocument | null>;
}

/** What a picture is made of: its text, machines, the picked host and its probe, settings. Attempts tell for themselves. */
export function pictureChanges(context: Context): PictureChanges {
  const store = new Store();
  const changed = store.add(new EventEmitter<TextDocument | null>());
  const all = (): void => changed.fire(null);
  store.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !isOurs(document)) return;
      if (kindOf(document.uri.fsPath) === 'topology') all();
      else changed.fire(document);
    }),
  );
  const machines = store.add(workspace.createFileSystemWatcher('**/*.vmtopology.json'));
  for (const happened of [machines.onDidChange, machines.onDidCreate, machines.onDidDelete])
    store.add(happened(all));
  store.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vmPartitionLab')) all();
    }),
  );
  store.add(context.host.onDidChange(all));
  store.add(context.probed(all));
  // What other windows and the command line have done meanwhile.
  store.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) all();
    }),
  );
  return { event: changed.event, dispose: () => store.dispose() };
}
