import { sumOf } from '../analysis/statistics';
import type { Quantity } from './claims/question';
import type { OnNodes, PagesOfRun } from './paging/paging';

/** Shares of first touches and of pages, for each seed: of all VMs together. */
export function faultShares(
  seeds: readonly (readonly PagesOfRun[])[],
  paging: 'nested' | 'shadow',
): readonly Readonly<Partial<Record<Quantity, number>>>[] {
  return seeds.map((vms) => {
    const sum = (of: (pages: PagesOfRun) => number): number => sumOf(vms.map(of));
    const guest = sum(({ faults }) => faults.guest);
    const unmapped = sum(({ faults }) => faults.unmapped);
    // The second level is asked for frames alone; shadow tables are filled for each process anew.
    const seen = paging === 'nested' ? unmapped : guest;
    const local = sum((pages) => bytesOn(pages.local));
    const far = sum((pages) => bytesOn(pages.remoteSingle) + bytesOn(pages.remoteMultiple));
    return {
      faultsByGuest: (guest - seen) / guest,
      faultsSeenByHost: seen / guest,
      faultsUnmapped: unmapped / guest,
      faultsRemoteSingle: paging === 'nested' ? 0 : sum(({ faults }) => faults.foundRemote.single) / guest,
      faultsRemoteMultiple:
        paging === 'nested' ? 0 : sum(({ faults }) => faults.foundRemote.multiple) / guest,
      faultsInTimedRegion: sum(({ faults }) => faults.timed.guest) / guest,
      farPages: far / (local + far),
    };
  });
}

function bytesOn(nodes: OnNodes): number {
  return sumOf(Object.values(nodes));
}
