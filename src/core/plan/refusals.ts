import type { Experiment, LayoutLevel } from '../experiment/experiment';
import type { Vm, VmNic } from '../layout/layout';
import type { JsonPath, Problem } from '../text/document';
import { cpuShape, guestsOf, ioThreadsApart } from './guest';
import { undeclaredNames } from './undeclared';

/**
 * What the documents can say and this version cannot run yet, each with its place in the experiment. Nothing of that is
 * ever ignored: a plan is made only when this is empty. Checks and exports take all of it.
 */
export function refusals(experiment: Experiment): readonly Problem[] {
  return [
    ...experiment.layouts.flatMap(layoutRefusals),
    ...Object.keys(experiment.factors).map((name) =>
      refused(['factors', name], `the factor \`${name}\``, 'Leave it out'),
    ),
    ...present(experiment.exclude.length > 0, ['exclude'], 'the exclusion of cells', 'Leave it out'),
    ...present(experiment.techniques.length > 0, ['techniques'], 'techniques between runs', 'Leave them out'),
    ...present(experiment.collect.length > 0, ['collect'], 'collectors', 'Leave them out'),
    ...present(
      experiment.precision !== null,
      ['precision'],
      'stopping at a precision',
      'Give a number of `replicates`',
    ),
    ...experiment.workloads
      .filter((workload) => workload.transport === 'shared')
      .map(({ path }) =>
        refused([...path, 'transport'], 'the transport through shared memory', 'Use "network"'),
      ),
  ];
}

/** A refusal for all VMs of a layout that ask for it, at the layout's place in the experiment. */
function layoutRefusals({ name, layout, path }: LayoutLevel): readonly Problem[] {
  const where = `layout "${name}"`;
  const wanted: readonly (readonly [boolean, string, string])[] = [
    [layout.hosts.length > 1, 'several hosts', 'Cut one host'],
    [has(layout.vms, (vm) => vm.host !== null), 'named hosts', 'Leave out `hosts`'],
    [
      layout.regions.length > 0 || has(layout.vms, (vm) => vm.regions.length > 0),
      'shared regions',
      'Leave out `regions`',
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
    [
      has(layout.vms, (vm) => vm.pinning !== 'perVcpu'),
      'vCPUs that are not pinned one to one',
      'Leave out `pinning`',
    ],
    [has(layout.vms, (vm) => vm.prealloc), 'preallocated memory', 'Leave out `prealloc`'],
    [has(layout.vms, (vm) => vm.balloon), 'a balloon', 'Leave out `balloon`'],
    [has(layout.vms, (vm) => vm.freePageReporting), 'free-page reporting', 'Leave out `freePageReporting`'],
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

function present(isThere: boolean, path: JsonPath, what: string, remedy: string): readonly Problem[] {
  return isThere ? [refused(path, what, remedy)] : [];
}

function refused(path: JsonPath, what: string, remedy: string): Problem {
  return { message: `This version cannot run ${what} yet. ${remedy}, or export the layouts.`, path };
}
