import type { LayoutLevel } from '../../experiment/experiment';
import { nameOfLevel } from '../layoutLevels';
import { probedVms } from '../probedVms';
import type { ExperimentRule } from '../rule';
import { named, plural } from '../words';

export const mem06: ExperimentRule = {
  id: 'MEM06',
  subject: 'experiment',
  severity: 'warning',
  title: "NUMA balancing moves a first-touch VM's pages",
  reason:
    'Automatic NUMA balancing unmaps pages to see who uses them and moves them, so that warm runs are not those of the placement that the first touch made. It does not act on bound memory, so layouts are not treated alike.',
  source:
    'Linux, Documentation/admin-guide/sysctl/kernel.rst (numa_balancing); set_mempolicy(2), MPOL_F_NUMA_BALANCING',
  needsHost: true,
  *check(experiment, { host }) {
    if (host === null || experiment.factors['host.numaBalancing'] !== undefined) return;
    if (host.machine.nodes.length < 2 || !isOn(host.facts.settings['numaBalancing'])) return;
    const levels = experiment.layouts.filter((level) => isMoved(level, host.name));
    const [first] = levels;
    if (first === undefined) return;
    const names = levels.map(({ name }) => name);
    yield {
      message: `Automatic NUMA balancing is on and moves pages of the first-touch VMs of ${plural(names, 'layout', 'layouts')} ${named(names)}. Turn it off (\`echo 0 > /proc/sys/kernel/numa_balancing\`), or make it a factor: \`host.numaBalancing\`.`,
      path: nameOfLevel(first),
      fixes: [
        {
          title: 'Turn NUMA balancing off for the experiment',
          safe: false,
          changes: [{ path: ['factors', 'host.numaBalancing'], value: ['off'] }],
        },
      ],
    };
  },
};

/** Bit 0 is the balancing of all memory; bit 1 alone only moves pages between fast and slow memory. */
function isOn(setting: string | undefined): boolean {
  return setting !== undefined && Number(setting) % 2 === 1;
}

/** The kernel leaves huge pages of a pool where they are. */
function isMoved({ layout }: LayoutLevel, host: string): boolean {
  return probedVms(layout, host).some((vm) => vm.policy === 'firstTouch' && vm.backing !== 'hugetlb');
}
