import type { JournalEvent } from '../schema/generated/journal-event.types';
import { parseJournalEvent } from '../schema/journalEvent';
import { foldEvent } from './fold';
import { emptyFold, stateOf, type JournalFold } from './foldState';
import type { AttemptState } from './state';

export interface Journal {
  readonly state: AttemptState;
  /** Events of the lines that could be read, bad ones left out. */
  readonly events: readonly JournalEvent[];
  /** The text ends within a line, as after a power cut or while the line is on its way. */
  readonly torn: boolean;
}

/** Reads a whole journal. Lines that cannot be read are counted in `state.badLines`; a torn last line is not. */
export function readJournal(text: string): Journal {
  const events: JournalEvent[] = [];
  const reader = journalReader((event) => events.push(event));
  reader.push(text);
  return { state: reader.state(), events, torn: reader.torn() };
}

/** Reads a journal as it comes, in pieces cut anywhere between two characters. */
export interface JournalReader {
  /** Takes the next piece. Returns how many events it completed. */
  readonly push: (text: string) => number;
  readonly state: () => AttemptState;
  readonly torn: () => boolean;
}

export function journalReader(onEvent?: (event: JournalEvent) => void): JournalReader {
  const fold = emptyFold();
  // Pieces of a line whose end has not come; joined once, so that a long line in small pieces stays linear.
  let tail: string[] = [];
  const push = (text: string): number => {
    const end = text.indexOf('\n');
    if (end < 0) {
      if (text !== '') tail.push(text);
      return 0;
    }
    let count = takeLine(fold, tail.join('') + text.slice(0, end), onEvent);
    tail = [];
    let from = end + 1;
    for (let to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
      count += takeLine(fold, text.slice(from, to), onEvent);
      from = to + 1;
    }
    if (from < text.length) tail.push(text.slice(from));
    return count;
  };
  return { push, state: () => stateOf(fold), torn: () => tail.length > 0 };
}

function takeLine(fold: JournalFold, line: string, onEvent?: (event: JournalEvent) => void): 0 | 1 {
  if (line.trim() === '') return 0;
  const event = parseJournalEvent(line);
  if (event === null) fold.head.badLines += 1;
  else if (foldEvent(fold, event) === null) {
    onEvent?.(event);
    return 1;
  }
  return 0;
}
