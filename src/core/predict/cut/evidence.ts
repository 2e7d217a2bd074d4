import { sumOf } from '../../analysis/statistics';
import { groupBy } from '../../text/groupBy';
import type { Ground } from '../ground';
import type { PagesOfRun } from '../paging/paging';
import type { Profile } from '../profiles/profile';
import { rowsOf } from '../time/runInputOf';

/** What reasons are told from: the same numbers that the times were made of. */
export interface Evidence {
  /** The VM with the largest share of its ranks' own pages on other nodes than theirs; null where there is none. */
  readonly far: { readonly vm: string; readonly share: number; readonly nodes: number } | null;
  /** Messages by the way that they go, of all. */
  readonly ways: { readonly network: number; readonly region: number; readonly inside: number };
  /** Model of the card of those who send over the network; null where nobody does. */
  readonly nic: string | null;
  /** Must the threads that serve cards wait for PUs on which ranks poll? */
  readonly isServedLate: boolean;
  readonly guests: number;
  /** VM with the most vCPUs. */
  readonly widest: { readonly vm: string; readonly vcpus: number } | null;
}

export function evidenceOf(ground: Ground, pages: readonly PagesOfRun[], profile: Profile): Evidence {
  const { groups } = ground;
  const far = groups.flatMap((_group, at) => farOf(ground, pages, at));
  const vms = groups.flatMap(([first]) => (first?.vm == null ? [] : [first.vm]));
  const widest = vms.reduce<(typeof vms)[number] | null>(
    (most, vm) => (most === null || vm.pus.length > most.pus.length ? vm : most),
    null,
  );
  return {
    far: far.reduce<Evidence['far']>((most, one) => (one.share > (most?.share ?? 0) ? one : most), null),
    ...messagesOf(ground, profile),
    guests: vms.length,
    widest: widest === null ? null : { vm: widest.name, vcpus: widest.pus.length },
  };
}

function farOf(
  { groups, homes, kind }: Ground,
  pages: readonly PagesOfRun[],
  at: number,
): readonly NonNullable<Evidence['far']>[] {
  const group = groups[at] ?? [];
  const vm = group[0]?.vm ?? null;
  if (vm === null) return [];
  const own = homes[at] ?? [];
  const rows = rowsOf(group, pages[at], kind);
  const whole = sumOf(rows.map((row) => sumOf(row)));
  // A thread has a few frame groups in a large VM: what all of a node have tells where its memory may be.
  const away = own.flatMap((home, thread) =>
    (rows[thread] ?? []).flatMap((bytes, node) => (bytes > 0 && node !== home ? [`${home} ${node}`] : [])),
  );
  const nodes = Math.max(
    0,
    ...[...groupBy(new Set(away), (pair) => pair.split(' ')[0] ?? '').values()].map((pairs) => pairs.length),
  );
  const near = sumOf(rows.map((row, thread) => row[own[thread] ?? -1] ?? 0));
  return whole === 0 || nodes === 0 ? [] : [{ vm: vm.name, share: 1 - near / whole, nodes }];
}

function messagesOf(ground: Ground, { messages }: Profile): Pick<Evidence, 'ways' | 'nic' | 'isServedLate'> {
  const {
    kinds,
    way: { region, isServedLate: waits },
  } = ground;
  const sums = { network: 0, region: 0, inside: 0 };
  let nic: string | null = null;
  let isServedLate = false;
  const classes = kinds.samples.length;
  const byClass = new Float64Array(classes);
  for (const { pattern, count } of messages) {
    const { sent } = ground.tallyOf(pattern);
    for (const [at, sentBy] of sent.entries())
      byClass[at % classes] = (byClass[at % classes] ?? 0) + count.value * sentBy;
  }
  for (const [at, [from, to]] of kinds.samples.entries()) {
    const sent = byClass[at] ?? 0;
    if (sent === 0) continue;
    const isNetwork = from.host !== to.host || (from.vm !== to.vm && region === null);
    sums[isNetwork ? 'network' : from.vm === to.vm ? 'inside' : 'region'] += sent;
    if (!isNetwork || from.vm === null) continue;
    nic ??= from.vm.nics[0]?.model ?? null;
    isServedLate ||= waits(from.vm);
  }
  const all = Math.max(1e-300, sums.network + sums.region + sums.inside);
  return {
    ways: { network: sums.network / all, region: sums.region / all, inside: sums.inside / all },
    ...{ nic, isServedLate },
  };
}
