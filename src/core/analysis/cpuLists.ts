/**
 * CPUs in the order in which they are given, ascending neighbours drawn together: `4-7,0`. A place with several
 * CPUs is put in brackets, several values seen in one place are divided by `/`: `0,(0-3),1/5`.
 */
export function joinCpuTokens(places: readonly (readonly string[])[]): string {
  const parts: string[] = [];
  let run: number[] = [];
  const flush = (): void => {
    if (run.length > 0) parts.push(rangeText(run[0] ?? 0, run.at(-1) ?? 0));
    run = [];
  };
  for (const place of places) {
    const cpu = singleCpu(place);
    if (cpu === null || (run.length > 0 && cpu !== (run.at(-1) ?? 0) + 1)) flush();
    if (cpu === null) parts.push(place.map(bracketed).join('/'));
    else run.push(cpu);
  }
  flush();
  return parts.join(',');
}

function singleCpu(place: readonly string[]): number | null {
  const [only, ...more] = place;
  return only !== undefined && more.length === 0 && /^\d+$/.test(only) ? Number(only) : null;
}

function bracketed(list: string): string {
  return /[-,]/.test(list) ? `(${list})` : list;
}

function rangeText(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** Union of kernel lists as one list, ascending; texts that are none follow as they are. */
export function uniteLists(lists: readonly string[]): string {
  const numbers = new Set<number>();
  const others = new Set<string>();
  for (const part of lists.flatMap((list) => list.split(','))) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    if (match !== null) addRange(numbers, Number(match[1]), Number(match[2] ?? match[1]));
    else if (part.trim() !== '') others.add(part.trim());
  }
  const sorted = [...numbers].sort((a, b) => a - b).map((cpu) => [String(cpu)]);
  return [joinCpuTokens(sorted), ...others].filter((part) => part !== '').join(',');
}

function addRange(numbers: Set<number>, first: number, last: number): void {
  for (let number = first; number <= last; number += 1) numbers.add(number);
}
