import { CodeAction, CodeActionKind, WorkspaceEdit, type CodeActionProvider } from 'vscode';
import type { Lab } from '../lab/lab';
import { asked } from './asked';
import { editorEdit } from './ranges';

export const rewriteKind = CodeActionKind.RefactorRewrite.append('vmPartitionLab');

/** Other ways to write a layout: a rule as a list and back, a VM split, made of whole cores, with cells. */
export function rewrites(lab: () => Lab): CodeActionProvider {
  return {
    async provideCodeActions(document, range, context) {
      if (context.only !== undefined && !context.only.contains(rewriteKind)) return [];
      const offset = document.offsetAt(range.start);
      const selection = { offset, length: document.offsetAt(range.end) - offset };
      const found = await asked(document, ({ path, text }) => lab().assist.rewrites(path, text, selection));
      return (found ?? []).map(({ title, edits }) => {
        const action = new CodeAction(title, rewriteKind);
        action.edit = new WorkspaceEdit();
        action.edit.set(
          document.uri,
          edits.map((edit) => editorEdit(document, edit)),
        );
        return action;
      });
    },
  };
}
