import { commentedText } from '../../recipes/commentedText';
import type { ExperimentDocument } from '../../schema/generated/vmexperiment.types';
import type { LayoutDocument } from '../../schema/generated/vmlayout.types';
import type { Advice, AdvisedCut } from './advise';
import { vmCount } from './cut';
import { cutDocument, cutName, cutTitle } from './cutLayout';
import { percent } from './words';

/** Files of one folder. */
export interface AdviceFiles {
  /** Names of files; null where there is one cut alone, and nothing to tell apart. */
  readonly experiment: string | null;
  readonly layouts: readonly string[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Rules that a layout breaks on purpose, each with a reason: an acceptance of what is not found would be a finding too. */
export type AcceptedOf = (document: LayoutDocument) => Readonly<Record<string, string>>;

/** What these cuts mean by what the checker finds in them. */
export const MEANT: Readonly<Record<string, string>> = {
  CPU09: 'every core computes, natively too',
  CPU10: 'what cuts as fine as this cost is the question',
  NUM01: 'a guest that does not see its nodes is what was predicted',
  SHM03: 'the model takes a message to lie with its sender, where it is touched first',
};

/** Sessions where no sensible number would tell the cuts apart: as many runs as the paper has. */
const REPLICATES_OF_PAPER = 30;

/** Layouts of all cuts, the best first, and the experiment that tells the first two apart; `named` is what they call the machine. */
export function adviceFiles(advice: Advice, named: string, acceptedOf: AcceptedOf): AdviceFiles {
  // An experiment with both transports wants a region in every layout: the checker asks for it.
  const hasRegion = transportsOf(advice.cuts).length > 1 ? true : undefined;
  const layouts = advice.cuts.map((one) => ({
    name: `${cutName(one.cut, one.ground)}.vmlayout.json`,
    text: layoutText(one, acceptedOf, cutDocument(one.cut, one.ground, named, hasRegion)),
  }));
  const experiment = experimentFile(advice);
  return {
    experiment: experiment?.name ?? null,
    layouts: layouts.map(({ name }) => name),
    files: experiment === null ? layouts : [experiment, ...layouts],
  };
}

function layoutText({ mean, lost }: AdvisedCut, acceptedOf: AcceptedOf, document: LayoutDocument): string {
  const about = [
    `Predicted, not measured: ${percent(mean.value - 1)} slower than the machine itself, mean of the programs.`,
    ...(lost.change.value === 0 ? [] : [`${percent(lost.change.value)} of native time behind the best cut.`]),
  ];
  const accept = acceptedOf(document);
  const isPlain = Object.keys(accept).length === 0;
  return commentedText(about, membersOf(isPlain ? document : { ...document, accept }));
}

/** Those by which the first two cuts reach each other's VMs. */
function transportsOf(cuts: readonly AdvisedCut[]): readonly ('network' | 'shared')[] {
  const own = cuts.slice(0, 2).filter(({ cut }) => vmCount(cut) > 1);
  return [...new Set(own.map(({ cut }) => cut.transport))];
}

function experimentFile(advice: Advice): { readonly name: string; readonly text: string } | null {
  const [first, second] = advice.cuts;
  const [cheapest] = advice.experiment?.programs ?? [];
  if (first === undefined || second === undefined || cheapest === undefined) return null;
  const entry = advice.programs[cheapest.program]?.entry;
  if (entry === undefined) return null;
  const [one = 'network', other = one] = transportsOf(advice.cuts);
  const names = [first, second].map(({ cut, ground }) => cutName(cut, ground));
  const document: ExperimentDocument = {
    version: 1,
    title: `Which of two cuts is better, ${advice.machine.id}`,
    layouts: names.map((name) => `${name}.vmlayout.json`),
    workloads: [{ ...entry, ...(one === other ? { transport: one } : {}) }],
    phases: [advice.phase],
    ...(one === other ? {} : betweenTransports(names, [one, other])),
    replicates: cheapest.blocks ?? REPLICATES_OF_PAPER,
    ...{ order: 'randomized', seed: 20, timeLimit: '1h' },
  };
  const about = [
    `A: ${cutTitle(first.cut, first.ground)}. B: ${cutTitle(second.cut, second.ground)}.`,
    cheapest.blocks === null
      ? 'The model expects no difference that a thousand blocks would show: these are as many as the paper has runs.'
      : `Blocks that would show ${percent(Math.abs(Math.expm1(cheapest.effect)))} if times of sessions spread by ${percent(cheapest.spread)}.`,
    '`directory` is where the binaries are on the host.',
  ];
  return { name: 'tell-apart.vmexperiment.json', text: commentedText(about, membersOf(document)) };
}

/** Each layout with its own transport alone. */
function betweenTransports(
  layouts: readonly string[],
  transports: readonly ('network' | 'shared')[],
): Pick<ExperimentDocument, 'factors' | 'exclude'> {
  return {
    factors: { transport: [...transports] },
    exclude: layouts.map((layout, at) => ({ layout, transport: transports[1 - at] })),
  } as Pick<ExperimentDocument, 'factors' | 'exclude'>;
}

function membersOf(document: object): readonly { readonly key: string; readonly value: unknown }[] {
  return Object.entries(document).map(([key, value]: [string, unknown]) => ({ key, value }));
}
