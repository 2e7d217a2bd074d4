import type { Experiment } from '../../experiment/experiment';
import type { ProblemFix } from '../../text/document';
import { formatSpan } from '../../text/span';
import { blocksOf, costOfBlock, type Cost } from '../../experiment/cost';
import { type Costliest, costliestFactor } from '../../experiment/costliest';
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
        costliest(experiment),
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

function costliest(experiment: Experiment): string {
  const most = costliestFactor(experiment);
  if (most === null) return '';
  const [what, how] = wordsOf(most.factor);
  return `${what} most: ${how} a block has ${saved(most)}.`;
}

function wordsOf(factor: string): readonly [what: string, how: string] {
  if (factor === 'layout') return ['The layouts cost', 'with the first alone'];
  if (factor === 'phase') return ['The cold phase costs', 'without it, so that programs share sessions,'];
  return [`The factor \`${factor}\` costs`, 'with one level of it'];
}

function saved({ block, without }: Costliest): string {
  if (without.sessions === block.sessions && without.boots === block.boots)
    return `${count(without.runs, 'run')} instead of ${block.runs}`;
  return `${count(without.sessions, 'session')} with ${count(without.boots, 'boot')} instead of ${block.sessions} with ${block.boots}`;
}

/** Of a large experiment, where that is enough and leaves what EXP01 asks for. */
function fewerBlocks({ precision, replicates }: Experiment, block: Cost): readonly ProblemFix[] {
  if (precision !== null || replicates <= enough) return [];
  if (!isLarge(block, replicates) || isLarge(block, enough)) return [];
  const changes = [{ path: ['replicates'], value: enough }];
  return [{ title: `Use ${enough} replicates`, safe: false, changes }];
}
