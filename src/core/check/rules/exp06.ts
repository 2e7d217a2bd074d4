import type { Experiment } from '../../experiment/experiment';
import type { JsonPath, Problem, ProblemFix, ValueChange } from '../../text/document';
import type { ExperimentRule } from '../rule';
import { withoutFactor } from '../withoutFactor';

export const exp06: ExperimentRule = {
  id: 'EXP06',
  subject: 'experiment',
  severity: 'warning',
  title: 'Setting that changes nothing in this experiment',
  reason:
    'What stands in a document is taken for what was done. A number of sessions beside a precision, and whatever concerns warm runs where there are none, is not looked at.',
  source: 'docs/documents.md: phases, precision, techniques between runs',
  *check(experiment, { isWritten }) {
    if (experiment.precision !== null && isWritten(['replicates'])) yield replicatesToo();
    if (!experiment.phases.includes('warm')) yield* withoutWarmRuns(experiment, isWritten);
  },
};

function replicatesToo(): Problem {
  return {
    message:
      'With `precision` the number of blocks follows from the intervals, between its `minimum` and `maximum`: `replicates` is not looked at. Leave out one of them.',
    path: ['replicates'],
    fixes: [leftOut(['replicates'], '`replicates`'), leftOut(['precision'], '`precision`')],
  };
}

/** A cold run is the only one of its session, so that nothing comes after it. */
function* withoutWarmRuns(experiment: Experiment, isWritten: (path: JsonPath) => boolean): Iterable<Problem> {
  const { techniques, factors } = experiment;
  if (isWritten(['warmRuns'])) yield unused(['warmRuns'], '`warmRuns` counts');
  if (techniques.length > 0) yield unused(['techniques'], '`techniques` speaks of');
  if (factors['technique'] !== undefined)
    yield unused(
      ['factors', 'technique'],
      'the factor `technique` speaks of',
      withoutFactor(experiment, 'technique'),
    );
}

function unused(path: JsonPath, what: string, without: ValueChange = { path, remove: true }): Problem {
  return {
    message: `The only phase is "cold": there is one run in a session, and no later one that ${what}. Add the phase "warm", or leave this out.`,
    path,
    fixes: [
      {
        title: 'Measure the warm phase too',
        safe: false,
        changes: [{ path: ['phases'], value: ['cold', 'warm'] }],
      },
      { title: 'Leave it out', safe: false, changes: [without] },
    ],
  };
}

function leftOut(path: JsonPath, what: string): ProblemFix {
  return { title: `Leave ${what} out`, safe: false, changes: [{ path, remove: true }] };
}
