import type { Experiment, LayoutLevel } from '../../experiment/experiment';
import type { Layout, Vm } from '../../layout/layout';
import type { Problem } from '../../text/document';
import { inLevel } from '../layoutLevels';
import type { ExperimentRule } from '../rule';
import { listed, named, plural } from '../words';

const returns = [
  { key: 'balloon', technique: 'balloon', words: 'a balloon' },
  { key: 'freePageReporting', technique: 'reportFreePages', words: 'free-page reporting' },
] as const;
type Return = (typeof returns)[number];

export const mem07: ExperimentRule = {
  id: 'MEM07',
  subject: 'experiment',
  severity: 'warning',
  title: 'Guests give pages back while warm runs are measured',
  reason:
    'What a warm run shows is how pages lie that earlier runs left behind. A guest that gives free pages back between runs gets fresh ones, so that its warm runs are partly cold.',
  source:
    'Paper, sections VI and VII (S4, S5, N7); Linux, Documentation/mm/free_page_reporting.rst; qemu(1), -device virtio-balloon',
  *check(experiment) {
    if (!experiment.phases.includes('warm')) return;
    const open = returns.filter(({ technique }) => !isWanted(experiment, technique));
    for (const level of experiment.layouts) yield* giveBack(experiment, level, open);
  },
};

/** A technique between runs uses the same device, on purpose. */
function isWanted({ techniques, factors }: Experiment, technique: Return['technique']): boolean {
  return techniques.includes(technique) || (factors['technique'] ?? []).includes(technique);
}

function* giveBack(experiment: Experiment, level: LayoutLevel, open: readonly Return[]): Iterable<Problem> {
  const on = open.filter(
    ({ key }) => level.layout.vms.some((vm) => vm[key]) && !isCompared(experiment, level.layout, key),
  );
  const vms = level.layout.vms.filter((vm) => on.some(({ key }) => vm[key]));
  const [first] = vms;
  const [what] = on.filter(({ key }) => first?.[key]);
  if (first === undefined || what === undefined) return;
  const names = named(vms.map(({ name }) => name));
  yield {
    message: `Layout "${level.name}" gives ${plural(vms, 'VM', 'VMs')} ${names} ${listed(on.map(({ words }) => words))}, while warm runs are measured. Turn it off, or compare: a second layout without it, or the factor \`technique\`.`,
    path: inLevel(level, [...first.path, what.key]),
    fixes: [
      {
        title: `Turn ${listed(on.map(({ words }) => words.replace('a ', 'the ')))} off`,
        safe: false,
        changes: vms.flatMap((vm) => offIn(level, vm, on)),
      },
    ],
  };
}

function offIn(level: LayoutLevel, vm: Vm, on: readonly Return[]) {
  return on
    .filter(({ key }) => vm[key])
    .map(({ key }) => ({ path: inLevel(level, [...vm.path, key]), value: false }));
}

/** Is the same cut without it in the experiment as well? Then it is what the experiment asks about. */
function isCompared({ layouts }: Experiment, layout: Layout, key: Return['key']): boolean {
  return layouts.some(
    (other) => cutOf(other.layout) === cutOf(layout) && !other.layout.vms.some((vm) => vm[key]),
  );
}

function cutOf({ vms }: Layout): string {
  return vms.map((vm) => vm.pus.join()).join(';');
}
