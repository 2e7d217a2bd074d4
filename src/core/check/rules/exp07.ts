import { cellsOf, combinationCount, mostCells } from '../../experiment/cells';
import type { Experiment, LayoutLevel } from '../../experiment/experiment';
import { techniquesOf } from '../../experiment/techniques';
import type { JsonPath, Problem, ProblemFix, ValueChange } from '../../text/document';
import { inLevel } from '../layoutLevels';
import type { ExperimentRule } from '../rule';
import { withoutFactor } from '../withoutFactor';
import { named, plural } from '../words';

/** Techniques that a guest takes part in, and the key of the layout that gives it the device for that. */
const devices = [
  { technique: 'balloon', key: 'balloon', words: 'a balloon' },
  { technique: 'reportFreePages', key: 'freePageReporting', words: 'free-page reporting' },
] as const;
type Device = (typeof devices)[number];

export const exp07: ExperimentRule = {
  id: 'EXP07',
  subject: 'experiment',
  severity: 'error',
  title: 'Technique without its device',
  reason:
    'A balloon takes memory out of a guest that has one, and a guest reports free pages through the same device. Without it nothing is done between the runs, and none of them counts.',
  source: 'Virtio specification, 5.5 (traditional memory balloon device); qemu(1), -device virtio-balloon',
  *check(experiment) {
    // Of one run there is no between; more combinations than can be spelled out are refused as a whole.
    if (!experiment.phases.includes('warm') || combinationCount(experiment) > mostCells) return;
    for (const level of experiment.layouts) {
      for (const device of devices) yield* withoutDevice(experiment, level, device);
    }
  },
};

function* withoutDevice(experiment: Experiment, level: LayoutLevel, device: Device): Iterable<Problem> {
  const { technique, key, words } = device;
  const vms = level.layout.vms.filter((vm) => !vm[key]);
  const [first] = vms;
  if (first === undefined || !isDone(experiment, level.name, technique)) return;
  yield {
    message: `The technique "${technique}" is done between runs of layout "${level.name}", but its ${plural(vms, 'VM', 'VMs')} ${named(vms.map(({ name }) => name))} ${plural(vms, 'has', 'have')} no ${words.replace('a ', '')}. Give ${plural(vms, 'it', 'them')} ${words} (\`"${key}": true\`), or leave the technique out.`,
    path: inLevel(level, [...first.path, key]),
    fixes: [
      {
        title: `Give ${named(vms.map(({ name }) => name))} ${words}`,
        safe: false,
        changes: vms.map((vm) => ({ path: inLevel(level, [...vm.path, key]), value: true })),
      },
      leftOut(experiment, technique),
    ],
  };
}

/** In any cell that is run: cells without it may be excluded. */
function isDone(experiment: Experiment, layout: string, technique: Device['technique']): boolean {
  return cellsOf(experiment).cells.some(
    (cell) => cell.layout === layout && techniquesOf(experiment, cell).includes(technique),
  );
}

function leftOut(experiment: Experiment, technique: Device['technique']): ProblemFix {
  const { techniques, factors } = experiment;
  const levels = factors['technique'] ?? [];
  const changes: readonly ValueChange[] = [
    ...shorter(['techniques'], techniques, technique),
    ...(levels.length === 1 && levels[0] === technique
      ? [withoutFactor(experiment, 'technique')]
      : shorter(['factors', 'technique'], levels, technique)),
  ];
  return { title: `Leave out "${technique}"`, safe: false, changes };
}

function shorter(path: JsonPath, list: readonly unknown[], technique: string): readonly ValueChange[] {
  const left = list.filter((one) => one !== technique);
  if (left.length === list.length) return [];
  return left.length === 0 ? [{ path, remove: true }] : [{ path, value: left }];
}
