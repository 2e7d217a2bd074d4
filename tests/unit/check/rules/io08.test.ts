import { describe, it } from 'vitest';
import type { Nic } from '../../../../src/core/schema/generated/vmlayout.types';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const one = (nic: Nic): LayoutBody => ({
  vms: [{ name: 'a', pus: '0-3', memory: '4GiB', nics: [nic], accept: { IO04: 'x' } }],
});

describe('IO08', () => {
  it('finds queues of an emulated card', () => {
    expectOne('IO08', one({ model: 'e1000', queues: 4 }), {
      says: /^Interface 0 of VM "a" has the model "e1000", for which `queues` says nothing\./,
      at: '4',
      fixes: ['Use a virtio network card', 'Leave out `queues`'],
    });
  });

  it('finds vhost and queues together, of a device that is handed over too', () => {
    expectOne('IO08', one({ model: 'vfio', device: '0000:41:00.1', vhost: true, queues: 2 }), {
      says: /for which `queues` and `vhost` say nothing/,
      at: '2',
      fixes: ['Use a virtio network card', 'Leave out `queues` and `vhost`'],
    });
  });

  it('finds nothing in virtio, or in a card without either', () => {
    expectNone('IO08', one({ model: 'virtio', queues: 4, vhost: true }));
    expectNone('IO08', one({ model: 'rtl8139', queues: 1, vhost: false }));
  });
});
