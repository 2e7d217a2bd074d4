/** Something that stops one PU now and then: a timer tick, or what an operating system does for itself. */
export interface Noise {
  /** How many there are, independent of each other: PUs that tick, or systems. */
  readonly sources: number;
  /** Between two events of one source. */
  readonly periodSeconds: number;
  /** That an event takes from whom it meets. */
  readonly eventSeconds: number;
}

/**
 * Seconds that noise adds to a program that works for `busySeconds` and in which ranks wait for each other `waits` times.
 * Between two waits each source has a Poisson number of events of mean m = interval / period, and the rank that was struck
 * most often is waited for. The largest of n such numbers has no more mean than n m (rare events: each is waited for),
 * and about m + sqrt(2 m ln n) (many events: they hit all alike); the smaller one is taken. Why noise grows with the number
 * of places that it comes from: Petrini, Kerbyson, Pakin, "The Case of the Missing Supercomputer Performance", SC 2003.
 */
export function noiseSeconds(noise: Noise, busySeconds: number, waits: number): number {
  const { sources, periodSeconds, eventSeconds } = noise;
  if (sources < 1 || busySeconds <= 0) return 0;
  const intervals = Math.max(1, waits);
  const mean = busySeconds / intervals / periodSeconds;
  const most = Math.min(sources * mean, mean + Math.sqrt(2 * mean * Math.log(sources)));
  return intervals * most * eventSeconds;
}
