import { machineDifferences } from '../../topology/differences';
import type { LayoutRule } from '../rule';
import { count } from '../words';

/** Differences that are said one by one. */
const SHOWN = 3;

export const num08: LayoutRule = {
  id: 'NUM08',
  subject: 'layout',
  severity: 'info',
  needsHost: true,
  title: 'Host is not as the topology says',
  reason:
    'A layout is as good as the machine that it is made for: after a change of firmware settings, memory or CPUs its PUs and nodes can mean others.',
  source: 'Linux, Documentation/admin-guide/cputopology.rst; Documentation/ABI/stable/sysfs-devices-node',
  *check({ machine }, { host }) {
    if (host === null) return;
    const differences = machineDifferences(machine, host.machine);
    if (differences.length === 0) return;
    const more = differences.length - SHOWN;
    const shown =
      differences.slice(0, SHOWN).join('; ') + (more > 0 ? `; and ${count(more, 'more difference')}` : '');
    yield {
      message: `The host is not as "${machine.id}" says: ${shown}. \`vmpart topology probe --host ${host.name} --update FILE\` looks again and writes it into a topology file; name that one here.`,
      path: ['machine'],
    };
  },
};
