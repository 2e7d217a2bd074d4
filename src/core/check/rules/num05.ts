import type { Experiment, LayoutLevel } from '../../experiment/experiment';
import type { Layout, Vm } from '../../layout/layout';
import type { Problem, ProblemFix } from '../../text/document';
import { availableBytes, nodesOf } from '../../topology/queries';
import { demandsOn, shortagesOf } from '../memoryDemand';
import { hasMemory } from '../memoryNodes';
import { vmsByHost } from '../perHost';
import type { ExperimentRule } from '../rule';
import { listed, named, plural } from '../words';

/** Collectors that say on which node pages lie. */
const OF_LOCALITY: ReadonlySet<Experiment['collect'][number]> = new Set([
  'numaStat',
  'numaMaps',
  'pageKinds',
]);

export const num05: ExperimentRule = {
  id: 'NUM05',
  subject: 'experiment',
  severity: 'warning',
  title: '`preferred` or `interleave` while locality is measured',
  reason:
    'With these policies the kernel decides where pages lie, by what is free or in turn: locality then says nothing about the cut. First touch and binding follow the programs and the layout.',
  source: 'set_mempolicy(2), MPOL_PREFERRED, MPOL_INTERLEAVE; paper, section VI (N11)',
  *check(experiment) {
    const measured = experiment.collect.filter((collector) => OF_LOCALITY.has(collector));
    if (measured.length === 0) return;
    const why = listed(measured.map((collector) => `\`${collector}\``));
    for (const level of experiment.layouts) yield* looseVms(level, why);
  },
};

function* looseVms({ name, layout, path }: LayoutLevel, why: string): Iterable<Problem> {
  const loose = layout.vms.filter(isLoose);
  const first = loose[0];
  if (first === undefined) return;
  const policies = listed([...new Set(loose.map((vm) => `\`${vm.policy}\``))]);
  yield {
    message: `${plural(loose, 'VM', 'VMs')} ${named(loose.map((vm) => vm.name))} of layout "${name}" ${plural(loose, 'takes', 'take')} memory by ${policies}, while ${why} ${why.includes(' and ') ? 'measure' : 'measures'} where it lies. Use "bind" there, or accept NUM05 where the policies are compared.`,
    path: [...path, 'layout', ...first.path, 'policy'],
    fixes: bound(layout, loose).map((fix) => ({
      ...fix,
      changes: fix.changes.map((change) => ({ ...change, path: [...path, 'layout', ...change.path] })),
    })),
  };
}

/** Interleaving over a single node, or within the cells that each have one, is binding. */
function isLoose(vm: Vm): boolean {
  if (vm.policy === 'interleave') return vm.cells.length === 0 && vm.nodes.length > 1;
  return vm.policy === 'preferred';
}

/** Binds them all; not where the nodes are too small for that, or not the VM's. A layout file is changed by hand. */
function bound(layout: Layout, loose: readonly Vm[]): readonly ProblemFix[] {
  const { machine } = layout;
  const isFar = (vm: Vm): boolean =>
    vm.cells.length === 0 &&
    nodesOf(machine, vm.pus).some((node) => hasMemory(machine, node) && !vm.nodes.includes(node));
  const set = new Set(loose);
  const vms = layout.vms.map((vm): Vm => (set.has(vm) ? { ...vm, policy: 'bind' } : vm));
  if (loose.some(isFar) || shortages({ ...layout, vms }) > shortages(layout)) return [];
  const changes = loose.map((vm) => ({ path: [...vm.path, 'policy'], value: 'bind' }));
  return [{ title: `Bind the memory of ${named(loose.map((vm) => vm.name))}`, safe: false, changes }];
}

/** How many sets of nodes have too little memory, on all hosts. */
function shortages(layout: Layout): number {
  const { machine } = layout;
  const bytesOf = (node: number): number | null => availableBytes(machine, node);
  return [...vmsByHost(layout).values()].reduce(
    (sum, vms) => sum + shortagesOf(machine, demandsOn(layout, vms), bytesOf).length,
    0,
  );
}
