import type { GivenMessages, GivenProfile } from '../experiment/givenProfile';
import type { Profile as ProfileEntry } from '../schema/generated/vmexperiment.types';
import { parseSize } from '../text/size';

/** `profile` of a command, read from a document that satisfies the schema. */
export function givenProfile(entry: ProfileEntry): GivenProfile {
  return {
    source: entry.source,
    memoryBytes: bytesOf(entry.memory),
    sharedBytes: entry.shared === undefined ? null : bytesOf(entry.shared),
    touchedInTimedRegion: entry.touchedInTimedRegion ?? 0,
    operations: entry.operations,
    operationsPerCycle: entry.operationsPerCycle ?? null,
    traffic: (entry.traffic ?? []).map(({ bytes, reuse, order }) => ({
      ...{ bytes: bytesOf(bytes), reuseBytes: bytesOf(reuse), order: order ?? 'sequential' },
    })),
    messages: (entry.messages ?? []).map(messagesOf),
    barriers: entry.barriers ?? 0,
  };
}

function messagesOf({
  to,
  count: times,
  bytes,
}: NonNullable<ProfileEntry['messages']>[number]): GivenMessages {
  const common = { count: times, bytes: bytesOf(bytes) };
  if (typeof to === 'string' || 'offsets' in to) return { ...common, to };
  const { grid, steps, periodic } = to;
  return { ...common, to: { grid, steps, isPeriodic: periodic ?? false } };
}

/** The schema has seen that it is a size. */
function bytesOf(text: string): number {
  return parseSize(text) ?? 0;
}
