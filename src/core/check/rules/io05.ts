import type { LayoutRule } from '../rule';
import { count } from '../words';

export const io05: LayoutRule = {
  id: 'IO05',
  subject: 'layout',
  severity: 'warning',
  title: 'More queues than vCPUs',
  reason:
    'The guest uses at most one queue pair for each vCPU; the others cost vhost threads, interrupts and memory.',
  source:
    'Linux, drivers/net/virtio_net.c (queue pairs up to the online CPUs); libvirt, Domain XML format, driver queues',
  *check(layout) {
    for (const vm of layout.vms) {
      const vcpus = vm.pus.length;
      for (const [index, nic] of vm.nics.entries()) {
        if (nic.model !== 'virtio' || nic.queues <= vcpus || vcpus === 0) continue;
        const path = [...vm.path, 'nics', index, 'queues'];
        const value = vcpus;
        yield {
          message: `Interface ${index} of VM "${vm.name}" has ${count(nic.queues, 'queue')}, but the VM has ${count(vcpus, 'vCPU')}. Use at most ${vcpus}.`,
          path,
          // What is cut away was never used.
          fixes: [{ title: `Use as many queues as vCPUs`, safe: true, changes: [{ path, value }] }],
        };
      }
    }
  },
};
