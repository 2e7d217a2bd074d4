import validateEvent from './generated/journal-event.validate';
import type { JournalEvent } from './generated/journal-event.types';

/** One line of a journal; null when it is torn or no event of this format. */
export function parseJournalEvent(line: string): JournalEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return validateEvent(value) ? (value as JournalEvent) : null;
  } catch {
    return null;
  }
}
