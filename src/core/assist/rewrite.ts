import { isApplicable } from '../check/inherited';
import type { JsonPath, TextEdit, TextRange, ValueChange } from '../text/document';
import { applyEdits, changesToEdits } from '../text/edits';
import { hasComment } from './comments';
import { parseDocument, rangeAt, type ParsedDocument } from '../text/parse';
import { insertMembers } from './insertMembers';
import { lineEnd, lineStart } from './lines';
import { brokenAt, isRead, SHARED_KEYS } from './readable';
import { guestCellsRewrites } from './rewrites/guestCells';
import { listToRuleRewrites } from './rewrites/listToRule';
import { ruleToListRewrites } from './rewrites/ruleToList';
import { splitByNodeRewrites } from './rewrites/splitByNode';
import { wholeCoresRewrites } from './rewrites/wholeCores';
import type { LayoutPart, Subject } from './subject';

/** Another way to write a layout, offered where it is written. */
export interface Rewrite {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** A rewrite before it is edits: changes of values, and lines behind some of them. */
export interface Draft {
  readonly title: string;
  readonly changes: readonly ValueChange[];
  /** Members of a list that come after one of them. */
  readonly added?: { readonly after: JsonPath; readonly values: readonly unknown[] };
}

const ALL: readonly ((part: LayoutPart, at: JsonPath) => readonly Draft[])[] = [
  ruleToListRewrites,
  listToRuleRewrites,
  splitByNodeRewrites,
  wholeCoresRewrites,
  guestCellsRewrites,
];

/** Rewrites of the rule, or of the one VM, on whose lines a selection lies. */
export function rewritesAt(subject: Subject, selection: TextRange): readonly Rewrite[] {
  return subject.parts.flatMap((part) =>
    placesUnder(subject.doc, part, selection).flatMap((at) =>
      ALL.flatMap((rewrites) => rewrites(part, at)).flatMap((draft) =>
        rewriteOf(subject.doc, part, at, draft),
      ),
    ),
  );
}

/** `['partition']`, or `['vms', 2]`, whose lines the selection touches, without errors of syntax inside. */
function placesUnder(doc: ParsedDocument, part: LayoutPart, selection: TextRange): readonly JsonPath[] {
  const vms = (part.document.vms ?? []).map((_vm, index) => ['vms', index]);
  const places: readonly JsonPath[] = part.layout?.fromRule === true ? [['partition']] : vms;
  const inside = places.filter((at) => contains(placeRange(doc, part, at), selection));
  const touched = places.filter((at) => sharesLines(doc.text, placeRange(doc, part, at), selection));
  // Over several VMs nobody knows which one is meant.
  const [at, another] = inside.length > 0 ? inside : touched;
  return at === undefined || another !== undefined ? [] : [at];
}

function placeRange(doc: ParsedDocument, { base }: LayoutPart, at: JsonPath): TextRange {
  const path = [...base, ...at];
  const value = rangeAt(doc, path);
  const { offset } = rangeAt(doc, path, 'key');
  return { offset, length: value.offset + value.length - offset };
}

function contains(place: TextRange, selection: TextRange): boolean {
  const end = selection.offset + selection.length;
  return selection.offset >= place.offset && end <= place.offset + place.length;
}

function sharesLines(text: string, place: TextRange, selection: TextRange): boolean {
  const from = lineStart(text, place.offset);
  const to = lineEnd(text, place.offset + place.length);
  return selection.offset <= to && selection.offset + selection.length >= from;
}

/** Nothing where the text that changes could not be read as a whole, so that no word of it is lost. */
function rewriteOf(doc: ParsedDocument, part: LayoutPart, at: JsonPath, draft: Draft): readonly Rewrite[] {
  const changes = draft.changes.map((change) => ({ ...change, path: [...part.base, ...change.path] }));
  const list = changes.some((change) => 'remove' in change && change.path.at(-1) === 'vms');
  const whole = list ? ['vms'] : at;
  if (!isReadable(doc, part, whole) || !changes.every((change) => isApplicable(doc.value, change))) return [];
  const added = draft.added === undefined ? [] : [membersAfter(doc, part, draft.added)];
  const edits = [...changesToEdits(doc, changes), ...added].sort((a, b) => a.offset - b.offset);
  const after = parseDocument(applyEdits(doc.text, edits));
  return after.problems.length > doc.problems.length ? [] : [{ title: draft.title, edits }];
}

function membersAfter(
  doc: ParsedDocument,
  { base }: LayoutPart,
  added: NonNullable<Draft['added']>,
): TextEdit {
  return insertMembers(doc.text, rangeAt(doc, [...base, ...added.after]), added.values);
}

/** Is all of what stands at a place part of the model, and would a comment survive its replacement? */
function isReadable(doc: ParsedDocument, part: LayoutPart, at: JsonPath): boolean {
  if (!SHARED_KEYS.every((key) => isRead(doc, part, [key])) || brokenAt(doc, part, at) !== null) return false;
  const { offset, length } = rangeAt(doc, [...part.base, ...at]);
  return at.length > 1 || !hasComment(doc.text.slice(offset, offset + length));
}
