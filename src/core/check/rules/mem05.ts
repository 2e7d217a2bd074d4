import type { LayoutLevel } from '../../experiment/experiment';
import type { Vm } from '../../layout/layout';
import { nameOfLevel } from '../layoutLevels';
import { probedVms } from '../probedVms';
import type { ExperimentRule } from '../rule';
import { named, plural } from '../words';

export const mem05: ExperimentRule = {
  id: 'MEM05',
  subject: 'experiment',
  severity: 'warning',
  title: 'KSM merges pages across nodes',
  reason:
    'Kernel samepage merging keeps one of several equal pages, whatever node the others were bound to: the binding that is being measured is undone, and the host scans memory during runs.',
  source:
    'Linux, Documentation/admin-guide/mm/ksm.rst (merge_across_nodes); qemu(1), -machine mem-merge; paper, section VIII-C',
  needsHost: true,
  *check(experiment, { host }) {
    if (host === null || experiment.factors['host.ksm'] !== undefined) return;
    const { ksm, ksmAcrossNodes } = host.facts.settings;
    if (ksm !== '1' || ksmAcrossNodes !== '1') return;
    const levels = experiment.layouts.filter((level) => isMerged(level, host.name));
    const [first] = levels;
    if (first === undefined) return;
    const names = levels.map(({ name }) => name);
    yield {
      message: `KSM is on and merges equal pages across nodes, while ${plural(names, 'layout', 'layouts')} ${named(names)} ${plural(names, 'binds', 'bind')} VMs to different nodes. Turn it off (\`echo 2 > /sys/kernel/mm/ksm/run\`), or make it a factor: \`host.ksm\`.`,
      path: nameOfLevel(first),
      fixes: [
        {
          title: 'Turn KSM off for the experiment',
          safe: false,
          changes: [{ path: ['factors', 'host.ksm'], value: ['off'] }],
        },
      ],
    };
  },
};

/** Are there bound pages on more than one node that KSM may merge? It takes private anonymous memory alone. */
function isMerged({ layout }: LayoutLevel, host: string): boolean {
  const bound = probedVms(layout, host).filter((vm) => vm.backing === 'anon' && vm.policy === 'bind');
  return new Set(bound.flatMap(nodesOfMemory)).size > 1;
}

function nodesOfMemory(vm: Vm): readonly number[] {
  return vm.cells.length === 0 ? vm.nodes : vm.cells.map((cell) => cell.node);
}
