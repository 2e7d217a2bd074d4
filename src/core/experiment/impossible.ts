import { suiteOf } from '../programs/registry';
import { formatSize, parseSize } from '../text/size';
import type { Layout } from '../layout/layout';
import type { Experiment } from './experiment';
import { isPool, levelOf, type Levels } from './factors';
import { ranksOf } from './ranks';
import { commonRegion, vmsToJoin } from './sharedRegion';
import type { Workload } from './workload';

/** Why a cell cannot be run, in words. */
export interface Impossible {
  readonly reason: string;
  /** The rule that says so where no factor makes the cell; null where none does. */
  readonly rule: string | null;
}

/** Why a program cannot run in a layout, whatever the session's settings; null when it can. */
export function impossibleProgram(workload: Workload, layout: Layout): Impossible | null {
  const suite = suiteOf(workload.suite);
  const launchers = suite.entry.launchers;
  if (launchers !== null && !launchers.includes(workload.launcher)) {
    return told(`The suite ${suite.id} cannot be started with the launcher ${workload.launcher}.`);
  }
  if (workload.launcher === 'openmp' && layout.vms.length > 1) {
    return { reason: `OpenMP runs in one VM, and the layout has ${layout.vms.length}.`, rule: 'NPB03' };
  }
  const apart = impossibleTransport(workload, layout);
  if (apart !== null) return apart;
  const problem = suite.rankProblem(workload, ranksOf(workload, layout));
  return problem === null ? null : { reason: problem.message, rule: problem.rule };
}

/** Why the VMs of a layout cannot be booted with the levels of a session; null when they can. */
export function impossibleGuests(experiment: Experiment, layout: Layout, levels: Levels): Impossible | null {
  return (
    impossibleNic(layout, levels) ??
    impossiblePages(experiment, layout, levels) ??
    impossibleBacking(experiment, layout, levels)
  );
}

function impossibleNic({ vms }: Layout, { nic }: Levels): Impossible | null {
  if (nic === undefined || nic === 'virtio') return null;
  const vm = vms.find(({ nics }) => nics.some(({ queues, vhost }) => queues > 1 || vhost));
  return vm === undefined
    ? null
    : told(`VM ${vm.name} has an interface with several queues or vhost, which ${nic} cannot have.`);
}

function impossiblePages(experiment: Experiment, { vms }: Layout, levels: Levels): Impossible | null {
  const text = levels['guest.hugePages'];
  const level = text === undefined ? undefined : levelOf(experiment, 'guest.hugePages', text);
  if (!isPool(level)) return null;
  const perNode = parseSize(level.perNode) ?? 0;
  const small = vms.find((vm) => perNode * Math.max(1, vm.cells.length) > vm.memoryBytes);
  if (small !== undefined) {
    const nodes = small.cells.length > 1 ? ` on each of ${small.cells.length} nodes` : '';
    return told(
      `${level.perNode} of huge pages${nodes} are more than VM ${small.name} has (${formatSize(small.memoryBytes)}).`,
    );
  }
  return null;
}

/** VMs that are backed by a pool need one of their page size, where the sessions set the pools. */
function impossibleBacking(experiment: Experiment, { vms }: Layout, levels: Levels): Impossible | null {
  const text = levels['host.hugePages'];
  if (text === undefined) return null;
  const level = levelOf(experiment, 'host.hugePages', text);
  const size = isPool(level) ? parseSize(level.size) : null;
  const vm = vms.find(
    ({ backing, pageSizeBytes }) =>
      backing === 'hugetlb' && (size === null || (pageSizeBytes !== null && pageSizeBytes !== size)),
  );
  return vm === undefined
    ? null
    : told(`VM ${vm.name} is backed by huge pages, and the host has no pool of their size at ${text}.`);
}

/** Ranks in several VMs that are to reach each other through shared memory. */
function impossibleTransport(workload: Workload, layout: Layout): Impossible | null {
  const vms = vmsToJoin(workload, layout);
  if (vms.length === 0) return null;
  if (workload.launcher === 'upc') {
    return told(
      'UPC programs cannot go through shared memory between VMs: Berkeley UPC has no transport for it here. Use the network, or OpenSHMEM (launcher oshmem).',
    );
  }
  if (commonRegion(layout, vms) !== null) return null;
  return told(
    'The VMs of its ranks have no region in common. Declare one in the layout and map it in each of them.',
  );
}

function told(reason: string): Impossible {
  return { reason, rule: null };
}
