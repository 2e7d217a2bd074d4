import { renderValue, type TextStyle } from '../text/render';

/** A member of a document, with lines of a comment above it. */
export interface Member {
  readonly key: string;
  readonly value: unknown;
  readonly about?: readonly string[];
}

const style: TextStyle = { indent: '  ', eol: '\n' };

/** A document as a person would have written it: what it is about on top, a member a line. */
export function commentedText(about: readonly string[], members: readonly Member[]): string {
  const texts = members
    .filter(({ value }) => value !== undefined)
    .map((member) => [...comment(member.about ?? []), memberText(member)].join('\n'));
  return `{\n${[...comment(about), texts.join(',\n')].join('\n')}\n}\n`;
}

function comment(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${style.indent}// ${line}`);
}

function memberText({ key, value }: Member): string {
  const label = `${style.indent}${JSON.stringify(key)}: `;
  return label + renderValue(value, style, style.indent, label.length);
}
