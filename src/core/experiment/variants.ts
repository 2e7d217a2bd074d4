import type { Experiment, FactorLevel } from './experiment';
import { factorKind, levelText } from './factors';
import { spansVms, type LauncherId, type RankOrder, type Workload } from './workload';

/** Starts of programs that an experiment may have. More are nobody's plan, and would keep the checker busy. */
export const mostVariants = 1000;

/**
 * Each workload once for every combination of the levels that are about starting programs; null when those are more
 * than `mostVariants`. A factor multiplies only what has it: `class` the NPB, `ranks`, `rankOrder` and `transport` what
 * runs over all VMs. Ids are given anew, titles stay: levels tell variants apart.
 */
export function variantsOf(
  workloads: readonly Workload[],
  factors: Experiment['factors'],
): readonly Workload[] | null {
  const own = Object.keys(factors).filter((name) => factorKind(name) === 'program');
  // What a launcher decides of ranks comes after it.
  const ordered = own.includes('launcher') ? ['launcher', ...own.filter((name) => name !== 'launcher')] : own;
  let variants = workloads;
  for (const factor of ordered) {
    const levels = factors[factor] ?? [];
    if (variants.length * levels.length > mostVariants && levels.length > 1) return null;
    variants = variants.flatMap((workload) =>
      has(workload, factor) ? levels.map((level) => withLevel(workload, factor, level)) : [workload],
    );
  }
  return variants.map((workload, index) => ({ ...workload, id: `w${index + 1}` }));
}

function has(workload: Workload, factor: string): boolean {
  switch (factor) {
    case 'class':
      return workload.problemClass !== null;
    case 'ranks':
    case 'rankOrder':
    case 'transport':
      return spansVms(workload.launcher);
    default:
      return true;
  }
}

/** The schema says which levels a factor has. */
function withLevel(workload: Workload, factor: string, level: FactorLevel): Workload {
  const text = levelText(level);
  const levels = { ...workload.levels, [factor]: text };
  switch (factor) {
    case 'class':
      return { ...workload, levels, problemClass: text };
    case 'launcher':
      return { ...workload, levels, launcher: text as LauncherId };
    case 'ranks':
      return { ...workload, levels, ranks: Number(level) };
    case 'rankOrder':
      return { ...workload, levels, rankOrder: text as RankOrder };
    case 'transport':
      return { ...workload, levels, transport: text as Workload['transport'] };
    default:
      return { ...workload, levels, environment: { ...workload.environment, [factor.slice(4)]: text } };
  }
}
