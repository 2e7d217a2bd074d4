import { Hover, l10n, MarkdownString, type HoverProvider } from 'vscode';
import { ruleLink } from '../core/check/ruleLink';
import type { HoverPicture } from '../lab/hoverPicture';
import type { Lab } from '../lab/lab';
import { asked } from './asked';
import { pictureTheme } from './pictureTheme';
import { editorSpan } from './ranges';

/** The machine behind numbers and names, and the cut of it as a small picture. */
export function hovers(lab: () => Lab): HoverProvider {
  return {
    async provideHover(document, position) {
      const offset = document.offsetAt(position);
      const theme = pictureTheme();
      const found = await asked(document, ({ path, text }) => lab().assist.hover(path, text, offset, theme));
      if (found === null || found === undefined) return null;
      const words = new MarkdownString();
      for (const line of found.lines) words.appendText(line).appendMarkdown('\n\n');
      if (found.picture !== null) words.appendMarkdown(image(found.picture));
      if (found.rule !== null)
        words.appendMarkdown(`[${l10n.t('More about this rule')}](${ruleLink(found.rule)})`);
      return new Hover(words, editorSpan(document, found.range));
    },
  };
}

/** The picture inside of the text itself; its title is kept to what no markdown can be made of. */
function image({ svg, title, width }: HoverPicture): string {
  const words = title.replace(/[^\p{L}\p{N} .-]/gu, ' ').trim();
  return `![${words}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}|width=${width})`;
}
