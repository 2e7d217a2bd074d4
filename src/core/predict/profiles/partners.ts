import type { MessageKind, Pattern, Profile } from './profile';

/** Ranks to which this rank sends, each once for each message of the pattern; never itself. */
export function partnersOf(pattern: Pattern, rank: number, ranks: number): readonly number[] {
  return allPartners(pattern, rank, ranks).filter((partner) => partner !== rank);
}

/** Lists of partners by pattern and number of ranks: layouts come and go, programs stay. */
const known = new Map<string, readonly (readonly number[])[]>();
const MOST_KNOWN = 64;

/** Of each rank. */
export function partnersOfAll(pattern: Pattern, ranks: number): readonly (readonly number[])[] {
  const key = JSON.stringify([pattern, ranks]);
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = Array.from({ length: ranks }, (_, rank) => partnersOf(pattern, rank, ranks));
  known.set(key, made);
  return made;
}

function allPartners(pattern: Pattern, rank: number, ranks: number): readonly number[] {
  switch (pattern.kind) {
    case 'offsets':
      return pattern.offsets.map((offset) => wrapped(rank + offset, ranks));
    case 'grid':
      return pattern.steps.flatMap((step) => stepped(pattern.extents, step, pattern.isPeriodic, rank));
    case 'transpose':
      return [transposed(pattern.rows, pattern.columns, rank)];
    case 'butterfly':
      return doublings(pattern.group)
        .map((bit) => groupStart(rank, pattern.group) + ((rank % pattern.group) ^ bit))
        .filter((partner) => partner < Math.min(ranks, groupStart(rank, pattern.group) + pattern.group));
    case 'allToAll':
      return Array.from({ length: ranks }, (_, partner) => partner);
  }
}

/** Messages and bytes that all ranks send in the timed region. */
export function sentByAll(profile: Profile): { readonly messages: number; readonly bytes: number } {
  let messages = 0;
  let bytes = 0;
  for (const kind of profile.messages) {
    const sent = sendings(kind, profile.ranks) * kind.count.value;
    messages += sent;
    bytes += sent * kind.bytes.value;
  }
  return { messages, bytes };
}

/** Pairs of sender and partner, all ranks. */
function sendings({ pattern }: MessageKind, ranks: number): number {
  let pairs = 0;
  for (let rank = 0; rank < ranks; rank += 1) pairs += partnersOf(pattern, rank, ranks).length;
  return pairs;
}

function wrapped(value: number, around: number): number {
  return ((value % around) + around) % around;
}

function groupStart(rank: number, group: number): number {
  return rank - (rank % group);
}

/** 1, 2, 4 ... below a number of ranks: the steps of a reduction by doubling. */
export function doublings(ranks: number): readonly number[] {
  const bits: number[] = [];
  for (let bit = 1; bit < ranks; bit *= 2) bits.push(bit);
  return bits;
}

/** None over an edge that is not periodic. */
function stepped(
  extents: readonly number[],
  step: readonly number[],
  isPeriodic: boolean,
  rank: number,
): readonly number[] {
  let rest = rank;
  let stride = 1;
  let partner = 0;
  for (const [axis, extent] of extents.entries()) {
    const to = (rest % extent) + (step[axis] ?? 0);
    if (!isPeriodic && (to < 0 || to >= extent)) return [];
    partner += wrapped(to, extent) * stride;
    rest = Math.floor(rest / extent);
    stride *= extent;
  }
  return [partner];
}

/**
 * With as many rows as columns the mirrored place; with twice as many columns pairs of neighbours are mirrored together
 * (NPB 3.3, CG/cg.f, `exch_proc`).
 */
function transposed(rows: number, columns: number, rank: number): number {
  const pair = columns === rows ? 1 : 2;
  const at = Math.floor(rank / pair);
  return pair * ((at % rows) * rows + Math.floor(at / rows)) + (rank % pair);
}
