import type { Layout, Vm } from '../layout/layout';
import { vmsByHost } from './perHost';

/**
 * The VMs that share the memory of the probed host: all of them where the layout has one host, else those of the host
 * of that name. Where several hosts have other names, which of them was probed is not known: none.
 */
export function probedVms(layout: Layout, name: string): readonly Vm[] {
  return layout.hosts.length < 2 ? layout.vms : (vmsByHost(layout).get(name) ?? []);
}
