import { omit } from '../../../src/core/assist/omit';
import { createScanner, parse, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** A layout's text as this test reads it, without any part of the product. */
export interface ReadLayout {
  readonly value: Readonly<Record<string, unknown>>;
  readonly vms: readonly ReadVm[];
}

export interface ReadVm {
  readonly name: string;
  readonly host: string | null;
  readonly pus: readonly number[];
  /** All keys but these three. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** Its text, brace to brace. */
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

export function read(text: string): ReadLayout {
  const errors: ParseError[] = [];
  const value = parse(text, errors, { allowTrailingComma: true }) as Record<string, unknown>;
  if (errors.length > 0) throw new Error(`Not JSON:\n${text}`);
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const nodes = tree === undefined ? [] : (memberOf(tree, 'vms')?.children ?? []);
  const list = (value['vms'] ?? []) as readonly Record<string, unknown>[];
  return { value, vms: list.map((vm, index) => readVm(text, vm, nodes[index]!)) };
}

function readVm(text: string, vm: Record<string, unknown>, node: Node): ReadVm {
  const rest = omit(vm, 'name', 'host', 'pus');
  const [from, to] = [node.offset, node.offset + node.length];
  return {
    name: textOf(vm, 'name'),
    host: 'host' in vm ? textOf(vm, 'host') : null,
    pus: numbersOf(textOf(vm, 'pus')),
    rest,
    source: text.slice(from, to),
    from,
    to,
  };
}

/** Empty where there is none. */
export function textOf(object: Readonly<Record<string, unknown>>, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

export function memberOf(node: Node, key: string): Node | undefined {
  return node.children?.find((member) => member.children?.[0]?.value === key)?.children?.[1];
}

/** Of lists such as `0-3,8`. */
export function numbersOf(list: string): readonly number[] {
  return list === ''
    ? []
    : list.split(',').flatMap((piece) => {
        const [first = 0, last = first] = piece.split('-').map(Number);
        return Array.from({ length: last - first + 1 }, (_, n) => first + n);
      });
}

export interface Comment {
  readonly text: string;
  readonly offset: number;
}

function textAt(text: string, offset: number, length: number): string {
  return text.slice(offset, offset + length).trim();
}

export function commentsIn(text: string): readonly Comment[] {
  const scanner = createScanner(text, false);
  const found: Comment[] = [];
  // 12 and 13 are jsonc-parser's kinds of comments, 17 is the end.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan())
    if (token === 12 || token === 13)
      found.push({
        text: textAt(text, scanner.getTokenOffset(), scanner.getTokenLength()),
        offset: scanner.getTokenOffset(),
      });
  return found;
}
