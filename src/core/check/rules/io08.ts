import type { Vm, VmNic } from '../../layout/layout';
import type { ProblemFix, ValueChange } from '../../text/document';
import type { LayoutRule } from '../rule';
import { listed, plural } from '../words';

export const io08: LayoutRule = {
  id: 'IO08',
  subject: 'layout',
  severity: 'warning',
  title: 'Queues or vhost of a card that has neither',
  reason:
    'Queue pairs and service by the host kernel belong to the ring that a guest shares with its host. An emulated card has one queue that QEMU serves, a device that is handed over its own.',
  source: 'qemu(1), -netdev tap, queues and vhost; Linux, Documentation/networking/tuntap.rst (multiqueue)',
  *check(layout) {
    for (const vm of layout.vms) {
      for (const [index, nic] of vm.nics.entries()) {
        const keys = ignoredKeys(nic);
        const [first] = keys;
        if (first === undefined) continue;
        const words = listed(keys.map((key) => `\`${key}\``));
        yield {
          message: `Interface ${index} of VM "${vm.name}" has the model "${nic.model}", for which ${words} ${plural(keys, 'says', 'say')} nothing. Use the model "virtio", or leave ${plural(keys, 'it', 'them')} out.`,
          path: [...vm.path, 'nics', index, first],
          fixes: [asVirtio(vm, index), withoutKeys(vm, index, keys)],
        };
      }
    }
  },
};

type Key = 'queues' | 'vhost';

function ignoredKeys({ model, queues, vhost }: VmNic): readonly Key[] {
  if (model === 'virtio') return [];
  return [...(queues > 1 ? (['queues'] as const) : []), ...(vhost ? (['vhost'] as const) : [])];
}

function asVirtio(vm: Vm, index: number): ProblemFix {
  const nic = [...vm.path, 'nics', index];
  const device: readonly ValueChange[] =
    vm.nics[index]?.device === null ? [] : [{ path: [...nic, 'device'], remove: true }];
  return {
    title: 'Use a virtio network card',
    safe: false,
    changes: [{ path: [...nic, 'model'], value: 'virtio' }, ...device],
  };
}

function withoutKeys(vm: Vm, index: number, keys: readonly Key[]): ProblemFix {
  return {
    title: `Leave out ${listed(keys.map((key) => `\`${key}\``))}`,
    safe: false,
    changes: keys.map((key) => ({ path: [...vm.path, 'nics', index, key], remove: true })),
  };
}
