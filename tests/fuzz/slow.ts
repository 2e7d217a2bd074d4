import type { Kind } from './corpus';

/** How long a case took the first time; `size` is the length of its text. */
export interface Timing {
  readonly index: number;
  readonly kind: Kind;
  /** A text that is refused for its syntax is less work than one that is read. */
  readonly result: 'read' | 'refused';
  readonly size: number;
  readonly milliseconds: number;
}

export interface SlowCase extends Timing {
  /** Of its size class. */
  readonly median: number;
}

const TIMES = 20;
/** A class with fewer cases has no median to speak of. */
const FEWEST = 30;
/** Below this the clock's own steps, and a collector that starts just then, are all that is seen. */
const FLOOR_MS = 0.05;

/**
 * Cases that take 20 times the median of their size class, and do so three times more. A class is a kind of text, what
 * came of it, and a power of two of its size: characters, and for the cases in question those that would spell out its PUs and vCPUs (`units`) as well, since
 * eight characters can ask for 65536 of them.
 */
export async function slowCases(
  timings: readonly Timing[],
  again: (index: number) => Promise<number>,
  units: (index: number) => Promise<number>,
): Promise<readonly SlowCase[]> {
  const medianOf = classMedians(timings);
  const slow: SlowCase[] = [];
  for (const timing of timings) {
    if (timing.milliseconds <= TIMES * medianOf(timing, timing.size)) continue;
    const size = timing.size + (await units(timing.index));
    const median = medianOf(timing, size);
    let fastest = timing.milliseconds;
    for (let times = 0; times < 3 && fastest > TIMES * median; times++)
      fastest = Math.min(fastest, await again(timing.index));
    if (fastest > TIMES * median) slow.push({ ...timing, size, milliseconds: fastest, median });
  }
  return slow;
}

type Class = Pick<Timing, 'kind' | 'result'>;

/** Median of a class; of one without enough cases that of the nearest below, in proportion to the sizes. */
export function classMedians(timings: readonly Timing[]): (of: Class, size: number) => number {
  const classes = new Map<string, number[]>();
  for (const { kind, result, size, milliseconds } of timings) {
    const key = `${kind} ${result} ${powerOf(size)}`;
    const times = classes.get(key);
    if (times === undefined) classes.set(key, [milliseconds]);
    else times.push(milliseconds);
  }
  const medians = new Map(
    [...classes].filter(([, times]) => times.length >= FEWEST).map(([key, times]) => [key, median(times)]),
  );
  return ({ kind, result }, size) => {
    const wanted = powerOf(size);
    for (let power = wanted; power >= 0; power--) {
      const known = medians.get(`${kind} ${result} ${power}`);
      if (known !== undefined) return Math.max(FLOOR_MS, known) * 2 ** (wanted - power);
    }
    const above = [...medians]
      .filter(([key]) => key.startsWith(`${kind} ${result} `))
      .map(([, value]) => value);
    return above.length === 0 ? Infinity : Math.max(FLOOR_MS, Math.min(...above));
  };
}

function powerOf(size: number): number {
  return Math.floor(Math.log2(Math.max(1, size)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
