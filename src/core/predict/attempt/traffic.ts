import { rankPlacement } from '../../experiment/ranks';
import { sharedRegion } from '../../experiment/sharedRegion';
import type { CellSetup } from '../cell';
import { profileOfCell } from '../cell';
import { currentValues } from '../currentValues';
import { partnersOf } from '../profiles/partners';

/**
 * What the messages of the timed region carry out of a VM, bytes, and into it over the network. Headers, barriers and what
 * a runtime says for itself are not in it: a host counts more.
 */
export interface TrafficOfVm {
  readonly vm: string;
  readonly networkSentBytes: number;
  readonly networkReceivedBytes: number;
  /** null where no region is used. */
  readonly regionSentBytes: number | null;
  readonly regionMessages: number | null;
}

/** Of each VM with ranks; nothing natively and of programs in one VM, where there is no choice of ways. */
export function trafficOf(setup: CellSetup): readonly TrafficOfVm[] {
  const { layout, workload, isNative } = setup;
  const profile = profileOfCell(setup, currentValues);
  if (isNative || profile === null || layout.vms.length < 2) return [];
  const vms = rankPlacement(workload, layout).flatMap(({ vm }) => vm ?? []);
  const names = [...new Set(vms)];
  const hosts = new Map(layout.vms.map(({ name, host }) => [name, host]));
  const hasRegion = sharedRegion(workload, layout) !== null;
  const counts = new Map(names.map((name) => [name, { sent: 0, received: 0, region: 0, messages: 0 }]));
  for (const { pattern, count, bytes } of profile.messages)
    for (const [rank, from] of vms.entries())
      for (const partner of partnersOf(pattern, rank, vms.length)) {
        const to = vms[partner];
        const [sender, receiver] = [counts.get(from), counts.get(to ?? '')];
        if (from === to || to === undefined || sender === undefined || receiver === undefined) continue;
        if (hasRegion && hosts.get(from) === hosts.get(to)) {
          sender.region += count.value * bytes.value;
          sender.messages += count.value;
        } else {
          sender.sent += count.value * bytes.value;
          receiver.received += count.value * bytes.value;
        }
      }
  return [...counts].map(([vm, { sent, received, region, messages }]) => ({
    vm,
    networkSentBytes: Math.round(sent),
    networkReceivedBytes: Math.round(received),
    regionSentBytes: hasRegion ? Math.round(region) : null,
    regionMessages: hasRegion ? Math.round(messages) : null,
  }));
}
