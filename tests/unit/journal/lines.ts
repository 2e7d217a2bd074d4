import type { JournalEvent } from '../../../src/core/schema/generated/journal-event.types';

/** What an event says beside the fields that every line has. */
export type Said = { readonly event: JournalEvent['event'] } & Readonly<Record<string, unknown>>;

/** A journal of these events, a line each, numbered, a second apart. */
export function journalText(events: readonly Said[], origin = 'measured'): string {
  const lines = events.map((event, seq) => ({
    v: 1,
    seq,
    t: 1000 + seq,
    origin,
    block: 0,
    session: null,
    ...event,
  }));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

export const attemptBegin: Said = {
  event: 'attempt_begin',
  attempt: 'a1',
  plan: 'cafe',
  tool: '0.1.0',
  block: null,
};

export function sessionBegin(
  session: string,
  layout: string,
  vms: readonly string[] = [],
  more: object = {},
): Said {
  return { event: 'session_begin', session, layout, vms, ...more };
}

export function runBegin(session: string, run: string, more: object = {}): Said {
  return { event: 'run_begin', session, run, workload: 'w1', phase: 'cold', ...more };
}

export function runEnd(session: string, run: string, more: object = {}): Said {
  const raw = { file: `raw/${session}.txt`, offset: 0, bytes: 10 };
  const ended = { state: 'ok', exit: 0, wallSeconds: 2, raw };
  return { event: 'run_end', session, run, workload: 'w1', phase: 'cold', ...ended, ...more };
}

export function placement(session: string, more: object = {}): Said {
  return {
    event: 'placement',
    session,
    kind: 'vcpu',
    index: 0,
    vm: 'vm0',
    declared: '3',
    found: '3',
    ok: true,
    ...more,
  };
}
