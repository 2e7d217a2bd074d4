import type { Experiment } from '../../experiment/experiment';
import { suiteOf } from '../../programs/registry';
import type { JsonPath, Problem, ProblemFix, ValueChange } from '../../text/document';
import { entriesOf } from '../entries';
import type { ExperimentRule } from '../rule';

export const exp02: ExperimentRule = {
  id: 'EXP02',
  subject: 'experiment',
  severity: 'warning',
  title: 'Runs that are not as cold, or as warm, as their phase says',
  reason:
    'A run is cold when the VMs were booted just before it: the host has given them no page yet. Every program has sessions of its own for that, so two things are left that make a phase untrue: a program whose own tests follow each other in one run, of which only the first is cold, and VMs that are booted anew before every warm run.',
  source: 'Paper, section VI (cold and warm runs); hpcc 1.5, order of tests in hpcc.c',
  *check(experiment) {
    if (experiment.phases.includes('cold')) yield* lateTests(experiment);
    if (experiment.phases.includes('warm')) yield* alwaysRestarted(experiment);
  },
};

function* lateTests(experiment: Experiment): Iterable<Problem> {
  for (const [workload] of entriesOf(experiment)) {
    if (suiteOf(workload.suite).testsInTurn !== true) continue;
    yield {
      message: `"${workload.title}" runs its tests one after the other in one process: only the first finds VMs that were just booted, and those whose numbers count come later. Measure the phase "warm" only, or give each test a workload of its own.`,
      path: [...workload.path, 'suite'],
      fixes: [
        {
          title: 'Measure the warm phase only',
          safe: false,
          changes: [{ path: ['phases'], value: ['warm'] }],
        },
      ],
    };
  }
}

/** As a level beside others, `restart` is what they are compared with; alone, no run is warm. */
function* alwaysRestarted(experiment: Experiment): Iterable<Problem> {
  const at = experiment.techniques.indexOf('restart');
  if (at >= 0) yield restarted(['techniques', at], compared(experiment));
  const levels = experiment.factors['technique'] ?? [];
  if (levels.length === 1 && levels[0] === 'restart') {
    const value = ['none', 'restart'];
    yield restarted(
      ['factors', 'technique'],
      [fixOf('Compare with runs without', [{ path: ['factors', 'technique'], value }])],
    );
  }
}

function restarted(path: JsonPath, fixes: readonly ProblemFix[]): Problem {
  return {
    message:
      'The technique "restart" boots the VMs anew before every warm run, so that no run is warm. Make it a level of the factor `technique` beside "none", or leave out the phase "warm".',
    path,
    fixes,
  };
}

/** From the list of techniques to a factor, where there is none yet. */
function compared({ techniques, factors }: Experiment): readonly ProblemFix[] {
  if (Object.hasOwn(factors, 'technique')) return [];
  const left = techniques.filter((technique) => technique !== 'restart');
  const list: ValueChange =
    left.length === 0 ? { path: ['techniques'], remove: true } : { path: ['techniques'], value: left };
  const factor = { path: ['factors', 'technique'], value: ['none', 'restart'] };
  return [fixOf('Compare with runs without it', [list, factor])];
}

function fixOf(title: string, changes: readonly ValueChange[]): ProblemFix {
  return { title, safe: false, changes };
}
