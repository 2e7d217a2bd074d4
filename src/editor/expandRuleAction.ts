import {
  CodeAction,
  CodeActionKind,
  l10n,
  Uri,
  WorkspaceEdit,
  type CodeActionProvider,
  type Range,
  type TextDocument,
} from 'vscode';
import { expandRule } from '../core/layout/expandRule';
import { layoutFromDocument } from '../core/layout/fromDocument';
import type { LayoutDocument } from '../core/schema/generated/vmlayout.types';
import { validateDocument } from '../core/schema/validate';
import { changesToEdits } from '../core/text/edits';
import { parseDocument, rangeAt, type ParsedDocument } from '../core/text/parse';
import type { Lab } from '../lab/lab';
import { editorEdit, editorRange } from './ranges';

export const expandRuleKind = CodeActionKind.RefactorRewrite.append('vmPartitionLab');

/** On the `partition` rule of a layout: write out the VMs that it makes, to change them one by one. */
export function expandRuleAction(lab: () => Lab): CodeActionProvider {
  return {
    async provideCodeActions(document, range) {
      const parsed = parseDocument(document.getText());
      if (!isOnRule(document, parsed, range) || validateDocument('layout', parsed).length > 0) return [];
      const doc = parsed.value as LayoutDocument;
      const machine = await lab()
        .machine(machinePath(document, doc.machine))
        .catch(() => null);
      if (machine === null) return [];
      const changes = expandRule(doc, layoutFromDocument(doc, machine, '').layout);
      if (changes.length === 0) return [];
      const action = new CodeAction(l10n.t('Write out the VMs of this rule'), expandRuleKind);
      action.edit = new WorkspaceEdit();
      action.edit.set(
        document.uri,
        changesToEdits(parsed, changes).map((edit) => editorEdit(document, edit)),
      );
      return [action];
    },
  };
}

/** Anywhere on its lines: nobody aims at a brace. */
function isOnRule(document: TextDocument, parsed: ParsedDocument, range: Range): boolean {
  if (!hasRule(parsed.value)) return false;
  const key = editorRange(document, rangeAt(parsed, ['partition'], 'key'));
  const value = editorRange(document, rangeAt(parsed, ['partition']));
  return range.start.line <= value.end.line && range.end.line >= key.start.line;
}

function hasRule(value: unknown): boolean {
  return value !== null && typeof value === 'object' && 'partition' in value;
}

/** An id of a built-in machine stays; a path is one relative to the document. */
function machinePath(document: TextDocument, machine: string): string {
  if (!machine.endsWith('.json')) return machine;
  return Uri.joinPath(document.uri, '..', machine).fsPath;
}
