import type {
  CountersEvent,
  PagesEvent,
  TechniqueEvent,
  TrafficEvent,
} from '../schema/generated/journal-event.types';
import type { Collected } from './state';

/** One for all runs of which nothing was recorded: there may be 100,000. */
export const nothingCollected: Collected = { counters: [], pages: [], techniques: [], traffic: [] };

/** Events that say something of a run beside its time and placement. */
export type CollectedEvent = CountersEvent | PagesEvent | TechniqueEvent | TrafficEvent;

/** What an event adds. What was known is left as it is, since pictures of earlier moments hold it. */
export function withEvent(collected: Collected, event: CollectedEvent): Collected {
  switch (event.event) {
    case 'counters': {
      const { vm, counters } = event;
      return { ...collected, counters: [...collected.counters, { vm, counters }] };
    }
    case 'pages':
      return { ...collected, pages: [...collected.pages, pagesOf(event)] };
    case 'technique':
      return { ...collected, techniques: [...collected.techniques, techniqueOf(event)] };
    case 'traffic':
      return { ...collected, traffic: [...collected.traffic, trafficOf(event)] };
  }
}

function pagesOf(event: PagesEvent): Collected['pages'][number] {
  const { vm, ranks, seconds, local, remoteSingle, remoteMultiple } = event;
  const { unmappedBytes, inheritedBytes, inheritedWrongBytes } = event;
  return {
    ...{ vm, ranks, seconds, local, remoteSingle, remoteMultiple },
    ...{ unmappedBytes, inheritedBytes, inheritedWrongBytes },
  };
}

function trafficOf(event: TrafficEvent): Collected['traffic'][number] {
  const { vm, networkSentBytes, networkReceivedBytes, regionSentBytes, regionMessages } = event;
  return { vm, networkSentBytes, networkReceivedBytes, regionSentBytes, regionMessages };
}

function techniqueOf(event: TechniqueEvent): Collected['techniques'][number] {
  const { technique, vm, seconds, complete, before, after } = event;
  return { technique, vm, seconds, complete, before, after, why: event.why ?? null };
}
