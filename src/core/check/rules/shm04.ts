import type { Experiment, LayoutLevel } from '../../experiment/experiment';
import { rankPlacement } from '../../experiment/ranks';
import { commonRegion } from '../../experiment/sharedRegion';
import { spansVms, type Workload } from '../../experiment/workload';
import type { Region, Vm } from '../../layout/layout';
import type { Problem } from '../../text/document';
import { formatSize } from '../../text/size';
import { entriesOf } from '../entries';
import { inLevel } from '../layoutLevels';
import { bytesForRanks, wholeRegion } from '../regionSize';
import type { ExperimentRule } from '../rule';
import { count, named } from '../words';

export const shm04: ExperimentRule = {
  id: 'SHM04',
  subject: 'experiment',
  severity: 'error',
  title: 'Shared region too small for the ranks',
  reason:
    'Queues and messages of all ranks of a host lie in the region, behind the 2 MiB that its device takes. Where it runs out at the start MPI_Init fails; in the middle of a run the job stalls and is aborted.',
  source:
    'Measured: MPICH 4.0 and Open MPI 4.1 over UCX 1.13 through one region, 16 MiB a rank at peak, 172 MiB for a flood of unexpected messages; paper, section VIII-B (S10)',
  *check(experiment) {
    const workloads = entriesOf(experiment)
      .map(([workload]) => workload)
      .filter((workload) => isShared(experiment, workload));
    const largest = new Map<Region, Need>();
    for (const workload of workloads) {
      const without: Lack[] = [];
      for (const level of experiment.layouts) collect(workload, level, largest, without);
      const [first] = without;
      if (first !== undefined) yield nothingShared(experiment, workload, first, without);
    }
    for (const need of largest.values()) yield tooSmall(need);
  },
};

/** What a workload needs of the largest region that its ranks on one host share. */
interface Need {
  readonly level: LayoutLevel;
  readonly region: Region;
  readonly workload: Workload;
  readonly ranks: number;
  readonly bytes: number;
}

/** VMs whose ranks have no region in common. */
interface Lack {
  readonly level: LayoutLevel;
  readonly vms: readonly Vm[];
  readonly ranks: number;
}

function isShared({ factors }: Experiment, { transport, launcher }: Workload): boolean {
  return spansVms(launcher) && (transport === 'shared' || (factors['transport'] ?? []).includes('shared'));
}

/** Keeps the largest need of each region that is too small, and lists the hosts whose VMs share none. */
function collect(workload: Workload, level: LayoutLevel, largest: Map<Region, Need>, without: Lack[]): void {
  for (const { vms, ranks } of ranksByHost(workload, level)) {
    const bytes = bytesForRanks(ranks);
    const region = commonRegion(level.layout, vms);
    if (region === null) without.push({ level, vms, ranks });
    else if (region.sizeBytes < bytes && bytes > (largest.get(region)?.bytes ?? 0))
      largest.set(region, { level, region, workload, ranks, bytes });
  }
}

/** The VMs of each host that carry ranks, where there are several. */
function ranksByHost(workload: Workload, { layout }: LayoutLevel) {
  const ranks = new Map<string, number>();
  for (const { vm } of rankPlacement(workload, layout))
    if (vm !== null) ranks.set(vm, (ranks.get(vm) ?? 0) + 1);
  const hosts = new Map<string | null, { readonly vms: Vm[]; ranks: number }>();
  for (const vm of layout.vms) {
    const own = ranks.get(vm.name) ?? 0;
    if (own === 0) continue;
    const host = hosts.get(vm.host) ?? { vms: [], ranks: 0 };
    host.vms.push(vm);
    host.ranks += own;
    hosts.set(vm.host, host);
  }
  return [...hosts.values()].filter(({ vms }) => vms.length > 1);
}

function tooSmall({ level, region, workload, ranks, bytes }: Need): Problem {
  const path = inLevel(level, [...region.path, 'size']);
  const value = formatSize(wholeRegion(region, bytes));
  return {
    message: `Region "${region.name}" of layout "${level.name}" has ${formatSize(region.sizeBytes)}, but ${count(ranks, 'rank')} of "${workload.title}" on one host ${ranks === 1 ? 'needs' : 'need'} ${formatSize(bytes)} (16 MiB a rank, 512 MiB at least), and the windows that the program makes beside that. Enlarge it to ${value} or more.`,
    path,
    fixes: [{ title: `Enlarge it to ${value}`, safe: false, changes: [{ path, value }] }],
  };
}

function nothingShared(
  { factors }: Experiment,
  workload: Workload,
  { level, vms, ranks }: Lack,
  without: readonly Lack[],
): Problem {
  const others = new Set(without.map((lack) => lack.level.name));
  others.delete(level.name);
  const alike = others.size === 0 ? '' : ` The same holds for ${named([...others])}.`;
  const bytes = formatSize(bytesForRanks(ranks));
  const own = workload.levels['transport'] === undefined && factors['transport'] === undefined;
  return {
    message: `Ranks of "${workload.title}" reach each other through shared memory, but VMs ${named(vms.map(({ name }) => name))} of layout "${level.name}" map no region in common.${alike} Declare one of ${bytes} or more there and map it in each of them, or use the network.`,
    path: own ? [...workload.path, 'transport'] : ['factors', 'transport'],
    fixes: own
      ? [
          {
            title: 'Use the network',
            safe: false,
            changes: [{ path: [...workload.path, 'transport'], value: 'network' }],
          },
        ]
      : [],
  };
}
