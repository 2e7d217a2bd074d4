import { l10n, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { Lab } from '../../lab/lab';
import { editorEdit } from '../ranges';
import { editQueue, type EditedText, type EditQueue } from './editQueue';

/** The queue of a document, the same one for all pictures of it. */
export function documentEdits(lab: () => Lab): (document: TextDocument) => EditQueue {
  const queues = new WeakMap<TextDocument, EditQueue>();
  const words = {
    outdated: () => l10n.t('The text has changed since. Look at what is found in it now.'),
    notTaken: () => l10n.t('The text changed at the same moment, and nothing was done. Try once more.'),
  };
  return (document) => {
    const known = queues.get(document);
    if (known !== undefined) return known;
    const made = editQueue(
      editedText(document),
      (text, action) => lab().picture.act(document.uri.fsPath, text, action),
      words,
    );
    queues.set(document, made);
    return made;
  };
}

/** The editor checks the version once more where the text lives, and makes each edit one step of undo. */
function editedText(document: TextDocument): EditedText {
  return {
    get version() {
      return document.version;
    },
    text: () => document.getText(),
    async apply(edits) {
      if (document.isClosed) return false;
      const edit = new WorkspaceEdit();
      edit.set(
        document.uri,
        edits.map((one) => editorEdit(document, one)),
      );
      return await workspace.applyEdit(edit);
    },
  };
}
