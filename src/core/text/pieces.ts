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

/** Applies edits whose ranges are in the present text; they ascend and do not overlap. */
export function edited(state: Pieces, edits: readonly TextEdit[]): Pieces {
  const take = reader(state.pieces);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { offset, length, text } of edits) {
    pieces.push(...take(offset - at));
    take(length);
    if (text !== '') pieces.push({ insert: text });
    at = offset + length;
  }
  return { original: state.original, pieces: [...pieces, ...take(Infinity)] };
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

/** Gives the pieces of the next so many characters. */
function reader(pieces: readonly Piece[]): (count: number) => Piece[] {
  let index = 0;
  let from = 0;
  return (count) => {
    const taken: Piece[] = [];
    let left = count;
    for (let piece = pieces[index]; left > 0 && piece !== undefined; piece = pieces[index]) {
      const size = Math.min(left, lengthOf(piece) - from);
      if (size > 0) taken.push(partOf(piece, from, from + size));
      left -= size;
      from += size;
      if (from < lengthOf(piece)) break;
      index++;
      from = 0;
    }
    return taken;
  };
}

function lengthOf(piece: Piece): number {
  return 'insert' in piece ? piece.insert.length : piece.to - piece.from;
}

function partOf(piece: Piece, from: number, to: number): Piece {
  return 'insert' in piece
    ? { insert: piece.insert.slice(from, to) }
    : { from: piece.from + from, to: piece.from + to };
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
