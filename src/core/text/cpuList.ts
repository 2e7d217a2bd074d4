/** Largest number that a list may name, as in the schemas. */
export const MAX_CPU = 1048575;
/** Most numbers that one list may name: eight times what Linux can be built for. */
export const MAX_CPU_LIST = 65536;

const PIECE = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/;

/**
 * The numbers of a kernel CPU list such as `0-3,8` or `0-14:2` (every second one, as taskset writes it), in the
 * order written and with repetitions. Never throws: pieces that {@link cpuListProblem} complains about are left out.
 */
export function parseCpuList(text: string): number[] {
  return readCpuList(text).numbers;
}

/** What is wrong with a CPU list and what to write instead; null when nothing is. */
export function cpuListProblem(text: string): string | null {
  return readCpuList(text).problem;
}

/**
 * Shortest list with these numbers in this order: runs that ascend by one become ranges.
 * `parseCpuList` of the result gives the numbers back.
 */
export function formatCpuList(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && number === open[1] + 1) open[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** Both {@link parseCpuList} and {@link cpuListProblem} in one reading. */
export function readCpuList(text: string): { numbers: number[]; problem: string | null } {
  const numbers: number[] = [];
  let problem: string | null = null;
  if (text.trim() === '') return { numbers, problem };
  for (const piece of text.split(',')) {
    const wrong = readPiece(piece.trim(), numbers);
    problem ??= wrong;
    if (numbers.length >= MAX_CPU_LIST) break;
  }
  return { numbers, problem };
}

/** Appends the numbers of one piece, bounded; returns what is wrong with it. */
function readPiece(piece: string, numbers: number[]): string | null {
  const match = PIECE.exec(piece);
  if (match === null)
    return `\`${piece}\` is not a number or a range. Write a CPU list such as \`0-3,8\` or \`0-14:2\`.`;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  const step = Number(match[3] ?? 1);
  if (last > MAX_CPU || first > MAX_CPU)
    return `\`${piece}\` goes beyond ${MAX_CPU}, the largest number possible.`;
  if (last < first) return `\`${piece}\` counts downwards. Write \`${last}-${first}\`, or single numbers.`;
  if (step < 1) return `\`${piece}\` has a step of 0. Write 1 or more after the colon.`;
  for (let number = first; number <= last; number += step) {
    if (numbers.length >= MAX_CPU_LIST)
      return `The list names more than ${MAX_CPU_LIST} numbers. Shorten it.`;
    numbers.push(number);
  }
  return null;
}
