/** A source of whole numbers below a bound, the same for the same seed on every machine. */
export type Random = (bound: number) => number;

/**
 * Seeded random numbers. The generator is mulberry32 (a Weyl sequence of odd step 0x6d2b79f5 with a mixing function,
 * period 2^32; by Tommy Ettinger, public domain); enough for shuffles of a few hundred items
 * from a 32-bit seed, and not for anything that must be secret.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return (bound) => {
    // Numbers above the last whole multiple of the bound are drawn again, so that no value is likelier than another.
    // Quotients rather than remainders, which are slower; both are exact here.
    const limit = Math.floor(2 ** 32 / bound) * bound;
    let value = next();
    while (value >= limit) value = next();
    return value - Math.floor(value / bound) * bound;
  };
}

/** A new list in random order (Fisher and Yates): every order is equally likely. */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random(last + 1);
    const item = result[last] as T;
    result[last] = result[other] as T;
    result[other] = item;
  }
  return result;
}
