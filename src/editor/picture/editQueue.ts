import type { Action, Outcome } from '../../core/editing/action';
import type { TextEdit } from '../../core/text/document';

/** The text document behind a picture, as far as editing it goes. */
export interface EditedText {
  readonly version: number;
  text(): string;
  /** Applies edits of the text as it is now. False when the editor takes none, because the text has changed or is closed. */
  apply(edits: readonly TextEdit[]): Promise<boolean>;
}

/** What came of an edit: `message` says why nothing did, `first` is what has to be done before. */
export interface Acted {
  readonly message: string | null;
  readonly first: Extract<Outcome, { readonly kind: 'refused' }>['first'];
  readonly select: readonly string[];
}

/** Edits of one text, one after the other. */
export interface EditQueue {
  /** Computed on the text as it is when its turn comes: names and PUs mean the same there, or it is refused. */
  act(action: Action): Promise<Acted>;
  /** Edits that were made for a version of the text. They are applied to no other. */
  apply(version: number, edits: readonly TextEdit[]): Promise<Acted>;
}

/** Sentences for what the queue itself refuses. */
export interface EditWords {
  /** The text has changed since the edits were made. */
  readonly outdated: () => string;
  /** The editor has not taken the edits. */
  readonly notTaken: () => string;
}

/** Once more after the text has changed under an action, or the editor has not taken its edits. */
const MAX_TRIES = 2;

const done = (select: readonly string[]): Acted => ({ message: null, first: null, select });
const refused = (message: string, first: Acted['first'] = null): Acted => ({ message, first, select: [] });

/** One queue a text, whatever the number of pictures of it. `outcome` is what an action comes to on a text. */
export function editQueue(
  document: EditedText,
  outcome: (text: string, action: Action) => Promise<Outcome>,
  words: EditWords,
): EditQueue {
  const inTurn = turns();
  const act = async (action: Action): Promise<Acted> => {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const { version } = document;
      const made = await outcome(document.text(), action);
      if (made.kind === 'refused') return refused(made.message, made.first);
      if (made.edits.length === 0) return done(made.select);
      // What was computed on an older text is thrown away and never applied.
      if (document.version === version && (await document.apply(made.edits))) return done(made.select);
    }
    return refused(words.notTaken());
  };
  const apply = async (version: number, edits: readonly TextEdit[]): Promise<Acted> => {
    if (document.version !== version) return refused(words.outdated());
    return (await document.apply(edits)) ? done([]) : refused(words.notTaken());
  };
  return {
    act: (action) => inTurn(() => act(action)),
    apply: (version, edits) => inTurn(() => apply(version, edits)),
  };
}

/** Runs one after the other; one that fails does not stop those behind it. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
