import type { RatioFinding } from './compare';
import { holm } from './holm';
import type { CellResult, Results } from './results';
import { unpairedFinding } from './unpaired';
import { verdictOf, type Verdict } from './verdict';

/** One attempt held against another one, of the same experiment or not. */
export interface Against {
  readonly one: AttemptName;
  readonly other: AttemptName;
  /** Why nothing is compared; null where it is. */
  readonly refused: string | null;
  /** Cells that both have times of, in the order of `one`. */
  readonly rows: readonly CellAgainst[];
  /** Cells that have times in one of both alone, in words. */
  readonly onlyOne: readonly string[];
  readonly onlyOther: readonly string[];
  readonly margin: number;
}

export type AttemptName = Pick<Results, 'experiment' | 'attempt' | 'origin' | 'standing'>;

export interface CellAgainst extends RatioFinding {
  readonly layout: string;
  readonly setting: string;
  readonly workload: string;
  readonly phase: 'cold' | 'warm';
  /** Sessions on either side. */
  readonly sessions: readonly [number, number];
  /** Corrected (Holm) for all rows. */
  readonly adjusted: number | null;
  /** Of `one`: better is faster. */
  readonly verdict: Verdict;
}

/**
 * Times of cells with the same names. No blocks are shared, so that sessions are compared as they are: whatever changed
 * between the attempts is part of the difference. What was rehearsed is held against nothing that was measured.
 */
export function heldAgainst(one: Results, other: Results): Against {
  const names = { one: nameOf(one), other: nameOf(other), margin: one.margin };
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
    onlyOne: onlyIn(own, theirs),
    onlyOther: onlyIn(theirs, own),
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
    const { layout, setting, workload, phase } = cell;
    const p = adjusted[at] ?? null;
    return {
      ...{ layout, setting, workload, phase, ...finding, adjusted: p },
      sessions: [cell.times.length, against.times.length],
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

function onlyIn(cells: CellsByName, others: CellsByName): readonly string[] {
  return [...cells].filter(([key]) => !others.has(key)).map(([, cell]) => inWords(cell));
}

function secondsOf({ times }: CellResult): readonly number[] {
  return times.map(({ seconds }) => seconds);
}

function keyOf({ layout, setting, workload, phase }: CellResult): string {
  return JSON.stringify([layout, setting, workload, phase]);
}

function inWords({ layout, setting, workload, phase }: CellResult): string {
  return [layout, setting, workload, phase].filter((part) => part !== '').join(', ');
}
