import { basename } from 'node:path';
import type { Results } from '../core/analysis/results';
import { printableData } from '../core/text/printable';
import type { Lab } from '../lab/lab';
import { attemptLabel, experimentOf } from '../platform/attempts';
import { failureOf } from '../platform/failure';
import type { AgainstView } from '../protocol/results';

/** What is shown of a comparison, and the other attempt for figures of both; null where there is none. */
export interface ReadAgainst {
  readonly view: AgainstView | null;
  readonly other: Results | null;
}

export const NO_COMPARISON: ReadAgainst = { view: null, other: null };

/** An attempt's folder held against another. What cannot be read is a view too; nothing where one of both is not there yet. */
export async function againstView(
  lab: Pick<Lab, 'against'>,
  shown: string,
  other: string,
  locale: string,
): Promise<ReadAgainst> {
  const named = { title: basename(experimentOf(other) ?? other), label: attemptLabel(other, locale) };
  try {
    const held = await lab.against(shown, other);
    if (held === null) return NO_COMPARISON;
    const { against, differences } = held;
    // Hosts and other people's documents have had their say in these.
    const view = { kind: 'held', ...printableData({ ...named, against, differences }) } as const;
    return { view, other: held.other.results };
  } catch (error) {
    return { view: { kind: 'problem', ...named, ...failureOf(error) }, other: null };
  }
}
