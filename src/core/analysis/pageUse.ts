import type { PageKinds } from '../journal/state';

/** Guest memory that ranks used, bytes: by kind, and by node of the host. */
export interface PageUse {
  /** Every rank that maps it runs on the node on which it lies. */
  readonly local: number;
  /** One rank maps it, from another node. */
  readonly remoteSingle: number;
  /** Several ranks map it, one of them at least from another node. */
  readonly remoteMultiple: number;
  /** The host has no page for it. */
  readonly unmapped: number;
  readonly onNodes: Readonly<Record<string, number>>;
}

/** From the best to the worst, and what is not decided: they are all that ranks used. */
export const KINDS_OF_PAGES: readonly {
  readonly name: string;
  /** Number of the colour that it has in figures. */
  readonly colour: number;
  readonly bytesOf: (use: PageUse) => number;
}[] = [
  { name: 'local', colour: 4, bytesOf: ({ local }) => local },
  { name: 'remote single', colour: 1, bytesOf: ({ remoteSingle }) => remoteSingle },
  { name: 'remote multiple', colour: 2, bytesOf: ({ remoteMultiple }) => remoteMultiple },
  { name: 'unmapped', colour: 9, bytesOf: ({ unmapped }) => unmapped },
];

/** Of all VMs of a run together. */
export function useOf(pages: readonly PageKinds[]): PageUse {
  return meanUse(pages.map(useOfVm), 1);
}

function useOfVm({ local, remoteSingle, remoteMultiple, unmappedBytes }: PageKinds): PageUse {
  return {
    ...{ local: sumOf(local), remoteSingle: sumOf(remoteSingle), remoteMultiple: sumOf(remoteMultiple) },
    unmapped: unmappedBytes,
    onNodes: addedByNode([local, remoteSingle, remoteMultiple]),
  };
}

/** The sum over `count`; their mean without it. */
export function meanUse(uses: readonly PageUse[], count = uses.length): PageUse {
  const of = (kind: Exclude<keyof PageUse, 'onNodes'>): number =>
    uses.reduce((sum, use) => sum + use[kind], 0) / count;
  return {
    ...{ local: of('local'), remoteSingle: of('remoteSingle'), remoteMultiple: of('remoteMultiple') },
    unmapped: of('unmapped'),
    onNodes: meanByNode(
      uses.map((use) => use.onNodes),
      count,
    ),
  };
}

/** All that ranks used, bytes. */
export function usedBytes({ local, remoteSingle, remoteMultiple, unmapped }: PageUse): number {
  return local + remoteSingle + remoteMultiple + unmapped;
}

/** Of all that ranks used, what lay on another node than a rank that maps it; null where they used nothing. */
export function remoteShare(use: PageUse): number | null {
  const used = usedBytes(use);
  return used === 0 ? null : (use.remoteSingle + use.remoteMultiple) / used;
}

/** The same of one VM's reading, without making more of it: there are many. */
export function remoteShareIn({
  local,
  remoteSingle,
  remoteMultiple,
  unmappedBytes,
}: PageKinds): number | null {
  const remote = sumOf(remoteSingle) + sumOf(remoteMultiple);
  const used = remote + sumOf(local) + unmappedBytes;
  return used === 0 ? null : remote / used;
}

/** All that the ranks of these VMs used, bytes. */
export function usedIn(pages: readonly PageKinds[]): number {
  return pages.reduce(
    (sum, { local, remoteSingle, remoteMultiple, unmappedBytes }) =>
      sum + sumOf(local) + sumOf(remoteSingle) + sumOf(remoteMultiple) + unmappedBytes,
    0,
  );
}

/** Bytes on each node, of several readings together. */
function addedByNode(
  readings: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const reading of readings)
    for (const node in reading) sums[node] = (sums[node] ?? 0) + (reading[node] ?? 0);
  return sums;
}

/** The sum over `count`; their mean without it. */
export function meanByNode(
  readings: readonly Readonly<Record<string, number>>[],
  count = readings.length,
): Readonly<Record<string, number>> {
  const sums = Object.entries(addedByNode(readings));
  return Object.fromEntries(sums.map(([node, bytes]) => [node, bytes / count]));
}

export function sumOf(bytes: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const node in bytes) sum += bytes[node] ?? 0;
  return sum;
}
