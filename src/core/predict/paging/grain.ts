/** What the size of a frame group follows from, bytes. */
interface Demand {
  /** Private memory of a thread. */
  readonly threadBytes: number;
  readonly threads: number;
  /** Of all threads, shared memory too. */
  readonly allBytes: number;
  /** A group is not smaller: the guest hands such pages out whole. */
  readonly guestPageBytes: number;
  /** Of one VM, where threads may have fewer than usual for it, but two at least; not given: no fewer than usual. */
  readonly groupsWanted?: number;
}

const GROUPS_OF_A_THREAD = 24;
const GROUPS_AT_LEAST = 128;
const GROUPS_AT_MOST = 4096;

/**
 * Bytes of a frame group, a power of two: at least 24 groups a thread and 128 a VM, at most 4096 or 48 a thread. What is
 * handed out in turn on a real guest are batches of 124 KiB; larger groups make the shares of a run scatter more, and
 * do not move them.
 */
export function groupBytesOf(demand: Demand): number {
  const { threadBytes, threads, allBytes, guestPageBytes, groupsWanted = Infinity } = demand;
  const ofThread = Math.max(2, Math.min(GROUPS_OF_A_THREAD, groupsWanted / Math.max(1, threads)));
  const wanted = Math.min(allBytes / GROUPS_AT_LEAST, threadBytes / ofThread);
  const least = allBytes / Math.max(Math.min(GROUPS_AT_MOST, 2 * groupsWanted), 2 * ofThread * threads);
  const fine = wanted >= 1 ? 2 ** Math.floor(Math.log2(wanted)) : 1;
  const coarse = least > 1 ? 2 ** Math.ceil(Math.log2(least)) : 1;
  return Math.max(guestPageBytes, fine, coarse);
}
