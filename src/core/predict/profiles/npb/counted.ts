import { sourced } from '../../sourced';
import type { MessageKind, Pattern, Sweep } from '../profile';

/** Bytes of a double precision number, or word. */
export const WORD = 8;

/** NPB counts what a core does. */
export const ONE = sourced(1, 'NPB counts floating-point operations');

/** All arrays are written before the clock starts: each program does an untimed step first, or clears them. */
export const NOTHING_NEW = sourced(0, 'NPB 3.3: an untimed first step touches all arrays');

/** A kind of messages whose number and size were counted in a source file of NPB. */
export function counted(
  what: string,
  pattern: Pattern,
  count: number,
  bytes: number,
  where: string,
): MessageKind {
  const source = `counted in NPB 3.3, ${where}`;
  return { what, pattern, count: sourced(count, source), bytes: sourced(bytes, source) };
}

/** A sum that all ranks get, by doubling. Runtimes have other algorithms too; none has fewer rounds. */
export function reduction(
  what: string,
  ranks: number,
  count: number,
  bytes: number,
  where: string,
): MessageKind {
  return counted(what, { kind: 'butterfly', group: ranks }, count, bytes, where);
}

/**
 * A sweep of which the array passes were counted in the loops: a read is one pass; writing what was not read before two,
 * since the cache fetches the line and later writes it back; changing in place two.
 */
export function sweep(
  what: string,
  bytes: number,
  reuseBytes: number,
  where: string,
  order: Sweep['order'] = 'sequential',
): Sweep {
  const source = `array passes counted in NPB 3.3, ${where}`;
  return { what, bytes: sourced(bytes, source), reuseBytes: sourced(reuseBytes, source), order };
}
