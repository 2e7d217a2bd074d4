import type { Node } from 'jsonc-parser';
import type { TextChange } from './document';
import { childAt, type ParsedDocument } from './parse';

/**
 * The first changes of a list, at least one, that touch different parts of a document: the text is read once for all
 * of them, and a fix for a thousand VMs costs as much as reading the document does.
 */
export function independent(doc: ParsedDocument, changes: readonly TextChange[]): readonly TextChange[] {
  const touched = new Set<Node>();
  const above = new Set<Node>();
  const end = changes.findIndex((change) => {
    const node = touchedBy(doc, change);
    const ancestors = node === undefined ? [] : ancestorsOf(node);
    // Without a tree the document is empty, and the first change fills it.
    if (node === undefined) return change !== changes[0];
    if (touched.has(node) || above.has(node) || ancestors.some((one) => touched.has(one))) return true;
    touched.add(node);
    for (const one of ancestors) above.add(one);
    return false;
  });
  return end < 0 ? changes : changes.slice(0, end);
}

/** The value that is replaced; the object or array that gets, loses or changes a member; where a path ends, its last value. */
function touchedBy(doc: ParsedDocument, change: TextChange): Node | undefined {
  let node = doc.tree;
  let container = node;
  for (const segment of change.path) {
    const child: Node | undefined = node === undefined ? undefined : childAt(node, segment);
    if (child === undefined) return node;
    container = node;
    node = child;
  }
  return 'remove' in change || 'behind' in change || 'key' in change ? container : node;
}

function ancestorsOf(node: Node): Node[] {
  const ancestors: Node[] = [];
  for (let one = node.parent; one !== undefined; one = one.parent) ancestors.push(one);
  return ancestors;
}
