import type { PlanDocument } from '../plan/planDocument';
import type { AttemptFacts } from '../topology/attemptFacts';
import { designSentences } from './methods/design';
import { machineSentences } from './methods/machine';
import { predictedParagraphs } from './methods/predicted';
import { softwareSentences } from './methods/software';
import { statisticsSentences } from './methods/statistics';
import type { Results } from './results';

/** What an attempt knows of how it was done. */
export interface MethodsInput {
  readonly results: Results;
  readonly plan: PlanDocument;
  /** Of the first capture of the host; null where there is none. */
  readonly facts: AttemptFacts | null;
  /** How often the host wrote facts down. */
  readonly captures: number;
  /** Of the order; null where the attempt does not say. */
  readonly seed: number | null;
  /** Seconds since 1970 of the journal's first and last line; null of an empty one. */
  readonly began: number | null;
  readonly last: number | null;
  /** Version of this program that made the analysis. */
  readonly version: string;
}

/**
 * How an attempt was done, for a paper: a paragraph each for the machine, the software, the design and the statistics; of a
 * prediction for what was asked, the design and the numbers.
 * What is not known is said, so that nobody takes it for a default.
 */
export function methodsText(input: MethodsInput): string {
  return methodsParagraphs(input)
    .map((paragraph) => `${paragraph}\n`)
    .join('\n');
}

export function methodsParagraphs(input: MethodsInput): readonly string[] {
  const paragraphs =
    input.results.origin === 'predicted'
      ? predictedParagraphs(input)
      : [machineSentences, softwareSentences, designSentences, statisticsSentences].map((sentences) =>
          sentences(input),
        );
  return paragraphs.map((sentences) => sentences.join(' '));
}
