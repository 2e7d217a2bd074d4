import type { TextRange } from '../text/document';
import { placeAt } from './place';
import { slotAt } from './slot';
import type { Subject } from './subject';
import { occurrenceAt, sameName } from './symbols';

/** Where a name leads: to places of the same document, to a machine, or to a layout file. */
export interface Definition {
  /** What was asked about, with its quotes. */
  readonly from: TextRange;
  readonly to:
    | { readonly kind: 'here'; readonly ranges: readonly TextRange[] }
    | { readonly kind: 'machine'; readonly name: string }
    | { readonly kind: 'layout'; readonly path: string };
}

export function definitionAt(subject: Subject, offset: number): Definition | null {
  const slot = slotAt(subject.doc, offset);
  if (slot === null || slot.text === '') return null;
  const place = placeAt(subject, slot);
  if (place?.kind === 'machine') return { from: slot.range, to: { kind: 'machine', name: slot.text } };
  if (place?.kind === 'layoutFile') return { from: slot.range, to: { kind: 'layout', path: slot.text } };
  const found = occurrenceAt(subject, offset);
  if (found === null) return null;
  const ranges = sameName(subject, found)
    .filter(({ declares }) => declares)
    .map(({ range }) => range);
  return ranges.length === 0 ? null : { from: slot.range, to: { kind: 'here', ranges } };
}
