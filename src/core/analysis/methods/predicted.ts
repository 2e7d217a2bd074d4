import { blocksInWords } from '../../experiment/schedule';
import { count } from '../../text/count';
import type { MethodsInput } from '../methods';
import type { Results } from '../results';
import { comparedSentences, phaseSentences } from './design';
import { programSentence } from './software';
import { leftOutSentence, meansSentence, sequentialSentence } from './statistics';
import { told } from './words';

/** How a prediction was made, in a paragraph each for what was asked, its design and its numbers: it has no host, nothing
 * was installed or run, and its blocks are draws and no repetitions (asDraws). */
export function predictedParagraphs(input: MethodsInput): readonly (readonly string[])[] {
  return [askedSentences(input), designSentences(input), drawnSentences(input)];
}

function askedSentences({ plan, version }: MethodsInput): readonly string[] {
  return [
    'All times are predicted by a model; nothing was measured, and machines are as their topologies describe them.',
    `The prediction was made by VM Partition Lab ${plan.tool} and analysed by ${version}.`,
    programSentence(plan.workloads),
  ];
}

function designSentences({ plan, results }: MethodsInput): readonly string[] {
  const { ended, planned } = results.runs;
  return told(
    ...comparedSentences(plan),
    `The design has ${blocksInWords(plan.schedule)} blocks, each with every combination once.`,
    ...phaseSentences(plan.schedule),
    `${ended} of ${planned} runs were predicted.`,
  );
}

function drawnSentences({ results, plan }: MethodsInput): readonly string[] {
  return told(
    'Each time is what the model says with one set of values, which all cells of a block share; given are median, mean and standard deviation over blocks.',
    sequentialSentence(results),
    plan.native
      ? 'A slowdown is time / native time of the same block - 1, as the geometric mean over blocks.'
      : null,
    meansSentence(results),
    comparisonSentence(results),
    leftOutSentence(results.cells),
  );
}

function comparisonSentence({ comparisons, margin }: Results): string | null {
  if (comparisons.length === 0) return null;
  return `${count(comparisons.length, 'pair')} of cells that differ in one thing were compared block by block, without a test: one is better or worse where the interval of their ratio leaves out 1, and two count as equivalent where it lies within ${(margin * 100).toFixed(0)} %.`;
}
