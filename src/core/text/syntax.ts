import { printParseErrorCode, type Node, type ParseErrorCode } from 'jsonc-parser';

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol:
    'This is not JSON. Strings stand in double quotes; `true`, `false` and `null` in lower case.',
  InvalidNumberFormat: 'This is not a number as JSON writes it.',
  PropertyNameExpected: 'A key in double quotes is missing here.',
  ValueExpected: 'A value is missing here.',
  ColonExpected: 'A colon is missing between key and value.',
  CommaExpected: 'A comma is missing before this.',
  CloseBraceExpected: 'A closing brace `}` is missing.',
  CloseBracketExpected: 'A closing bracket `]` is missing.',
  EndOfFileExpected: 'The document has ended before this. Remove it.',
  InvalidCommentToken: 'Comments are not allowed here.',
  UnexpectedEndOfComment: 'The comment is not closed. Add `*/`.',
  UnexpectedEndOfString: 'The string is not closed. Add a double quote.',
  UnexpectedEndOfNumber: 'The number is not complete.',
  InvalidUnicode: 'After `\\u` come four hexadecimal digits.',
  InvalidEscapeCharacter: 'After a backslash comes one of `" \\ / b f n r t u`.',
  InvalidCharacter: 'A control character must be written as an escape, such as `\\n`.',
};

/** A parser's error code in plain English. */
export function syntaxMessage(code: ParseErrorCode): string {
  return MESSAGES[printParseErrorCode(code)] ?? 'This is not JSON.';
}

/** Keys that stand in an object for the second time or later. */
export function duplicateKeys(tree: Node): readonly Node[] {
  return gathered(tree, (node, found) => {
    if (node.type !== 'object') return;
    const seen = new Set<unknown>();
    for (const { children } of node.children ?? []) {
      const key = children?.[0];
      if (key !== undefined && seen.has(key.value)) found.push(key);
      seen.add(key?.value);
    }
  });
}

/** Numbers such as `1e999`, which JavaScript takes for infinite. */
export function numbersWithoutValue(tree: Node): readonly Node[] {
  return gathered(tree, (node, found) => {
    if (node.type === 'number' && !Number.isFinite(node.value)) found.push(node);
  });
}

/** What is found at each node of a tree, in the order of the text. */
function gathered(tree: Node, look: (node: Node, found: Node[]) => void): readonly Node[] {
  const found: Node[] = [];
  const walk = (node: Node): void => {
    look(node, found);
    for (const child of node.children ?? []) walk(child);
  };
  walk(tree);
  return found;
}
