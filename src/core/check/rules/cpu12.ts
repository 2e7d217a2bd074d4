import type { LayoutRule } from '../rule';
import { count } from '../words';

export const cpu12: LayoutRule = {
  id: 'CPU12',
  subject: 'layout',
  severity: 'error',
  title: 'vCPUs do not go up in cores',
  reason:
    'A guest has whole cores: QEMU and libvirt refuse a number of vCPUs that is no multiple of the threads a core.',
  source: 'QEMU, qemu(1), -smp; libvirt, Domain XML format, CPU topology',
  *check(layout) {
    for (const vm of layout.vms) {
      const { threadsPerCore: threads } = vm;
      const vcpus = vm.pus.length;
      if (vcpus === 0 || vcpus % threads === 0) continue;
      const path = [...vm.path, 'threadsPerCore'];
      const fitting = largestDivisor(vcpus, threads);
      yield {
        message: `VM "${vm.name}" has ${count(vcpus, 'vCPU')}, which make no whole number of cores with ${threads} threads. Give it a multiple of ${threads}, or set \`threadsPerCore\` to ${fitting}.`,
        path,
        concerns: { pus: vm.pus.slice(-(vcpus % threads)) },
        fixes: [
          {
            title: `Show the guest ${count(fitting, 'thread')} a core`,
            safe: false,
            changes: [{ path, value: fitting }],
          },
        ],
      };
    }
  },
};

/** Of a number, not above a limit. */
function largestDivisor(number: number, limit: number): number {
  let divisor = limit;
  while (number % divisor !== 0) divisor -= 1;
  return divisor;
}
