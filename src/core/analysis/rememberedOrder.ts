import { orderFindings, type OrderFinding } from './order';
import type { CellResult } from './results';
import type { SessionTime } from './sessionTimes';

type Times = readonly SessionTime[];

/**
 * What order says of an attempt, of the blocks that have ended. All times are looked at again only where those of such
 * blocks are others: when one has ended, or when something was said of an earlier one.
 */
export function rememberedOrder(): (
  cells: readonly CellResult[],
  blocksEnded: readonly number[],
) => readonly OrderFinding[] {
  let blocks: ReadonlySet<number> = new Set();
  let known: readonly { readonly cell: CellResult; readonly times: Times }[] = [];
  let made: readonly OrderFinding[] = orderFindings([]);
  return (cells, blocksEnded) => {
    const isSameBlocks =
      blocks.size === blocksEnded.length && blocksEnded.every((block) => blocks.has(block));
    if (!isSameBlocks) [blocks, known] = [new Set(blocksEnded), []];
    const settled = cells.map((cell, at) => {
      const before = known[at];
      return before?.cell === cell ? before : { cell, times: settledTimes(cell, blocks, before?.times) };
    });
    const isSame =
      known.length === settled.length && settled.every(({ times }, at) => times === known[at]?.times);
    known = settled;
    if (!isSame) made = orderFindings(settled.map(({ times }) => times));
    return made;
  };
}

/** The same list as before where it says the same. */
function settledTimes({ times }: CellResult, blocks: ReadonlySet<number>, before: Times = []): Times {
  let same = 0;
  for (const time of times) {
    if (!blocks.has(time.block)) continue;
    if (!isAlike(time, before[same])) return times.filter(({ block }) => blocks.has(block));
    same += 1;
  }
  return same === before.length ? before : before.slice(0, same);
}

function isAlike(one: SessionTime, other: SessionTime | undefined): boolean {
  return one.session === other?.session && one.seconds === other.seconds && one.began === other.began;
}
