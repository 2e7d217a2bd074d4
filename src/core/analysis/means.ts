import { groupBy } from '../text/groupBy';
import { paired, type PairedTimes } from './compare';
import type { CellPlace } from './families';
import { ratioInterval } from './interval';
import type { ListMemory } from './rememberedLists';
import type { CellResult, MeanSlowdown } from './results';
import { arithmeticMean } from './statistics';

/** A cell and the one that its slowdown is held against. */
export interface HeldCell {
  readonly cell: CellResult;
  readonly baseline: CellResult | null;
}

/** Cells of one layout, setting and phase, by their positions in a list. */
export interface MeanRow {
  readonly name: string;
  readonly members: readonly number[];
}

export interface MeanMemory {
  /** `meanRowsOf` these cells, as long as each stands where it did. */
  readonly meanRows: (cells: readonly CellResult[]) => readonly MeanRow[];
  /** Means of a row. */
  readonly mean: ListMemory<HeldCell, MeanSlowdown>;
}

const NO_MEMORY: MeanMemory = { meanRows: meanRowsOf, mean: (_name, _all, _members, make) => make() };

export function meanRowsOf(cells: readonly CellPlace[]): readonly MeanRow[] {
  const placed = cells.map((cell, at) => ({ cell, at }));
  const rows = groupBy(placed, ({ cell: { layout, setting, phase } }) => `${phase} ${layout}\n${setting}`);
  return [...rows].map(([name, own]) => ({ name, members: own.map(({ at }) => at) }));
}

/** A row for each layout, setting and phase that has cells, in their order. `cells` are those that are held. */
export function meansOf(
  held: readonly HeldCell[],
  cells: readonly CellResult[] = held.map(({ cell }) => cell),
  memory: MeanMemory = NO_MEMORY,
): readonly MeanSlowdown[] {
  return memory
    .meanRows(cells)
    .flatMap(({ name, members }) =>
      memory.mean(name, held, members, () => meanOf(members.flatMap((place) => held[place] ?? []))),
    );
}

/** Over workloads: arithmetic, as the paper's averages are, and geometric; null until every workload has a value. */
function meanOf(own: readonly HeldCell[]): readonly MeanSlowdown[] {
  const [first] = own;
  if (first === undefined) return [];
  const slowdowns = own.flatMap(({ cell }) => cell.slowdown ?? []);
  const complete = slowdowns.length === own.length;
  const logs = arithmeticMean(slowdowns.map(Math.log1p));
  const interval = complete ? ratioInterval(blockMeans(own)) : null;
  const { layout, setting, phase } = first.cell;
  return [
    {
      ...{ layout, setting, phase, workloads: slowdowns.length },
      slowdown: complete ? arithmeticMean(slowdowns) : null,
      geometric: complete && logs !== null ? Math.expm1(logs) : null,
      geometricInterval: interval === null ? null : [interval.low - 1, interval.high - 1],
    },
  ];
}

/** Mean log ratio over workloads, of each block in which all of them have one. */
function blockMeans(own: readonly HeldCell[]): readonly number[] {
  const [first, ...others] = own.map(({ cell, baseline }) => paired(cell.times, baseline?.times ?? []));
  if (first === undefined) return [];
  const sums = Float64Array.from(first.logRatios);
  for (const more of others) addRatios(sums, first.blocks, more);
  return Array.from(
    sums.filter((sum) => !Number.isNaN(sum)),
    (sum) => sum / own.length,
  );
}

/** Of blocks in their order, as they always are; the sum of one that `more` lacks is NaN from then on. */
function addRatios(sums: Float64Array, blocks: readonly number[], more: PairedTimes): void {
  let at = 0;
  blocks.forEach((block, place) => {
    while ((more.blocks[at] ?? Infinity) < block) at += 1;
    const ratio = more.blocks[at] === block ? more.logRatios[at] : undefined;
    sums[place] = (sums[place] ?? 0) + (ratio ?? NaN);
  });
}
