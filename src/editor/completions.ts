import {
  CompletionItem,
  CompletionItemKind,
  SnippetString,
  type CompletionItemProvider,
  type TextDocument,
} from 'vscode';
import type { Completion } from '../core/assist/completion';
import type { Lab } from '../lab/lab';
import { asked } from './asked';
import { editorSpan } from './ranges';

/** A quote begins a value, a comma the next piece of a CPU list. */
export const completionTriggers = ['"', ',', '-'];

const icons: Readonly<Record<Completion['icon'], CompletionItemKind>> = {
  value: CompletionItemKind.Value,
  list: CompletionItemKind.Value,
  name: CompletionItemKind.Reference,
  file: CompletionItemKind.File,
  rule: CompletionItemKind.Constant,
};

/** PUs, nodes, machines, names, sizes: what the machine and the documents say, beside what the schema offers. */
export function completions(lab: () => Lab): CompletionItemProvider {
  return {
    async provideCompletionItems(document, position) {
      const offset = document.offsetAt(position);
      const found = await asked(document, ({ path, text }) => lab().assist.completions(path, text, offset));
      return (found ?? []).map((completion, index) => itemOf(document, completion, index));
    },
  };
}

function itemOf(document: TextDocument, completion: Completion, index: number): CompletionItem {
  const { label, detail, documentation, insert, isSnippet, filter, icon, range } = completion;
  const item = new CompletionItem({ label, description: detail }, icons[icon]);
  item.insertText = isSnippet ? new SnippetString(insert) : insert;
  item.filterText = filter;
  item.range = editorSpan(document, range);
  // Before what the schema offers, whose labels begin with a quote or a letter, and in the order given.
  item.sortText = `!${String(index).padStart(4, '0')}`;
  if (documentation !== '') item.documentation = documentation;
  return item;
}
