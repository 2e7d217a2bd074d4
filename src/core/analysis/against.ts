import type { RatioFinding } from './compare';
import { countsAgainst } from './countsAgainst';
import type { CountsError } from './countsError';
import { holm } from './holm';
import type { CellResult, Results } from './results';
import { unpairedFinding } from './unpaired';
import { verdictOf, type Verdict } from './verdict';

/** One attempt held against another one, of the same experiment or not. */
export interface Against {
  readonly one: AttemptName;
  readonly other: AttemptName;
  /** Why no times are compared; null where they are. */
  readonly refused: string | null;
  /** Cells that both have times of, in the order of `one`. */
  readonly rows: readonly CellAgainst[];
  /** Cells that have times in one of both alone. */
  readonly onlyOne: readonly CellAlone[];
  readonly onlyOther: readonly CellAlone[];
  readonly margin: number;
  /** How far pages and bytes are apart, whatever the origins; null where no cell has told any in both. */
  readonly counts: CountsError | null;
}

export type AttemptName = Pick<Results, 'experiment' | 'attempt' | 'origin' | 'standing'>;

export type CellName = Pick<CellResult, 'layout' | 'setting' | 'workload' | 'phase'>;

export interface CellAlone extends CellName {
  /** `absent`: the other attempt has no such cell. `noTimes`: no run of it counts there, or none yet. */
  readonly why: 'absent' | 'noTimes';
}

export interface CellAgainst extends CellName, RatioFinding {
  /** Sessions on either side. */
  readonly sessions: readonly [number, number];
  /** Of the sessions' times on either side, with its 95 % interval; as in the results of each. */
  readonly times: readonly [MedianTime, MedianTime];
  /** Corrected (Holm) for all rows. */
  readonly adjusted: number | null;
  /** Of `one`: better is faster. */
  readonly verdict: Verdict;
}

export type MedianTime = Pick<CellResult, 'medianSeconds' | 'medianInterval'>;

/**
 * Times of cells with the same names. No blocks are shared, so that sessions are compared as they are: whatever changed
 * between the attempts is part of the difference. Times that were rehearsed are held against none that were measured.
 */
export function heldAgainst(one: Results, other: Results): Against {
  const { cells, error } = countsAgainst(one, other);
  const counts = cells.length === 0 ? null : error;
  const names = { one: nameOf(one), other: nameOf(other), margin: one.margin, counts };
  if (one.origin !== other.origin) {
    const refused = `One is ${one.origin}, the other ${other.origin}: times of different origin are not compared.`;
    return { ...names, refused, rows: [], onlyOne: [], onlyOther: [] };
  }
  const [own, theirs] = [byName(one), byName(other)];
  const pairs = [...own].flatMap(([key, cell]) => {
    const against = theirs.get(key);
    return against === undefined ? [] : [{ cell, against }];
  });
  return {
    ...names,
    refused: null,
    rows: rowsOf(pairs, one.margin),
    onlyOne: onlyIn(own, theirs, other),
    onlyOther: onlyIn(theirs, own, one),
  };
}

interface Pair {
  readonly cell: CellResult;
  readonly against: CellResult;
}

function rowsOf(pairs: readonly Pair[], margin: number): readonly CellAgainst[] {
  const found = pairs.map(({ cell, against }) => ({
    ...{ cell, against },
    finding: unpairedFinding(secondsOf(cell), secondsOf(against)),
  }));
  const adjusted = holm(found.map(({ finding }) => finding.p));
  return found.map(({ cell, against, finding }, at): CellAgainst => {
    const p = adjusted[at] ?? null;
    return {
      ...{ ...nameOfCell(cell), ...finding, adjusted: p },
      sessions: [cell.times.length, against.times.length],
      times: [medianOf(cell), medianOf(against)],
      verdict: verdictOf({ ratio: finding.ratio, interval: finding.interval, p }, margin, () => null),
    };
  });
}

function nameOf({ experiment, attempt, origin, standing }: Results): AttemptName {
  return { experiment, attempt, origin, standing };
}

type CellsByName = ReadonlyMap<string, CellResult>;

/** Those that have times. */
function byName({ cells }: Results): CellsByName {
  return new Map(cells.filter(({ times }) => times.length > 0).map((cell) => [keyOf(cell), cell]));
}

function onlyIn(cells: CellsByName, others: CellsByName, { cells: all }: Results): readonly CellAlone[] {
  const planned = new Set(all.map(keyOf));
  return [...cells]
    .filter(([key]) => !others.has(key))
    .map(([key, cell]) => ({ ...nameOfCell(cell), why: planned.has(key) ? 'noTimes' : 'absent' }));
}

function secondsOf({ times }: CellResult): readonly number[] {
  return times.map(({ seconds }) => seconds);
}

function medianOf({ medianSeconds, medianInterval }: CellResult): MedianTime {
  return { medianSeconds, medianInterval };
}

function nameOfCell({ layout, setting, workload, phase }: CellName): CellName {
  return { layout, setting, workload, phase };
}

function keyOf({ layout, setting, workload, phase }: CellName): string {
  return JSON.stringify([layout, setting, workload, phase]);
}
