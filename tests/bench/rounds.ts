/** One of the ways that are compared; it does the whole work once. */
export interface Way {
  readonly name: string;
  readonly run: () => unknown;
}

/** Milliseconds of processor time of one call in each round, in the order of the rounds. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** Of each round every way takes at least so long, so that the clock's own steps do not count. */
const SAMPLE_MS = 20;
/**
 * Processor time for which a way runs untimed: the compiler works beside the first runs of so many rules for as long.
 * Time on the wall would be too short for it where other work has the processors.
 */
const WARM_UP_MS = 2000;

/**
 * Times ways side by side: in each round every way has its turn, the first one another each time, so that what the
 * machine does beside it falls on all alike. Warms up before the first round.
 */
export async function timeRounds(ways: readonly Way[], rounds: number): Promise<Times> {
  const calls = new Map<Way, number>();
  for (const way of ways) calls.set(way, await callsPerSample(way));
  const times = new Map(ways.map((way) => [way.name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(round + turn) % ways.length];
      if (way !== undefined) times.get(way.name)?.push(await millisecondsEach(way, calls.get(way) ?? 1));
    }
  }
  return times;
}

/** Runs a way until it is warm and says how many calls fill a sample. */
async function callsPerSample(way: Way): Promise<number> {
  let spent = 0;
  let last = Infinity;
  for (let calls = 0; calls < 5 || spent < WARM_UP_MS; calls++) {
    last = await millisecondsEach(way, 1);
    spent += last;
  }
  return Math.max(1, Math.ceil(SAMPLE_MS / last));
}

/**
 * Milliseconds of processor time, of all threads of this process, the garbage collector's among them: unlike time on the
 * wall it does not count what else runs on the machine.
 */
async function millisecondsEach({ run }: Way, calls: number): Promise<number> {
  const began = process.cpuUsage();
  for (let call = 0; call < calls; call++) {
    const made = run();
    // Waiting for what is there already would cost the synchronous ways a turn of the event loop.
    if (made instanceof Promise) await made;
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000 / calls;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles. */
export function spreadOf(values: readonly number[]): Spread {
  const [low = NaN, median = NaN, high = NaN] = [0.25, 0.5, 0.75].map((share) => shareOf(values, share));
  return { median, low, high };
}

/** The value below which this share of all lies: 0.5 for the median. */
export function shareOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  return below + (place % 1) * ((sorted[Math.ceil(place)] ?? NaN) - below);
}

/** Ratio of two ways within each round: a slow moment of the machine is in both. */
export function ratiosOf(times: Times, name: string, to: string): Spread {
  const others = times.get(to) ?? [];
  return spreadOf((times.get(name) ?? []).map((time, round) => time / (others[round] ?? NaN)));
}
