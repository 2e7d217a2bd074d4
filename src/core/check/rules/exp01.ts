import type { Experiment } from '../../experiment/experiment';
import type { JsonPath, Problem } from '../../text/document';
import { blocksOf, costOfBlock } from '../../experiment/cost';
import type { ExperimentRule } from '../rule';
import { count } from '../words';

const enough = 5;

export const exp01: ExperimentRule = {
  id: 'EXP01',
  subject: 'experiment',
  severity: 'warning',
  title: 'Too little to conclude from',
  reason:
    'A replicate is a session, since runs of one session share their page placement. Few of them, in an order that favours some, or without the native times beside them, cannot tell the effect of a cut from that of the day.',
  source:
    'Paper, section IV (at least 30 repetitions); Kalibera and Jones, Rigorous benchmarking in reasonable time, 2013',
  *check(experiment, { isWritten }) {
    if (blocksOf(experiment).least < enough) yield fewSessions(experiment, isWritten);
    if (costOfBlock(experiment).sessions > 1) yield* unevenOrder(experiment);
    if (!experiment.native) {
      yield problem(
        'There is no native baseline, so no slowdown can be told. Use "native".',
        ['baseline'],
        'Measure the native machine too',
        'native',
      );
    }
  },
};

function fewSessions(experiment: Experiment, isWritten: (path: JsonPath) => boolean): Problem {
  const { precision, warmRuns } = experiment;
  const warm = warmRuns > 1 ? ' Warm runs of one session do not count as more.' : '';
  const { least } = blocksOf(experiment);
  const message = `${count(least, 'session')} a cell is too little to tell an effect from chance.${warm} Use ${enough} or more.`;
  if (precision === null) return problem(message, ['replicates'], `Use ${enough} replicates`, enough);
  // One that is not written follows the other.
  const small = (['maximum', 'minimum'] as const).filter(
    (key) => precision[key] < enough && isWritten(['precision', key]),
  );
  return {
    message: `With this precision it may stop early: ${message}`,
    path: ['precision', small[0] ?? 'minimum'],
    fixes: [
      {
        title: `Run ${enough} blocks at least`,
        safe: false,
        changes: small.map((key) => ({ path: ['precision', key], value: enough })),
      },
    ],
  };
}

function* unevenOrder({ order, precision, replicates }: Experiment): Iterable<Problem> {
  if (order === 'fixed') {
    yield problem(
      'Sessions run in the same order in every block, so a drift of the machine looks like an effect of the layout. Use "randomized".',
      ['order'],
      'Randomize the order',
      'randomized',
    );
  }
  // Stopping at a precision may end after any block; below the minimum the number is wrong anyway.
  if (order === 'abba' && precision === null && replicates >= enough && replicates % 2 === 1) {
    yield problem(
      `The order "abba" turns round from block to block, and ${replicates} blocks leave one without its partner: a drift of the machine favours what runs first in it. Use an even number.`,
      ['replicates'],
      `Use ${replicates + 1} replicates`,
      replicates + 1,
    );
  }
}

function problem(message: string, path: JsonPath, title: string, value: unknown): Problem {
  return { message, path, fixes: [{ title, safe: false, changes: [{ path, value }] }] };
}
