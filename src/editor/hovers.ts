import { Hover, l10n, MarkdownString, type HoverProvider } from 'vscode';
import { ruleLink } from '../core/check/ruleLink';
import type { Lab } from '../lab/lab';
import { asked } from './asked';
import { editorSpan } from './ranges';

/** The machine behind numbers and names. */
export function hovers(lab: () => Lab): HoverProvider {
  return {
    async provideHover(document, position) {
      const offset = document.offsetAt(position);
      const found = await asked(document, ({ path, text }) => lab().assist.hover(path, text, offset));
      if (found === null || found === undefined) return null;
      const words = new MarkdownString();
      for (const line of found.lines) words.appendText(line).appendMarkdown('\n\n');
      if (found.rule !== null)
        words.appendMarkdown(`[${l10n.t('More about this rule')}](${ruleLink(found.rule)})`);
      return new Hover(words, editorSpan(document, found.range));
    },
  };
}
