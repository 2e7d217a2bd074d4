import type { CellPages } from './pageKinds';
import { KINDS_OF_PAGES, type PageUse, usedBytes } from './pageUse';
import type { CellResult } from './results';
import type { CellTraffic } from './traffic';

export type CountsPlace = Pick<
  CellResult,
  'layout' | 'setting' | 'levels' | 'workload' | 'phase' | 'leftOut'
>;

/** Both sides, this attempt first; null where it has told nothing. */
export type Sides<T> = readonly [T | null, T | null];

/** What both attempts have counted of one cell. */
export interface CellCounts extends CountsPlace {
  readonly pages: Sides<CellPages>;
  readonly traffic: Sides<CellTraffic>;
}

/** One number of both attempts. Shares are of what the ranks used, 0 to 1. */
export interface CountPair {
  readonly name: string;
  readonly what: 'kind' | 'node' | 'bytes';
  readonly values: Sides<number>;
}

/** Do both sides have it? */
export function hasBoth(sides: Sides<unknown>): boolean {
  return sides[0] !== null && sides[1] !== null;
}

/** Numbers of a cell that at least one attempt has: kinds, nodes by their number, bytes by path. */
export function pairsOf({ pages, traffic }: CellCounts): readonly CountPair[] {
  const nodes = new Set(pages.flatMap((side) => Object.keys(side?.use.onNodes ?? {})));
  const inOrder = [...nodes].sort((a, b) => Number(a) - Number(b));
  const shareOf = (bytesOf: (use: PageUse) => number) => bothOf(pages, ({ use }) => share(use, bytesOf(use)));
  const pairs: readonly CountPair[] = [
    ...KINDS_OF_PAGES.map(({ name, bytesOf }) => ({ name, what: 'kind', values: shareOf(bytesOf) }) as const),
    ...inOrder.map((node) => {
      const values = shareOf(({ onNodes }) => onNodes[node] ?? 0);
      return { name: `node ${node}`, what: 'node', values } as const;
    }),
    {
      ...{ name: 'sent over the network', what: 'bytes' },
      values: bothOf(traffic, ({ networkBytes }) => networkBytes),
    },
    {
      ...{ name: 'sent through the region', what: 'bytes' },
      values: hasRegion(traffic) ? bothOf(traffic, ({ regionBytes }) => regionBytes ?? 0) : [null, null],
    },
  ];
  return pairs.filter(({ values }) => values[0] !== null || values[1] !== null);
}

/** Where ranks of one side alone used a region, those of the other have sent nothing through it. */
function hasRegion(traffic: CellCounts['traffic']): boolean {
  return traffic.some((side) => side !== null && side.regionBytes !== null);
}

function bothOf<T>(sides: Sides<T>, numberOf: (side: T) => number | null): CountPair['values'] {
  const [one, other] = sides;
  return [one === null ? null : numberOf(one), other === null ? null : numberOf(other)];
}

/** Of nothing each part is nothing. */
function share(use: PageUse, bytes: number): number {
  const used = usedBytes(use);
  return used === 0 ? 0 : bytes / used;
}
