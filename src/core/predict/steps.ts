/**
 * Work in steps, so that whoever waits for something else has a turn, and whoever does not want it any more can leave it. A
 * step says what is done next, in words; null where it is more of the same. The last one is the answer.
 */
export type Steps<T> = Generator<string | null, T, undefined>;

/** All steps at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
