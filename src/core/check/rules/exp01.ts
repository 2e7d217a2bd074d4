import type { Experiment } from '../../experiment/experiment';
import type { JsonPath, Problem } from '../../text/document';
import type { ExperimentRule } from '../rule';
import { count } from '../words';

const enough = 5;

export const exp01: ExperimentRule = {
  id: 'EXP01',
  subject: 'experiment',
  severity: 'warning',
  title: 'Too little to conclude from',
  reason:
    'A replicate is a session, since runs of one session share their page placement. Few of them, in a fixed order or without the native times beside them, cannot tell the effect of a cut from that of the day.',
  source:
    'Paper, section IV (at least 30 repetitions); Kalibera and Jones, Rigorous benchmarking in reasonable time, 2013',
  *check(experiment) {
    if (experiment.replicates < enough) yield fewSessions(experiment);
    if (experiment.order === 'fixed' && kindsOfSessions(experiment) > 1) {
      yield problem(
        'Sessions run in the same order in every block, so a drift of the machine looks like an effect of the layout. Use "randomized".',
        ['order'],
        'Randomize the order',
        'randomized',
      );
    }
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

function fewSessions({ replicates, warmRuns }: Experiment): Problem {
  const warm = warmRuns > 1 ? ' Warm runs of one session do not count as more.' : '';
  return problem(
    `${count(replicates, 'session')} a cell is too little to tell an effect from chance.${warm} Use ${enough} or more.`,
    ['replicates'],
    `Use ${enough} replicates`,
    enough,
  );
}

function kindsOfSessions(experiment: Experiment): number {
  const perLayout = experiment.phases.includes('cold') ? experiment.workloads.length : 1;
  return (experiment.layouts.length + (experiment.native ? 1 : 0)) * perLayout;
}

function problem(message: string, path: JsonPath, title: string, value: unknown): Problem {
  return { message, path, fixes: [{ title, safe: false, changes: [{ path, value }] }] };
}
