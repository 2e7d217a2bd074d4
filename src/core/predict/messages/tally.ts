import { partnersOfAll } from '../profiles/partners';
import type { Pattern } from '../profiles/profile';
import type { EndKinds } from './kinds';
import type { Servers } from './servers';

/** Messages of one pattern, one to each partner, counted by class. */
export interface Tally {
  /** By rank and class: rank * classes + class. */
  readonly sent: Float64Array;
  readonly received: Float64Array;
  /** By server and class, for those who send through it and those who receive: server * classes + class. */
  readonly servedOut: Float64Array;
  readonly servedIn: Float64Array;
  /** Servers that a rank needs are 1: rank * servers + server. */
  readonly needs: Uint8Array;
  /** Ranks with the same row of all these have the same number here; `rows` has one rank of each. */
  readonly rowOf: Int32Array;
  readonly rows: readonly number[];
}

type Counts = Omit<Tally, 'rowOf' | 'rows'>;

/** Messages of all ranks to their partners; between kinds of ranks at once where each sends to each. */
export function messageTally(pattern: Pattern, kinds: EndKinds, servers: Servers): Tally {
  if (pattern.kind !== 'allToAll') {
    const partners = partnersOfAll(pattern, kinds.kindOf.length);
    return partnersTally((rank) => partners[rank] ?? [], kinds, servers);
  }
  const counts = allToAll(kinds, servers);
  return { ...counts, ...rowsOf(counts, kinds, servers) };
}

/** One message of each rank to each of its partners. */
export function partnersTally(
  partnersOfRank: (rank: number) => readonly number[],
  kinds: EndKinds,
  servers: Servers,
): Tally {
  const counts = pairwise(partnersOfRank, kinds, servers);
  return { ...counts, ...rowsOf(counts, kinds, servers) };
}

function pairwise(
  partnersOfRank: (rank: number) => readonly number[],
  kinds: EndKinds,
  servers: Servers,
): Counts {
  const { kindOf, classOf, ends, samples } = kinds;
  const [ranks, classes] = [kindOf.length, samples.length];
  const tally = emptyTally(ranks, classes, servers.count);
  for (let rank = 0; rank < ranks; rank += 1) {
    const from = kindOf[rank] as number;
    for (const partner of partnersOfRank(rank)) {
      const to = kindOf[partner] as number;
      const kind = classOf[from * ends.length + to] as number;
      add(tally.sent, rank * classes + kind, 1);
      add(tally.received, partner * classes + kind, 1);
      for (const { server, isIn } of servers.between(from, to)) {
        add(isIn ? tally.servedIn : tally.servedOut, server * classes + kind, 1);
        tally.needs[rank * servers.count + server] = 1;
        tally.needs[partner * servers.count + server] = 1;
      }
    }
  }
  return tally;
}

function allToAll({ kindOf, classOf, ends, samples }: EndKinds, servers: Servers): Counts {
  const [ranks, classes, kinds] = [kindOf.length, samples.length, ends.length];
  const tally = emptyTally(ranks, classes, servers.count);
  const population = new Int32Array(kinds);
  for (const kind of kindOf) add(population, kind, 1);
  // The same for all ranks of a kind.
  const sent = new Float64Array(kinds * classes);
  const received = new Float64Array(kinds * classes);
  const needs = new Uint8Array(kinds * servers.count);
  for (let from = 0; from < kinds; from += 1)
    for (let to = 0; to < kinds; to += 1) {
      const partners = (population[to] as number) - Number(from === to);
      const senders = (population[from] as number) - Number(from === to);
      if (partners === 0) continue;
      const kind = classOf[from * kinds + to] as number;
      add(sent, from * classes + kind, partners);
      add(received, to * classes + kind, senders);
      for (const { server, isIn } of servers.between(from, to)) {
        const messages = (population[from] as number) * partners;
        add(isIn ? tally.servedIn : tally.servedOut, server * classes + kind, messages);
        needs[from * servers.count + server] = 1;
        needs[to * servers.count + server] = 1;
      }
    }
  for (let rank = 0; rank < ranks; rank += 1) {
    const kind = kindOf[rank] as number;
    tally.sent.set(sent.subarray(kind * classes, (kind + 1) * classes), rank * classes);
    tally.received.set(received.subarray(kind * classes, (kind + 1) * classes), rank * classes);
    tally.needs.set(needs.subarray(kind * servers.count, (kind + 1) * servers.count), rank * servers.count);
  }
  return tally;
}

function rowsOf(
  { sent, received, needs }: Counts,
  { kindOf, samples: { length: classes } }: EndKinds,
  { count }: Servers,
): Pick<Tally, 'rowOf' | 'rows'> {
  const numbers = new Map<string, number>();
  const rows: number[] = [];
  const rowOf = Int32Array.from(kindOf, (_kind, rank) => {
    // Most places are zero, and a number takes long to write.
    let key = '';
    for (let at = rank * classes; at < (rank + 1) * classes; at += 1)
      key += `${sent[at] === 0 ? '' : String(sent[at])},${received[at] === 0 ? '' : String(received[at])},`;
    for (let server = 0; server < count; server += 1)
      if (needs[rank * count + server] === 1) key += ` ${server}`;
    const known = numbers.get(key) ?? rows.push(rank) - 1;
    numbers.set(key, known);
    return known;
  });
  return { rowOf, rows };
}

/**
 * Classes of the messages in each round of a barrier: by doubling distance (dissemination: Hensgen, Finkel, Manber 1988).
 */
export function barrierRounds({ kindOf, classOf, ends }: EndKinds): readonly (readonly number[])[] {
  const rounds: (readonly number[])[] = [];
  const ranks = kindOf.length;
  for (let distance = 1; distance < ranks; distance *= 2) {
    const classes = new Set<number>();
    for (let rank = 0; rank < ranks; rank += 1) {
      const to = kindOf[(rank + distance) % ranks] as number;
      classes.add(classOf[(kindOf[rank] as number) * ends.length + to] as number);
    }
    rounds.push([...classes]);
  }
  return rounds;
}

function emptyTally(ranks: number, classes: number, servers: number): Counts {
  return {
    sent: new Float64Array(ranks * classes),
    received: new Float64Array(ranks * classes),
    servedOut: new Float64Array(servers * classes),
    servedIn: new Float64Array(servers * classes),
    needs: new Uint8Array(ranks * servers),
  };
}

function add(to: Float64Array | Int32Array, at: number, count: number): void {
  to[at] = (to[at] ?? 0) + count;
}
