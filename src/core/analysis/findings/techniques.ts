import type { TechniqueResult } from '../appliedTechniques';
import { placeText } from '../results';
import type { Finding } from './finding';

/** Techniques that ended because their time was up, and not because they were done. */
export function techniqueFindings(applied: readonly TechniqueResult[]): readonly Finding[] {
  return applied
    .filter(({ complete, times }) => complete < times)
    .map((one) => ({
      severity: 'warning',
      what: `${one.technique} was complete ${one.complete} of ${one.times} times on ${one.vm} of ${placeText(one)}${whyText(one)}.`,
      means:
        'Runs after it began with some of what it should have changed: look at the figure of techniques.',
    }));
}

function whyText({ why }: TechniqueResult): string {
  return why.length === 0 ? '' : `: ${why.map((text) => text.replace(/[.!?]$/, '')).join('; ')}`;
}
