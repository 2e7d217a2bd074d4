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

export function technique(session: string, name: string, more: object = {}): Said {
  return {
    event: 'technique',
    ...{ session, technique: name, vm: 'vm0', seconds: 1.5, complete: true },
    ...{ before: { 0: 100, 1: 60 }, after: { 0: 100, 1: 10 }, ...more },
  };
}

/** Bytes of a run that used 100 of them, half where it should, and inherited 30 on the wrong node. */
export function pageKinds(session: string, run: string, more: object = {}): Said {
  return {
    event: 'pages',
    ...{ session, run, vm: 'vm0', ranks: 4, seconds: 2 },
    ...{ local: { 0: 50 }, remoteSingle: { 1: 20 }, remoteMultiple: { 1: 20 }, unmappedBytes: 10 },
    ...{ inheritedBytes: 60, inheritedWrongBytes: 30, ...more },
  };
}

export function counters(session: string, run: string, counted: Readonly<Record<string, number>>): Said {
  return { event: 'counters', session, run, vm: 'vm0', counters: counted };
}

/** A VM that sent 2 MB over the network and nothing through a region. */
export function traffic(session: string, run: string, more: object = {}): Said {
  return {
    event: 'traffic',
    ...{ session, run, vm: 'vm0', networkSentBytes: 2e6, networkReceivedBytes: 1e6 },
    ...{ regionSentBytes: null, regionMessages: null, ...more },
  };
}

export function sampled(session: string, more: object = {}): Said {
  return {
    event: 'sampled',
    ...{ session, file: `raw/${session}-memory.txt`, offset: 0, bytes: 400, seconds: 1, samples: 8 },
    ...{ collectorSeconds: 0.02, vmSeconds: 30, ...more },
  };
}

export function missing(session: string, part: string, what: string): Said {
  return { event: 'missing', session, part, what, remedy: 'mount it' };
}
