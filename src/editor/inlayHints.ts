import {
  EventEmitter,
  InlayHint,
  MarkdownString,
  workspace,
  type Disposable,
  type InlayHintsProvider,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Hint } from '../core/assist/hints';
import type { Lab } from '../lab/lab';
import type { MeasuredHint } from '../lab/measuredHints';
import { isExperiment, isOurs } from '../platform/documents';
import { showsInlayHints } from '../platform/settings';
import { Store } from '../platform/store';
import { asked } from './asked';
import type { NewestResults } from './newestResults';

/** What each VM and each rule comes to, and what was measured of each layout and program, behind it. */
export function inlayHints(lab: () => Lab, newest: NewestResults): InlayHintsProvider & Disposable {
  const store = new Store();
  const changed = store.add(new EventEmitter<void>());
  store.add(newest.onDidChange(() => changed.fire()));
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
      const measured = isExperiment(document.uri) ? await measuredIn(lab(), newest, document) : [];
      return [...(found ?? []), ...measured].flatMap((hint) => hintOf(document, range, hint));
    },
    dispose: () => store.dispose(),
  };
}

async function measuredIn(
  lab: Lab,
  newest: NewestResults,
  document: TextDocument,
): Promise<readonly MeasuredHint[]> {
  const results = newest.of(document.uri.fsPath);
  if (results === undefined) return [];
  return (await asked(document, ({ path, text }) => lab.assist.measured(path, text, results))) ?? [];
}

function hintOf(document: TextDocument, range: Range, hint: Hint | MeasuredHint): InlayHint[] {
  const position = document.positionAt(hint.offset);
  if (!range.contains(position)) return [];
  const shown = new InlayHint(position, hint.text);
  shown.paddingLeft = true;
  if ('lines' in hint && hint.lines.length > 0) shown.tooltip = tooltipOf(hint.lines);
  return [shown];
}

/** Names come from documents: they are text and never markup. */
function tooltipOf(lines: readonly string[]): MarkdownString {
  const tooltip = new MarkdownString();
  for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
  return tooltip;
}
