import {
  CodeAction,
  CodeActionKind,
  l10n,
  WorkspaceEdit,
  type CodeActionContext,
  type CodeActionProvider,
  type Diagnostic,
  type TextDocument,
} from 'vscode';
import type { Finding, Fix } from '../core/check/rule';
import type { TextEdit } from '../core/text/document';
import { diagnosticSource, ruleOf, type Checker } from './diagnostics';
import { editorEdit, editorRange } from './ranges';

export const fixAllKind = CodeActionKind.SourceFixAll.append('vmPartitionLab');

/** Quick fixes of findings, and `fix all safe` for the whole document (also on save, where the user asks for it). */
export function fixes(checker: Checker): CodeActionProvider {
  return {
    provideCodeActions(document, _range, context) {
      const findings = checker.findings(document);
      if (context.only?.contains(fixAllKind) === true) return fixAll(document, findings);
      return context.diagnostics
        .filter(({ source }) => source === diagnosticSource)
        .flatMap((diagnostic) => quickFixes(document, diagnostic, findings, context));
    },
  };
}

function quickFixes(
  document: TextDocument,
  diagnostic: Diagnostic,
  findings: readonly Finding[],
  context: CodeActionContext,
): CodeAction[] {
  if (context.only !== undefined && !context.only.contains(CodeActionKind.QuickFix)) return [];
  const finding = findings.find((candidate) => isOf(document, candidate, diagnostic));
  if (finding === undefined) return [];
  const preferred = finding.fixes.find(({ safe }) => safe);
  return finding.fixes.map((fix) => {
    const action = new CodeAction(fix.title, CodeActionKind.QuickFix);
    action.edit = workspaceEdit(document, fix.edits);
    action.diagnostics = [diagnostic];
    action.isPreferred = fix === preferred;
    return action;
  });
}

function isOf(document: TextDocument, finding: Finding, diagnostic: Diagnostic): boolean {
  return (
    finding.rule === ruleOf(diagnostic) &&
    finding.message === diagnostic.message &&
    editorRange(document, finding.range).isEqual(diagnostic.range)
  );
}

function fixAll(document: TextDocument, findings: readonly Finding[]): CodeAction[] {
  const edits = safeEdits(findings);
  if (edits.length === 0) return [];
  const action = new CodeAction(l10n.t('Fix all safe findings'), fixAllKind);
  action.edit = workspaceEdit(document, edits);
  return [action];
}

/** Of each finding its safe fix, as long as no two of them touch the same text: those wait for the next time. */
export function safeEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes: offered } of findings) {
    const fix: Fix | undefined = offered.find(({ safe }) => safe);
    if (fix === undefined || fix.edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    taken.push(...fix.edits);
  }
  return taken;
}

function touch(a: TextEdit, b: TextEdit): boolean {
  return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}

function workspaceEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  edit.set(
    document.uri,
    edits.map((one) => editorEdit(document, one)),
  );
  return edit;
}
