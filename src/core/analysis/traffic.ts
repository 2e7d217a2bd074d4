import type { Collected } from '../journal/state';
import type { Sample } from './sample';
import { groupBy } from '../text/groupBy';
import { median, sumOf } from './statistics';

/** How much the VMs of a run sent, by the way it took. */
export interface CellTraffic {
  /** Over their network interfaces, headers and what starting the ranks takes included. */
  readonly networkBytes: number;
  /** By ranks, through shared regions; null where no rank used one. */
  readonly regionBytes: number | null;
  readonly sessions: number;
}

/** What all VMs of a run sent together. */
type Sent = Omit<CellTraffic, 'sessions'>;

/**
 * Of the runs of a cell that ended well, whether they count or not: where the data of a marked one went is what the mark is
 * about. A session gives the median of its runs, a cell the median of its sessions. null without any that was counted:
 * natively, and in layouts of one VM.
 */
export function trafficOf(samples: readonly Sample[]): CellTraffic | null {
  const told = samples.flatMap(({ run }) => {
    const sent = run.state === 'ok' ? sentIn(run.collected) : null;
    return sent === null ? [] : [{ session: run.session, ...sent }];
  });
  const sessions = [...groupBy(told, ({ session }) => session).values()];
  const network = median(sessions.flatMap((own) => median(own.map((sent) => sent.networkBytes)) ?? []));
  if (network === null) return null;
  const region = sessions.flatMap((own) => median(own.flatMap((sent) => sent.regionBytes ?? [])) ?? []);
  return { networkBytes: network, regionBytes: median(region), sessions: sessions.length };
}

/** Sums over the VMs; null where none has told. */
export function sentIn({ traffic }: Pick<Collected, 'traffic'>): Sent | null {
  if (traffic.length === 0) return null;
  const regions = traffic.flatMap(({ regionSentBytes }) => regionSentBytes ?? []);
  return {
    networkBytes: sumOf(traffic.map(({ networkSentBytes }) => networkSentBytes)),
    regionBytes: regions.length === 0 ? null : sumOf(regions),
  };
}
