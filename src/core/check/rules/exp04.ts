import type { Experiment, LayoutLevel } from '../../experiment/experiment';
import type { Vm } from '../../layout/layout';
import type { ProblemFix, ValueChange } from '../../text/document';
import { inLevel } from '../layoutLevels';
import type { ExperimentRule } from '../rule';
import { withoutFactor } from '../withoutFactor';
import { listed, named, plural } from '../words';

export const exp04: ExperimentRule = {
  id: 'EXP04',
  subject: 'experiment',
  severity: 'error',
  title: 'Cold phase, reclaim or migration with memory that is all there',
  reason:
    'A cold run is the one whose pages are not yet there. Preallocated memory, huge pages from a pool and memory pinned for a device are there before the first program starts, so the run would be warm and called cold; and they cannot be taken back or moved.',
  source:
    'Paper, sections VI and VII (cold and warm runs, S5, S6); Linux, hugetlbpage.rst; Linux, Documentation/driver-api/vfio.rst (pinned pages)',
  *check(experiment) {
    const wanted = wantedOf(experiment);
    if (wanted.words.length === 0) return;
    for (const level of experiment.layouts) {
      const kinds = kindsOf(level.layout.vms);
      const [first] = kinds;
      const vm = first?.vms[0];
      if (first === undefined || vm === undefined) continue;
      const what = kinds.map(({ words, vms }) => words(named(vms.map(({ name }) => name)), vms));
      yield {
        message: `Layout "${level.name}" ${listed(what)}, so that all pages are there before the VM starts. That does not go with ${listed(wanted.words)}. ${remedy(experiment)}`,
        path: inLevel(level, [...vm.path, first.key]),
        fixes: [...wanted.fixes, withoutIt(level, kinds)],
      };
    }
  },
};

/** A way for all memory of a VM to be there from the start. */
interface Kind {
  readonly key: 'backing' | 'prealloc' | 'nics';
  readonly is: (vm: Vm) => boolean;
  readonly words: (names: string, vms: readonly Vm[]) => string;
  readonly undo: (vm: Vm) => readonly ValueChange[];
}

const everything: readonly Kind[] = [
  {
    key: 'backing',
    is: (vm) => vm.backing === 'hugetlb',
    words: (names, vms) => `backs ${plural(vms, 'VM', 'VMs')} ${names} with huge pages from a pool`,
    undo: (vm) => [{ path: [...vm.path, 'backing'], value: 'anon' }],
  },
  {
    key: 'prealloc',
    is: (vm) => vm.prealloc,
    words: (names, vms) => `preallocates ${plural(vms, 'VM', 'VMs')} ${names}`,
    undo: (vm) => [{ path: [...vm.path, 'prealloc'], value: false }],
  },
  {
    key: 'nics',
    is: (vm) => vm.nics.some((nic) => nic.model === 'vfio'),
    words: (names, vms) => `hands devices of the host to ${plural(vms, 'VM', 'VMs')} ${names} (vfio)`,
    undo: (vm) =>
      vm.nics.flatMap((nic, index): readonly ValueChange[] =>
        nic.model === 'vfio'
          ? [
              { path: [...vm.path, 'nics', index, 'model'], value: 'virtio' },
              { path: [...vm.path, 'nics', index, 'device'], remove: true },
            ]
          : [],
      ),
  },
];

function kindsOf(vms: readonly Vm[]): readonly (Kind & { readonly vms: readonly Vm[] })[] {
  return everything
    .map((kind) => ({ ...kind, vms: vms.filter(kind.is) }))
    .filter(({ vms }) => vms.length > 0);
}

function withoutIt(level: LayoutLevel, kinds: ReturnType<typeof kindsOf>): ProblemFix {
  const changes = kinds.flatMap(({ undo, vms }) => vms.flatMap(undo));
  return {
    title: 'Give the VMs ordinary memory and interfaces',
    safe: false,
    changes: changes.map((change) => ({ ...change, path: inLevel(level, change.path) })),
  };
}

const moving: readonly string[] = ['reclaim', 'migrate'];
const namesOf: Readonly<Record<string, string>> = { reclaim: 'reclaim', migrate: 'migration' };

/** What an experiment wants of pages that are not all there from the start, and one fix that drops it. */
function wantedOf(experiment: Experiment): {
  readonly words: string[];
  readonly fixes: readonly ProblemFix[];
} {
  const { phases, techniques, factors } = experiment;
  const levels = factors['technique'] ?? [];
  const isMoving = (technique: unknown): boolean =>
    typeof technique === 'string' && moving.includes(technique);
  const used = moving.filter((name) => techniques.some((one) => one === name) || levels.includes(name));
  const cold = phases.includes('cold');
  const left = levels.filter((level) => !isMoving(level));
  const changes: readonly ValueChange[] = [
    ...(cold ? [{ path: ['phases'], value: ['warm'] }] : []),
    ...dropped(
      ['techniques'],
      techniques,
      techniques.filter((technique) => !isMoving(technique)),
    ),
    ...(levels.length > 0 && left.length === 0
      ? [withoutFactor(experiment, 'technique')]
      : dropped(['factors', 'technique'], levels, left)),
  ];
  const parts = used.map((name) => namesOf[name] ?? name);
  const title = cold
    ? `Measure the warm phase only${parts.length === 0 ? '' : `, without ${listed(parts)}`}`
    : `Leave out ${listed(parts)}`;
  const words = [...(cold ? ['a cold phase'] : []), ...parts];
  return { words, fixes: words.length === 0 ? [] : [{ title, safe: false, changes }] };
}

/** The shorter list in place of the longer; the whole of it removed when nothing is left. */
function dropped(
  path: readonly string[],
  before: readonly unknown[],
  after: readonly unknown[],
): readonly ValueChange[] {
  if (before.length === after.length) return [];
  return after.length === 0 ? [{ path, remove: true }] : [{ path, value: after }];
}

function remedy({ phases }: Experiment): string {
  return phases.includes('cold')
    ? 'Use another backing, or only the phase "warm".'
    : 'Use another backing, or leave that out.';
}
