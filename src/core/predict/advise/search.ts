import type { Steps } from '../steps';

/** What a search is made of: candidates with a number of costs each, whose mean is to be small. */
export interface SearchProblem<Candidate> {
  readonly candidates: readonly Candidate[];
  /** Costs of each candidate. */
  readonly parts: number;
  /** What the costs of a candidate cannot stay below, one for each part. */
  readonly boundsOf: (candidate: Candidate) => readonly number[];
  readonly costOf: (candidate: Candidate, part: number) => number;
  /** How many are wanted. */
  readonly top: number;
  /** Candidates whose costs are asked for at most. */
  readonly budget: number;
}

export interface Found<Candidate> {
  readonly candidate: Candidate;
  readonly costs: readonly number[];
  readonly mean: number;
}

export interface Searched<Candidate> {
  /** The best first; equal ones in the order of the candidates. */
  readonly found: readonly Found<Candidate>[];
  /** Candidates with at least one cost that was asked for. */
  readonly evaluated: number;
  /** No candidate is better than this mean, whether it was looked at or not; that of the best where it is known to be best. */
  readonly bound: number;
  /** The best are known to be the best of all candidates. */
  readonly isExact: boolean;
}

/**
 * The candidates of least mean cost, by branch and bound: in the order of their bounds, each until its costs so far and
 * the bounds of the others say that it is not among the best. Exact unless the budget ends first; then `bound` is
 * what the candidates that were not looked at cannot stay below.
 */
export function* search<Candidate>(problem: SearchProblem<Candidate>): Steps<Searched<Candidate>> {
  const { candidates, parts, boundsOf, top, budget } = problem;
  const bounded: Bounded<Candidate>[] = [];
  for (const [at, candidate] of candidates.entries()) {
    const bounds = boundsOf(candidate);
    bounded.push({ candidate, at, bounds, mean: meanOf(bounds) });
    yield null;
  }
  bounded.sort((a, b) => a.mean - b.mean || a.at - b.at);
  let found: (Found<Candidate> & { readonly at: number })[] = [];
  let evaluated = 0;
  // By how much a cost was above its bound at most: parts that tell the most are asked for first.
  const raised = new Array<number>(parts).fill(0);
  const worst = (): number => (found.length < top ? Infinity : (found.at(-1)?.mean ?? Infinity));
  for (const { candidate, at, bounds, mean } of bounded) {
    if (mean > worst()) break;
    if (evaluated >= budget) {
      const best = found[0]?.mean ?? Infinity;
      return { found, evaluated, bound: Math.min(mean, best), isExact: false };
    }
    evaluated += 1;
    const costs = [...bounds];
    let isOut = false;
    for (const part of inOrder(raised)) {
      const cost = problem.costOf(candidate, part);
      yield null;
      raised[part] = Math.max(raised[part] ?? 0, cost - (costs[part] ?? 0));
      costs[part] = cost;
      isOut = meanOf(costs) > worst();
      if (isOut) break;
    }
    if (isOut) continue;
    found = [...found, { candidate, costs, mean: meanOf(costs), at }]
      .sort((a, b) => a.mean - b.mean || a.at - b.at)
      .slice(0, top);
  }
  return { found, evaluated, bound: found[0]?.mean ?? Infinity, isExact: true };
}

interface Bounded<Candidate> {
  readonly candidate: Candidate;
  readonly at: number;
  readonly bounds: readonly number[];
  readonly mean: number;
}

function inOrder(raised: readonly number[]): readonly number[] {
  return [...raised.keys()].sort((a, b) => (raised[b] ?? 0) - (raised[a] ?? 0) || a - b);
}

function meanOf(costs: readonly number[]): number {
  let sum = 0;
  for (const cost of costs) sum += cost;
  return sum / Math.max(1, costs.length);
}
