import { createScanner, parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { DocumentProblem, JsonPath, TextRange } from './document';
import { parsePlain } from './plainParse';
import { parseStrict } from './strictParse';
import { duplicateKeys, numbersWithoutValue, syntaxMessage } from './syntax';

/** A JSON document with comments: its value, and where each part of it stands. */
export interface ParsedDocument {
  readonly text: string;
  /** Plain data; of a broken document as much as could be read, undefined where there is nothing. */
  readonly value: unknown;
  /** Made when it is first asked for. */
  readonly tree: Node | undefined;
  readonly problems: readonly DocumentProblem[];
}

/** Deeper documents are refused: the parsers behind recurse. The deepest valid document has under 10 levels. */
const MAX_DEPTH = 100;
const PARSE_OPTIONS = { allowTrailingComma: true, allowEmptyContent: true };
/** Of a text that is no JSON at all nobody reads more. */
const MOST_PROBLEMS = 100;

/** Reads JSON with comments and trailing commas whose root is an object. Never throws. */
export function parseDocument(text: string): ParsedDocument {
  // A byte order mark is white space here, so that offsets stay those of the text.
  const clean = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const value = parsePlain(clean, MAX_DEPTH) ?? parseStrict(clean, MAX_DEPTH);
  return value === undefined ? parseTolerant(text, clean) : sound(text, clean, value);
}

/** Most checks of a document in which nothing is wrong end without a place in it being asked for. */
function sound(text: string, clean: string, value: object): ParsedDocument {
  let tree: Node | undefined;
  return {
    text,
    value,
    get tree() {
      return (tree ??= parseTree(clean, [], PARSE_OPTIONS));
    },
    problems: [],
  };
}

/** `clean` is the text as the parser is to see it. */
function parseTolerant(text: string, clean: string): ParsedDocument {
  const deep = tooDeepAt(clean);
  if (deep !== null) {
    const message = `The document nests deeper than ${MAX_DEPTH} levels. No document of this kind needs that: look for brackets too many.`;
    return { text, value: undefined, tree: undefined, problems: [syntax(message, deep, 1)] };
  }
  const errors: ParseError[] = [];
  const tree = parseTree(clean, errors, PARSE_OPTIONS);
  return {
    text,
    value: tree === undefined ? undefined : valueOf(tree),
    tree,
    problems: problemsOf(tree, errors.slice(0, MOST_PROBLEMS))
      .slice(0, MOST_PROBLEMS)
      .map((one) => ({ ...one, range: rangeIn(text, one.range) })),
  };
}

/**
 * Range of the value at a path, or of its key with its quotes. Where the path does not exist, its nearest parent that does;
 * an element of an array and the root have no key and give the value.
 */
export function rangeAt(doc: ParsedDocument, path: JsonPath, part: 'value' | 'key' = 'value'): TextRange {
  let node = doc.tree;
  if (node === undefined) return { offset: 0, length: 0 };
  let depth = 0;
  for (; depth < path.length; depth++) {
    const child: Node | undefined = childAt(node, path[depth]);
    if (child === undefined) break;
    node = child;
  }
  const key =
    depth === path.length && node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return rangeIn(doc.text, part === 'key' && key !== undefined ? key : node);
}

/** Child value under a key or index; of keys that stand twice the last, as the value has it. */
export function childAt(node: Node, segment: string | number | undefined): Node | undefined {
  if (node.type === 'array') return typeof segment === 'number' ? node.children?.[segment] : undefined;
  if (node.type !== 'object') return undefined;
  return node.children?.filter((property) => property.children?.[0]?.value === segment).at(-1)?.children?.[1];
}

/** Where the text ends within a string, behind a backslash, jsonc-parser counts one character more than there are. */
function rangeIn(text: string, { offset, length }: TextRange): TextRange {
  const from = Math.min(offset, text.length);
  return { offset: from, length: Math.min(length, text.length - from) };
}

function problemsOf(tree: Node | undefined, errors: readonly ParseError[]): DocumentProblem[] {
  if (tree === undefined && errors.length === 0)
    return [syntax('The document is empty. Begin with `{ "version": 1 }`.', 0, 0)];
  const problems = errors.map((error) => syntax(syntaxMessage(error.error), error.offset, error.length));
  if (tree !== undefined && tree.type !== 'object')
    problems.push(
      syntax(`The document must be an object in braces, not ${nameOf(tree)}.`, tree.offset, tree.length),
    );
  const large = tree === undefined ? [] : numbersWithoutValue(tree);
  for (const { offset, length } of large)
    problems.push(syntax('This number is larger than any that can be counted with.', offset, length));
  const twice = tree === undefined ? [] : duplicateKeys(tree);
  for (const key of twice)
    problems.push(
      syntax(
        `The key \`${String(key.value)}\` stands twice here. Remove one of them.`,
        key.offset,
        key.length,
      ),
    );
  return problems;
}

function nameOf(node: Node): string {
  return node.type === 'array' ? 'an array' : node.type === 'null' ? 'null' : `a ${node.type}`;
}

function syntax(message: string, offset: number, length: number): DocumentProblem {
  return { kind: 'syntax', message, range: { offset, length } };
}

/** Own properties only, `__proto__` included, as JSON.parse makes them. */
function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  const entries = (node.children ?? []).flatMap((property): [string, unknown][] => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [[String(key.value), valueOf(value)]];
  });
  return Object.fromEntries(entries);
}

/** Offset of the first bracket that goes too deep, null when there is none. */
function tooDeepAt(text: string): number | null {
  const scanner = createScanner(text, true);
  // A bracket that closes nothing is passed over by the parser too, which stays as deep as it was: `[}[}[}`.
  const open: number[] = [];
  // The numbers are jsonc-parser's SyntaxKind: 1 `{`, 2 `}`, 3 `[`, 4 `]`, 17 end.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 1 || token === 3) open.push(token);
    else if ((token === 2 || token === 4) && open.at(-1) === token - 1) open.pop();
    if (open.length > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return null;
}
