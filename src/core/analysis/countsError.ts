import { type CellCounts, type CountPair, hasBoth, pairsOf } from './countPairs';
import { extent, median } from './statistics';

/** How far two attempts are apart. Parts that neither has do not count. */
export interface CountsError {
  readonly kinds: PointsApart;
  readonly nodes: PointsApart;
  readonly bytes: BytesApart;
}

export interface PointsApart {
  readonly cells: number;
  readonly shares: number;
  /** Of the absolute differences, in points of percent; null without any. */
  readonly medianPoints: number | null;
  readonly largestPoints: number | null;
}

export interface BytesApart {
  /** Bytes over one path in one cell: pairs that both have, neither of them zero. */
  readonly pairs: number;
  /** `one` over `other`, or predicted over the other where one of both is predicted. */
  readonly medianRatio: number | null;
  readonly range: readonly [number, number] | null;
  /** Of one attempt alone there was something on the path. */
  readonly onOneSide: number;
}

/** Over cells of which both have told something. */
export function errorOf(cells: readonly CellCounts[], isOtherPredicted: boolean): CountsError {
  const pairs = cells.map((cell) => pairsOf(cell).filter(({ values }) => hasBoth(values)));
  return {
    kinds: pointsApart(pairs, 'kind'),
    nodes: pointsApart(pairs, 'node'),
    bytes: bytesApart(
      pairs.flat().filter(({ what }) => what === 'bytes'),
      isOtherPredicted,
    ),
  };
}

function pointsApart(cells: readonly (readonly CountPair[])[], what: CountPair['what']): PointsApart {
  const byCell = cells
    .map((pairs) =>
      pairs.flatMap(({ what: own, values: [one, other] }) => {
        const isOf = own === what && (one ?? 0) + (other ?? 0) > 0;
        return isOf ? [Math.abs((one ?? 0) - (other ?? 0)) * 100] : [];
      }),
    )
    .filter((own) => own.length > 0);
  const all = byCell.flat();
  return {
    ...{ cells: byCell.length, shares: all.length },
    ...{ medianPoints: median(all), largestPoints: extent(all)?.[1] ?? null },
  };
}

function bytesApart(pairs: readonly CountPair[], isOtherPredicted: boolean): BytesApart {
  const [some, alone] = [pairs.filter(onBoth), pairs.filter((pair) => !onBoth(pair) && !isNothing(pair))];
  const ratios = some.map(({ values: [one, other] }) =>
    isOtherPredicted ? (other ?? 0) / (one ?? NaN) : (one ?? 0) / (other ?? NaN),
  );
  return {
    ...{ pairs: ratios.length, onOneSide: alone.length },
    ...{ medianRatio: median(ratios), range: extent(ratios) },
  };
}

function onBoth({ values }: CountPair): boolean {
  return values.every((value) => (value ?? 0) > 0);
}

function isNothing({ values }: CountPair): boolean {
  return values.every((value) => (value ?? 0) === 0);
}
