import type { Session } from '../../experiment/schedule';

/** What every line of a journal begins with. */
export interface LineHead {
  readonly v: 1;
  readonly seq: number;
  /** Seconds since 1970. */
  readonly t: number;
  readonly origin: 'predicted';
  readonly block: number | null;
  readonly session: string | null;
}

type Place = Pick<Session, 'block'> & { readonly id: string | null };

/** Heads of lines, numbered, by a clock that goes on only as it is told: the same attempt has the same journal. */
export interface Lines {
  /** null for a line about the attempt. */
  readonly next: (place: Place | null) => LineHead;
  readonly goOn: (seconds: number) => void;
}

export function clockedLines(beganSeconds: number): Lines {
  let seq = 0;
  let t = beganSeconds;
  return {
    next: (place) => ({
      v: 1,
      seq: seq++,
      t,
      origin: 'predicted',
      block: place?.block ?? null,
      session: place?.id ?? null,
    }),
    goOn: (seconds) => void (t += seconds),
  };
}
