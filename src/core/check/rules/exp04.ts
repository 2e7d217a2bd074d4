import type { ExperimentRule } from '../rule';
import { named, plural } from '../words';

export const exp04: ExperimentRule = {
  id: 'EXP04',
  subject: 'experiment',
  severity: 'error',
  title: 'Cold phase with preallocated memory',
  reason:
    'A cold run is the one whose pages are not yet there. Huge pages from a pool are there before the first program starts, so the run would be warm and called cold.',
  source: 'Paper, section VI (cold and warm runs); Linux, hugetlbpage.rst',
  *check(experiment) {
    if (!experiment.phases.includes('cold')) return;
    for (const { name, layout, path } of experiment.layouts) {
      const vms = layout.vms.filter((vm) => vm.backing === 'hugetlb').map((vm) => vm.name);
      if (vms.length === 0) continue;
      yield {
        message: `Layout "${name}" backs ${plural(vms, 'VM', 'VMs')} ${named(vms)} with huge pages from a pool, which are allocated before a cold run begins. Use another backing, or only the phase "warm".`,
        path,
        fixes: [
          {
            title: 'Measure the warm phase only',
            safe: false,
            changes: [{ path: ['phases'], value: ['warm'] }],
          },
        ],
      };
    }
  },
};
