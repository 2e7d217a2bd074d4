import type { Layout, Vm } from '../layout/layout';
import type { Problem } from '../text/document';

/** Networks and regions that VMs name and the layout does not declare, each at its VM. */
export function undeclaredNames(layout: Layout): readonly Problem[] {
  const networks = layout.networks.map((network) => network.name);
  const regions = layout.regions.map((region) => region.name);
  return layout.vms.flatMap((vm) => [
    ...vm.nics.flatMap(({ network }, i) => missing(vm, ['nics', i, 'network'], 'network', network, networks)),
    ...vm.regions.flatMap((region, i) => missing(vm, ['regions', i], 'region', region, regions)),
  ]);
}

function missing(
  vm: Vm,
  at: Problem['path'],
  what: 'network' | 'region',
  name: string,
  declared: readonly string[],
): readonly Problem[] {
  if (declared.includes(name)) return [];
  const message =
    `VM "${vm.name}" names the ${what} "${name}", which the layout does not declare. ` +
    `Declare it in \`${what}s\`${declared.length === 0 ? '' : `, or use ${declared.join(', ')}`}.`;
  return [{ message, path: [...vm.path, ...at] }];
}
