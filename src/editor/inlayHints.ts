import {
  EventEmitter,
  InlayHint,
  workspace,
  type Disposable,
  type InlayHintsProvider,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Hint } from '../core/assist/hints';
import type { Lab } from '../lab/lab';
import { isOurs } from '../platform/documents';
import { showsInlayHints } from '../platform/settings';
import { Store } from '../platform/store';
import { asked } from './asked';

/** What each VM and each rule comes to, behind it. */
export function inlayHints(lab: () => Lab): InlayHintsProvider & Disposable {
  const store = new Store();
  const changed = store.add(new EventEmitter<void>());
  // A layout's hints speak of its machine: another document of ours may have changed that.
  store.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      if (isOurs(document)) changed.fire();
    }),
  );
  store.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vmPartitionLab')) changed.fire();
    }),
  );
  return {
    onDidChangeInlayHints: changed.event,
    async provideInlayHints(document, range) {
      if (!showsInlayHints(document.uri)) return [];
      const found = await asked(document, ({ path, text }) => lab().assist.hints(path, text));
      return (found ?? []).flatMap((hint) => hintOf(document, range, hint));
    },
    dispose: () => store.dispose(),
  };
}

function hintOf(document: TextDocument, range: Range, { offset, text }: Hint): InlayHint[] {
  const position = document.positionAt(offset);
  if (!range.contains(position)) return [];
  const hint = new InlayHint(position, text);
  hint.paddingLeft = true;
  return [hint];
}
