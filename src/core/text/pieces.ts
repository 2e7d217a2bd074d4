import type { TextEdit } from './document';

/** A text under change, as pieces of the original and inserted strings: edits made one after the other compose. */
export interface Pieces {
  readonly original: string;
  readonly pieces: readonly Piece[];
}

type Piece = { readonly from: number; readonly to: number } | { readonly insert: string };

export function piecesOf(text: string): Pieces {
  return { original: text, pieces: [{ from: 0, to: text.length }] };
}

export function textOf(state: Pieces): string {
  return state.pieces
    .map((piece) => ('insert' in piece ? piece.insert : state.original.slice(piece.from, piece.to)))
    .join('');
}

/** Applies an edit whose range is in the present text, not the original. */
export function edited(state: Pieces, edit: TextEdit): Pieces {
  const end = edit.offset + edit.length;
  const before = cut(state.pieces, 0, edit.offset);
  const after = cut(state.pieces, end, Infinity);
  const inserted = edit.text === '' ? [] : [{ insert: edit.text }];
  return { original: state.original, pieces: [...before, ...inserted, ...after] };
}

/** Non-overlapping edits on the original, ascending, that give the present text. */
export function editsOf(state: Pieces): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let text = '';
  const flush = (next: number): void => {
    const edit = trimmed(state.original, { offset: at, length: next - at, text });
    if (edit.length > 0 || edit.text !== '') edits.push(edit);
    text = '';
  };
  for (const piece of state.pieces) {
    if ('insert' in piece) text += piece.insert;
    else {
      flush(piece.from);
      at = piece.to;
    }
  }
  flush(state.original.length);
  return edits;
}

/** The part of the pieces that lies between two offsets of the present text. */
function cut(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const kept: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = 'insert' in piece ? piece.insert.length : piece.to - piece.from;
    const first = Math.max(0, from - at);
    const last = Math.min(length, to - at);
    if (first < last)
      kept.push(
        'insert' in piece
          ? { insert: piece.insert.slice(first, last) }
          : { from: piece.from + first, to: piece.from + last },
      );
    at += length;
  }
  return kept;
}

/** The edit without what it puts back unchanged at its ends. */
function trimmed(original: string, edit: TextEdit): TextEdit {
  const old = original.slice(edit.offset, edit.offset + edit.length);
  const most = Math.min(old.length, edit.text.length);
  let head = 0;
  while (head < most && old[head] === edit.text[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === edit.text[edit.text.length - 1 - tail]) tail++;
  return {
    offset: edit.offset + head,
    length: old.length - head - tail,
    text: edit.text.slice(head, edit.text.length - tail),
  };
}
