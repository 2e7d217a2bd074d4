import { keyOf } from './cells';
import { type CellCounts, type CountsPlace, hasBoth } from './countPairs';
import { type CountsError, errorOf } from './countsError';
import type { CellPages } from './pageKinds';
import type { Results } from './results';
import type { CellTraffic } from './traffic';

/**
 * What was counted in runs of two attempts: where pages lie and which way data went. Counts mean the same whoever made
 * them, so that, unlike times, those of a rehearsal are held against measured and predicted ones.
 */
export interface CountsAgainst {
  /** Cells of which both have told a count, in the order of `one`. */
  readonly cells: readonly CellCounts[];
  /** What one of both alone has told, in the order of `one`, then of `other`. */
  readonly alone: readonly CountsAlone[];
  readonly error: CountsError;
}

export interface CountsAlone extends CountsPlace {
  readonly what: 'pages' | 'bytes';
  /** Who has told it: 0 is `one`. */
  readonly side: 0 | 1;
}

/** Of cells of the same program, layout, levels and phase. */
export function countsAgainst(one: Results, other: Results): CountsAgainst {
  const [own, theirs] = [countsIn(one), countsIn(other)];
  const inOrder = [...new Set([...own.keys(), ...theirs.keys()])].flatMap((key) =>
    sidesOf(own.get(key), theirs.get(key)),
  );
  const cells = inOrder.filter(({ pages, traffic }) => hasBoth(pages) || hasBoth(traffic));
  return {
    ...{ cells, alone: inOrder.flatMap(aloneIn) },
    error: errorOf(cells, scoredSide(one, other) === 1),
  };
}

/** Which of both is a prediction of what the other one has counted; null where neither is, or both are. */
export function scoredSide(one: Pick<Results, 'origin'>, other: Pick<Results, 'origin'>): 0 | 1 | null {
  const [own, theirs] = [one, other].map(({ origin }) => origin === 'predicted');
  if (own === theirs) return null;
  return own === true ? 0 : 1;
}

function sidesOf(one: Counts | undefined, other: Counts | undefined): readonly CellCounts[] {
  const place = (one ?? other)?.place;
  if (place === undefined) return [];
  return [
    {
      ...place,
      pages: [one?.pages ?? null, other?.pages ?? null],
      traffic: [one?.traffic ?? null, other?.traffic ?? null],
    },
  ];
}

function aloneIn({ pages, traffic, ...place }: CellCounts): readonly CountsAlone[] {
  const told = [
    { what: 'pages', sides: pages },
    { what: 'bytes', sides: traffic },
  ] as const;
  return told.flatMap(({ what, sides }) => {
    const has = sides.map((side) => side !== null);
    if (has[0] === has[1]) return [];
    return [{ ...place, what, side: has[0] === true ? 0 : 1 }];
  });
}

interface Counts {
  readonly place: CountsPlace;
  readonly pages: CellPages | null;
  readonly traffic: CellTraffic | null;
}

function countsIn({ cells, pages }: Pick<Results, 'cells' | 'pages'>): ReadonlyMap<string, Counts> {
  const byKey = new Map(pages.map((own) => [keyOf(own), own]));
  return new Map(
    cells.map(({ layout, setting, levels, workload, phase, leftOut, traffic }) => {
      const place = { layout, setting, levels, workload, phase, leftOut };
      const key = keyOf(place);
      return [key, { place, traffic, pages: byKey.get(key) ?? null }];
    }),
  );
}
