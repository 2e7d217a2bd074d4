import { remembered } from '../../text/remembered';
import type { CellResult } from '../results';

/**
 * Sessions of all cells in the order in which their first run began, column by column: a filter goes through 100,000 of them,
 * and objects that lie apart take many times as long. Sessions of which it is not known when they began are left out.
 */
export interface BegunSessions {
  /** Place of the cell among the cells, and of the session among its times. */
  readonly cell: Uint32Array;
  readonly time: Uint32Array;
  readonly seconds: Float64Array;
  readonly block: Float64Array;
  /** 1 for an outlier. */
  readonly outlier: Uint8Array;
}

/** Remembered for the cells of the last results: no filter changes it. */
export const begunSessions = remembered((cells: readonly CellResult[]): BegunSessions => {
  const found = cells.flatMap(({ times }, cell) =>
    times.flatMap(({ began }, time) => (began === null ? [] : [{ began, cell, time }])),
  );
  found.sort((a, b) => a.began - b.began);
  const times = found.flatMap(({ cell, time }) => cells[cell]?.times[time] ?? []);
  return {
    cell: Uint32Array.from(found, ({ cell }) => cell),
    time: Uint32Array.from(found, ({ time }) => time),
    seconds: Float64Array.from(times, ({ seconds }) => seconds),
    block: Float64Array.from(times, ({ block }) => block),
    outlier: Uint8Array.from(times, ({ outlier }) => Number(outlier)),
  };
});
