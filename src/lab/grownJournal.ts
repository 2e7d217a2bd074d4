import { type JournalReader, journalReader } from '../core/journal/reader';
import type { AttemptState } from '../core/journal/state';
import type { Files } from './ports';

/** Read at once, bytes: between two pieces other work has its turn. */
const PIECE = 4 * 1024 * 1024;
/** Bytes before the end by which a journal is known again; lines have numbers and times, so that no two end alike. */
const KNOWN_BY = 256;

export interface GrownJournal {
  /** One call at a time. */
  readonly state: () => Promise<AttemptState>;
  /** Read so far. */
  readonly bytes: () => number;
}

/**
 * What a journal file says, asked again and again while it grows: only what was added is read, and a journal to which
 * nothing was added gives the same object. One that was put in the place of another is read from its beginning.
 */
export function grownJournal(files: Files, path: string): GrownJournal {
  let read = beginning();
  const state = async (): Promise<AttemptState> => {
    const size = (await files.size(path)) ?? 0;
    if (size < read.bytes || !(await isKnown(files, path, read))) read = beginning();
    const { reader, decoder } = read;
    while (read.bytes < size) {
      const piece = await files.readBytes(path, read.bytes, Math.min(PIECE, size - read.bytes));
      // It was shortened meanwhile; the next call begins again.
      if (piece.length === 0) break;
      reader.push(decoder.decode(piece, { stream: true }));
      read.bytes += piece.length;
      read.end = lastBytes(read.end, piece);
      read.state = null;
    }
    read.state ??= reader.state();
    return read.state;
  };
  return { state, bytes: () => read.bytes };
}

interface Read {
  readonly reader: JournalReader;
  readonly decoder: TextDecoder;
  bytes: number;
  /** The last of them. */
  end: Uint8Array;
  /** null while something was read since. */
  state: AttemptState | null;
}

function beginning(): Read {
  const [reader, decoder] = [journalReader(), new TextDecoder()];
  return { reader, decoder, bytes: 0, end: new Uint8Array(0), state: null };
}

async function isKnown(
  files: Files,
  path: string,
  { bytes, end }: Pick<Read, 'bytes' | 'end'>,
): Promise<boolean> {
  if (bytes === 0) return true;
  const found = await files.readBytes(path, bytes - end.length, end.length);
  return found.length === end.length && found.every((byte, at) => byte === end[at]);
}

function lastBytes(before: Uint8Array, piece: Uint8Array): Uint8Array {
  if (piece.length >= KNOWN_BY) return piece.slice(-KNOWN_BY);
  const all = new Uint8Array(before.length + piece.length);
  all.set(before);
  all.set(piece, before.length);
  return all.slice(-KNOWN_BY);
}
