import type { Experiment } from '../../experiment/experiment';
import type { ProblemFix } from '../../text/document';
import { formatSpan } from '../../text/span';
import { withOneLevel } from '../../experiment/factors';
import { blocksOf, costOfBlock, isOfHost, type Cost } from '../cost';
import type { ExperimentRule } from '../rule';
import { count } from '../words';

/** Sessions or boots beyond which fewer replicates are offered: the boots alone then take an hour or so. */
const large = 200;
/** Replicates that EXP01 asks for. */
const enough = 5;

export const exp03: ExperimentRule = {
  id: 'EXP03',
  subject: 'experiment',
  severity: 'info',
  title: 'What an experiment takes',
  reason:
    'Every cell is a session of its own in every block, and every session boots all VMs of its layout. One more factor multiplies that. How long a program takes is not known before it has run; the limits only say how long it may take.',
  source: 'docs/documents.md: cells, sessions and blocks; paper, section IV',
  *check(experiment) {
    const block = costOfBlock(experiment);
    const { least, most } = blocksOf(experiment);
    const range = (perBlock: number): string =>
      least === most ? `${perBlock * most}` : `${perBlock * least} to ${perBlock * most}`;
    yield {
      message: [
        `${range(block.sessions)} sessions with ${range(block.boots)} boots of VMs and ${range(block.runs)} runs, in ${least === most ? '' : `${least} to `}${count(most, 'block')}.`,
        `The duration is not known before a first block; by the limits it is ${longest(block.seconds * most)}.`,
        costliest(experiment, block),
      ]
        .filter(Boolean)
        .join(' '),
      path: experiment.precision === null ? ['replicates'] : ['precision', 'maximum'],
      fixes: fewerBlocks(experiment, block),
    };
  },
};

const century = 100 * 365 * 86_400;

function longest(seconds: number): string {
  return seconds > century ? 'more than a century' : `at most ${formatSpan(seconds)}`;
}

function isLarge({ sessions, boots }: Cost, blocks: number): boolean {
  return Math.max(sessions, boots) * blocks > large;
}

/** What could be left out, each with the experiment that is left then. */
function choices(experiment: Experiment): readonly (readonly [string, string, Experiment])[] {
  const [first] = experiment.layouts;
  const isCold = experiment.phases.includes('cold');
  // Of factors alike in where they count, the one with most levels costs most.
  const byLevels = Object.entries(experiment.factors)
    .filter(([, levels]) => levels.length > 1)
    .sort(([, a], [, b]) => b.length - a.length);
  const factors = [true, false]
    .map((wanted) => byLevels.find(([name]) => isOfHost(name) === wanted))
    .filter((factor) => factor !== undefined);
  return [
    ...(first !== undefined && experiment.layouts.length > 1
      ? [['The layouts cost', 'with the first alone', { ...experiment, layouts: [first] }] as const]
      : []),
    ...(isCold && experiment.workloads.length > 1
      ? [
          [
            'The cold phase costs',
            'without it, so that programs share sessions,',
            { ...experiment, phases: ['warm'] },
          ] as const,
        ]
      : []),
    ...factors.map(
      ([name]) =>
        [`The factor \`${name}\` costs`, 'with one level of it', withOneLevel(experiment, name)] as const,
    ),
  ];
}

function costliest(experiment: Experiment, block: Cost): string {
  const [first] = choices(experiment)
    .map(([what, without, smaller]) => ({ what, without, cost: costOfBlock(smaller) }))
    .sort((a, b) => a.cost.boots - b.cost.boots || a.cost.sessions - b.cost.sessions);
  if (first === undefined || first.cost.sessions >= block.sessions) return '';
  const { what, without, cost } = first;
  return `${what} most: ${without} a block has ${count(cost.sessions, 'session')} with ${count(cost.boots, 'boot')} instead of ${block.sessions} with ${block.boots}.`;
}

/** Of a large experiment, where that is enough and leaves what EXP01 asks for. */
function fewerBlocks({ precision, replicates }: Experiment, block: Cost): readonly ProblemFix[] {
  if (precision !== null || replicates <= enough) return [];
  if (!isLarge(block, replicates) || isLarge(block, enough)) return [];
  const changes = [{ path: ['replicates'], value: enough }];
  return [{ title: `Use ${enough} replicates`, safe: false, changes }];
}
