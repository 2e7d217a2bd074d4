import { fitted, textWidth } from '../../../picture/textWidth';

/** A text in lines of at most a width in pixels, broken between words; a word that is wider is cut. */
export function linesOf(text: string, width: number, fontSize: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitted(word, width, fontSize));
  }
  return lines;
}
