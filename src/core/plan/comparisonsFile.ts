import type { Comparisons } from '../experiment/comparisons';

/** What the stopping rule on the host compares: lines `compare CELL BASELINE` and `run RUN BLOCK CELL`. */
export function comparisonsFile({ pairs, runs }: Comparisons): string {
  const lines = [
    ...pairs.map(({ cell, baseline }) => `compare ${cell} ${baseline}`),
    ...runs.map(({ run, block, cell }) => `run ${run} ${block} ${cell ?? '-'}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
