import { type Cell, cellsOf, combinationCount, type LeftOut, mostCells } from '../experiment/cells';
import { baselineLayout, comparisonsOf } from '../experiment/comparisons';
import { matches } from '../experiment/exclusion';
import type { Experiment, FactorLevel, LayoutLevel, PoolLevel } from '../experiment/experiment';
import { isPool } from '../experiment/factors';
import { scheduleOf } from '../experiment/schedule';
import type { Vm, VmNic } from '../layout/layout';
import type { JsonPath, Problem } from '../text/document';
import { MEBIBYTE, parseSize } from '../text/size';
import { cpuShape, guestsOf, ioThreadsApart } from './guest';
import { undeclaredNames } from './undeclared';

/**
 * What the documents can say and this version cannot run yet, each with its place in the experiment. Nothing of that is
 * ever ignored: a plan is made only when this is empty. Checks and exports take all of it.
 */
export function refusals(experiment: Experiment): readonly Problem[] {
  return [
    ...experiment.layouts.flatMap(layoutRefusals),
    ...factorRefusals(experiment),
    ...selectionRefusals(experiment),
  ];
}

/** What guests find of a region begins behind its first 2 MiB. */
const LEAST_REGION = 4 * MEBIBYTE;

/** A refusal for all VMs of a layout that ask for it, at the layout's place in the experiment. */
function layoutRefusals({ name, layout, path }: LayoutLevel): readonly Problem[] {
  const where = `layout "${name}"`;
  const wanted: readonly (readonly [boolean, string, string])[] = [
    [layout.hosts.length > 1, 'several hosts', 'Cut one host'],
    [has(layout.vms, (vm) => vm.host !== null), 'named hosts', 'Leave out `hosts`'],
    [
      layout.regions.some(({ sizeBytes }) => sizeBytes < LEAST_REGION),
      'a region of less than 4 MiB, of which its device takes 2',
      'Enlarge it',
    ],
    [layout.networks.length > 1, 'several networks', 'Declare one network'],
    [
      layout.networks.some((network) => network.hostNic !== null),
      'a network that leaves its host',
      'Leave out `hostNic`',
    ],
    [has(layout.vms, (vm) => vm.nics.length > 1), 'several network interfaces in a VM', 'Give each VM one'],
    [
      has(layout.vms, (vm) => vm.nics.some((nic) => nic.model === 'vfio')),
      'devices of the host in a VM',
      'Use another model than `vfio`',
    ],
    [
      has(layout.vms, (vm) => vm.nics.some(isMoreThanEmulated)),
      'several queues or vhost on an emulated network interface',
      'Leave out `queues` and `vhost`, or use `virtio`,',
    ],
    [
      guestsOf(layout).some((guest) => guest.threadsPerCore > 1 && cpuShape(guest) === null),
      'threads of a core where the vCPUs do not divide evenly into cells and cores',
      'Change `threadsPerCore`',
    ],
    [has(layout.vms, ioThreadsApart), 'I/O threads with PUs of their own', 'Leave out `ioThreadPus`'],
  ];
  const undeclared = undeclaredNames(layout).map(({ message }) => ({
    message: `${message} (${where})`,
    path,
  }));
  const refusedParts = wanted.flatMap(([isWanted, what, remedy]) =>
    present(isWanted, path, `${what} (${where})`, `${remedy} there`),
  );
  return [...undeclared, ...refusedParts];
}

function has(vms: readonly Vm[], test: (vm: Vm) => boolean): boolean {
  return vms.some(test);
}

/** Only virtio has them; the emulated cards would be made without a word. */
function isMoreThanEmulated(nic: VmNic): boolean {
  return nic.model !== 'virtio' && nic.model !== 'vfio' && (nic.queues > 1 || nic.vhost);
}

/** Factors that are run. */
const run: readonly string[] = [
  ...['host.ksm', 'host.thp', 'host.hugePages', 'host.numaBalancing', 'host.paging'],
  ...['guest.thp', 'guest.hugePages', 'guest.args', 'nic', 'technique'],
  ...['class', 'launcher', 'ranks', 'rankOrder', 'transport'],
];

function factorRefusals({ factors }: Experiment): readonly Problem[] {
  return Object.entries(factors).flatMap(([name, levels]) => {
    if (name.startsWith('env.')) return [];
    const path = ['factors', name];
    if (!run.includes(name)) return [refused(path, `the factor \`${name}\``, 'Leave it out')];
    return levels.flatMap((level, index) => levelRefusals(level, [...path, index]));
  });
}

function levelRefusals(level: FactorLevel, path: JsonPath): readonly Problem[] {
  if (!isPool(level) || isWholePages(level)) return [];
  const message = `${level.perNode} on each node are no whole pages of ${level.size}. Use a multiple of the page's size.`;
  return [{ message, path: [...path, 'perNode'] }];
}

/** A pool of at least one page, and nothing over. */
function isWholePages({ size, perNode }: PoolLevel): boolean {
  const page = parseSize(size) ?? 0;
  const bytes = parseSize(perNode) ?? 0;
  return page >= 1024 && page % 1024 === 0 && bytes >= page && bytes % page === 0;
}

/** What makes a schedule that nobody can mean: too many combinations, entries without a cell, programs without one. */
function selectionRefusals(experiment: Experiment): readonly Problem[] {
  if (combinationCount(experiment) > mostCells) {
    const message = `More than ${mostCells} combinations of levels are more than can be planned. Use fewer levels.`;
    return [{ message, path: ['factors'] }];
  }
  const { cells, leftOut } = cellsOf(experiment);
  if (cells.length === 0 && leftOut.length === 0) {
    const path = [experiment.cells === null ? 'exclude' : 'cells'];
    return [{ message: 'Every cell is left out: there is nothing to run. Leave out fewer.', path }];
  }
  return [
    ...emptyEntries(experiment, [...cells, ...leftOut]),
    ...withoutCells(experiment, cells, leftOut),
    ...precisionRefusals(experiment),
  ];
}

/** A precision is one of slowdowns: without any it would never stop before its maximum. */
function precisionRefusals(experiment: Experiment): readonly Problem[] {
  if (experiment.precision === null) return [];
  const names = experiment.layouts.map(({ name }) => name);
  const { pairs } = comparisonsOf(scheduleOf(experiment, 1), baselineLayout(experiment.native, names));
  if (pairs.length > 0) return [];
  const message =
    'Nothing is compared here: no cell has a baseline, natively or in the first layout, so that no precision of a slowdown can be reached. Use the baseline "native", add a layout, or give a number of `replicates` instead.';
  return [{ message, path: ['precision'] }];
}

function emptyEntries(experiment: Experiment, cells: readonly Cell[]): readonly Problem[] {
  return (experiment.cells ?? []).flatMap((entry, index) =>
    cells.some(({ workload, layout, levels }) => matches(entry, workload, layout, levels))
      ? []
      : [
          {
            message: `No cell has these levels. Name factors and levels that the experiment has.`,
            path: ['cells', index],
          },
        ],
  );
}

/** Programs of which no cell can be run, for a reason that no rule tells. */
function withoutCells(
  { workloads }: Experiment,
  cells: readonly Cell[],
  leftOut: readonly LeftOut[],
): readonly Problem[] {
  const able = new Set(cells.map(({ workload }) => workload.title));
  return [...new Map(workloads.map((workload) => [workload.title, workload])).values()].flatMap(
    ({ title, path }) => {
      const first = leftOut.find((cell) => cell.workload.title === title);
      if (able.has(title) || first === undefined || first.rule !== null) return [];
      const where = first.layout === 'native' ? 'natively' : `in "${first.layout}"`;
      return [{ message: `No cell of "${title}" can be run. For example ${where}: ${first.reason}`, path }];
    },
  );
}

function present(isThere: boolean, path: JsonPath, what: string, remedy: string): readonly Problem[] {
  return isThere ? [refused(path, what, remedy)] : [];
}

function refused(path: JsonPath, what: string, remedy: string): Problem {
  return { message: `This version cannot run ${what} yet. ${remedy}, or export the layouts.`, path };
}
