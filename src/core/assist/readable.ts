import { valueAt } from '../check/values';
import type { JsonPath, TextRange } from '../text/document';
import { rangeAt, type ParsedDocument } from '../text/parse';
import type { LayoutPart } from './subject';

/** What VMs are made of beside their own text. */
export const SHARED_KEYS = ['defaults', 'hosts', 'networks', 'regions'] as const;

/** Is what stands at a place of a layout in the model as it is written? */
export function isRead(doc: ParsedDocument, { base, document }: LayoutPart, at: JsonPath): boolean {
  return JSON.stringify(valueAt(doc.value, [...base, ...at])) === JSON.stringify(valueAt(document, at));
}

/** Where a place of a layout is broken, so that not all of it is in the model; null where it is sound or not there. */
export function brokenAt(doc: ParsedDocument, part: LayoutPart, at: JsonPath): TextRange | null {
  const path = [...part.base, ...at];
  if (valueAt(doc.value, path) === undefined) return null;
  const range = rangeAt(doc, path);
  const error = doc.problems.find(
    ({ range: { offset } }) => offset >= range.offset && offset <= range.offset + range.length,
  );
  return error?.range ?? (isRead(doc, part, at) ? null : range);
}
