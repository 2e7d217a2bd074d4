import type { Node } from 'jsonc-parser';
import type { TextRange } from '../text/document';
import { childAt, type ParsedDocument } from '../text/parse';

/** Where a VM has its name in a text. */
export interface ColouredName {
  /** Number of its colour: its position in its layout. */
  readonly colour: number;
  /** With its quotes. */
  readonly range: TextRange;
}

/** Names of the VMs that a layout spells out, or those of the layouts inside an experiment; as many as a broken text has. */
export function colouredNamesIn({ tree }: ParsedDocument): readonly ColouredName[] {
  if (tree === undefined) return [];
  const inside = elements(childAt(tree, 'layouts')).flatMap((level) => childAt(level, 'layout') ?? []);
  return [tree, ...inside].flatMap(namesIn);
}

function namesIn(layout: Node): readonly ColouredName[] {
  return elements(childAt(layout, 'vms')).flatMap((vm, colour) => {
    const name = childAt(vm, 'name');
    return name?.type === 'string' ? [{ colour, range: { offset: name.offset, length: name.length } }] : [];
  });
}

function elements(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}
