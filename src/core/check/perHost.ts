import type { Layout, Vm } from '../layout/layout';
import { remembered } from '../text/remembered';

/** The VMs of a layout by host, in document order: hosts count their PUs and nodes each from 0. */
export const vmsByHost = remembered((layout: Layout): ReadonlyMap<string | null, readonly Vm[]> => {
  const hosts = new Map<string | null, Vm[]>();
  for (const vm of layout.vms) {
    const group = hosts.get(vm.host);
    if (group === undefined) hosts.set(vm.host, [vm]);
    else group.push(vm);
  }
  return hosts;
});

/** The VMs that would run on the probed host: all of them where the layout does not know it by name. */
export function vmsOn(layout: Layout, host: string): readonly Vm[] {
  return layout.hosts.includes(host) ? layout.vms.filter((vm) => vm.host === host) : layout.vms;
}

/** ` of host "left"`, and nothing for a host without a name. */
export function ofHost(host: string | null): string {
  return host === null ? '' : ` of host "${host}"`;
}
