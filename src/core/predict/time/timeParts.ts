/** Where the time of a run goes. The parts sum to the whole. */
export interface TimeParts {
  readonly computeSeconds: number;
  /** Waiting for memory beyond what runs beside computing, and first touches of pages. */
  readonly memorySeconds: number;
  /** Messages and barriers, as they would be without locks of wide VMs. */
  readonly communicationSeconds: number;
  /** Locks of VMs with many vCPUs, faults served one after the other, events of many operating systems. */
  readonly contentionSeconds: number;
  /** Walks of nested page tables, ticks of guests, faults in the hypervisor. */
  readonly virtualisationSeconds: number;
}

export const PARTS = [
  'computeSeconds',
  'memorySeconds',
  'communicationSeconds',
  'contentionSeconds',
  'virtualisationSeconds',
] as const satisfies readonly (keyof TimeParts)[];

/** For people. */
export const PART_WORDS: Readonly<Record<keyof TimeParts, string>> = {
  computeSeconds: 'compute',
  memorySeconds: 'memory',
  communicationSeconds: 'communication',
  contentionSeconds: 'contention',
  virtualisationSeconds: 'virtualisation',
};

export const NO_TIME: TimeParts = {
  computeSeconds: 0,
  memorySeconds: 0,
  communicationSeconds: 0,
  contentionSeconds: 0,
  virtualisationSeconds: 0,
};

/** Seconds of the whole. */
export function wholeOf(parts: TimeParts): number {
  let seconds = 0;
  for (const part of PARTS) seconds += parts[part];
  return seconds;
}

/** Of several runs; zeros of none. */
export function meanParts(all: readonly TimeParts[]): TimeParts {
  const mean = (part: keyof TimeParts): number =>
    all.reduce((sum, parts) => sum + parts[part], 0) / Math.max(1, all.length);
  return Object.fromEntries(PARTS.map((part) => [part, mean(part)])) as unknown as TimeParts;
}
