import { formatCpuList, parseCpuList } from '../../text/cpuList';
import { puById } from '../../topology/queries';
import { vmsOn } from '../perHost';
import type { LayoutRule } from '../rule';
import { plural, pusInWords } from '../words';

export const cpu11: LayoutRule = {
  id: 'CPU11',
  subject: 'layout',
  severity: 'info',
  needsHost: true,
  title: "VMs' PUs not isolated from the host's scheduler",
  reason:
    'Other processes, and unbound kernel work, may run on any PU that is not isolated, between two ticks of a vCPU.',
  source:
    'Linux, Documentation/admin-guide/kernel-parameters.txt, isolcpus, nohz_full; systemd.resource-control(5), AllowedCPUs',
  *check(layout, { host }) {
    // Without an answer nobody can say that they are not isolated.
    const isolated = host?.facts.settings['isolated'];
    if (host === null || isolated === undefined) return;
    const apart = new Set(parseCpuList(isolated));
    const known = puById(host.machine);
    const used = new Set(vmsOn(layout, host.name).flatMap((vm) => vm.pus));
    const isOnline = (pu: number): boolean => known.get(pu)?.online === true;
    const open = [...used].filter((pu) => isOnline(pu) && !apart.has(pu)).sort((a, b) => a - b);
    const others = host.machine.pus.filter((pu) => pu.online && !used.has(pu.id)).map((pu) => pu.id);
    // The host needs a PU that is not isolated.
    if (open.length === 0 || others.length === 0) return;
    const all = formatCpuList([...used].filter(isOnline).sort((a, b) => a - b));
    yield {
      message: `${pusInWords(open)}, on which VMs run, ${plural(open, 'is', 'are')} not isolated: the host's scheduler may put other work there. Boot it with \`isolcpus=managed_irq,domain,${all} nohz_full=${all}\`, or keep other work off with \`systemctl set-property --runtime UNIT AllowedCPUs=${formatCpuList(others)}\` for system.slice and user.slice.`,
      path: ['machine'],
      concerns: { pus: open },
    };
  },
};
