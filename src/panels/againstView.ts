import { basename } from 'node:path';
import { printableData } from '../core/text/printable';
import type { Lab } from '../lab/lab';
import { attemptLabel, experimentOf } from '../platform/attempts';
import { failureOf } from '../platform/failure';
import type { AgainstView } from '../protocol/results';

/** An attempt's folder held against another. What cannot be read is a view too; null where one of both is not there yet. */
export async function againstView(
  lab: Pick<Lab, 'against'>,
  shown: string,
  other: string,
  locale: string,
): Promise<AgainstView | null> {
  const named = { title: basename(experimentOf(other) ?? other), label: attemptLabel(other, locale) };
  try {
    const held = await lab.against(shown, other);
    if (held === null) return null;
    const { against, differences } = held;
    // Hosts and other people's documents have had their say in these.
    return { kind: 'held', ...printableData({ ...named, against, differences }) };
  } catch (error) {
    return { kind: 'problem', ...named, ...failureOf(error) };
  }
}
