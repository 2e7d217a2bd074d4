import { describe, expect, it } from 'vitest';
import { layoutText, machineOf, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOfRule } from '../ruleTrial';

const machine = machineOf({
  synthetic: 'pack:4 [numa] core:4 pu:1',
  memoryPerNode: '8GiB',
  reserved: { pus: '0,4,8,12' },
  nics: [{ name: 'eth0', node: 0 }, { name: 'eth1', node: 1 }, { name: 'eth2' }],
});
const body = (vm: object, hostNic = 'eth0'): LayoutBody => ({
  networks: { lan: { hostNic } },
  vms: [{ name: 'a', pus: '5-7', memory: '1GiB', ...vm }],
});

describe('IO02', () => {
  it("finds I/O threads that the user put off the card's node", () => {
    expectOne(
      'IO02',
      body({ ioThreadPus: '4' }),
      {
        says: /I\/O threads of VM "a" run on PU 4 \(node 1\), but its network "lan" leaves the host through eth0 on node 0\. Put them on PU 0/,
        at: '"4"',
        fixes: ['Move the I/O threads to node 0'],
      },
      { machine },
    );
  });

  it('finds vhost threads that follow their VMs, all of them in one finding at the network', () => {
    const vms = ['1-3', '5-7', '9-11'].map((pus, index) => ({ name: `v${index}`, pus, memory: '1GiB' }));
    expectOne(
      'IO02',
      { networks: { lan: { hostNic: 'eth0' } }, defaults: { nics: [{ vhost: true }] }, vms },
      {
        says: /through eth0 on node 0, but vhost threads of VMs "v1" and "v2" run beside their vCPUs/,
        at: '"eth0"',
        fixes: ['Move the I/O threads to node 0'],
      },
      { machine },
    );
  });

  it('finds the card behind a VLAN', () => {
    const [finding] = findingsOfRule('IO02', layoutText(body({ ioThreadPus: '4' }, 'eth0.42')), { machine });
    expect(finding?.message).toMatch(/through eth0 on node 0/);
  });

  it('cures VMs of a rule', () => {
    expectOne(
      'IO02',
      {
        networks: { lan: { hostNic: 'eth1' } },
        partition: { per: 'node' },
        defaults: { nics: [{ vhost: true }] },
      },
      { says: /"vm0", "vm2" and "vm3"/, at: '"eth1"', fixes: ['Move the I/O threads to node 1'] },
      { machine },
    );
  });

  it('has no place to offer on a node that is full', () => {
    const full = { ...machine, reserved: { pus: [], memoryBytesPerNode: 0 } };
    const vms = [
      { name: 'a', pus: '0-3', memory: '1GiB' },
      { name: 'b', pus: '4-7', memory: '1GiB', ioThreadPus: '4' },
    ];
    const text = layoutText({ networks: { lan: { hostNic: 'eth0' } }, vms });
    const [finding] = findingsOfRule('IO02', text, { machine: full });
    expect(finding?.message).toMatch(/Leave a PU of node 0 free for them/);
    expect(finding?.fixes).toEqual([]);
  });

  it('finds nothing on the right node, with one PU there, or where the node is not known', () => {
    expectNone('IO02', body({ ioThreadPus: '0' }), { machine });
    expectNone('IO02', body({ ioThreadPus: '0,4' }), { machine });
    expectNone('IO02', body({ ioThreadPus: '4' }, 'eth2'), { machine });
    expectNone('IO02', body({ ioThreadPus: '4' }, 'eth9'), { machine });
  });

  it("finds nothing where QEMU's main loop serves the card, a device is handed over, or nothing leaves the host", () => {
    expectNone('IO02', body({}), { machine });
    expectNone('IO02', body({ ioThreadPus: '4', nics: [{ model: 'vfio', device: '0000:41:00.1' }] }), {
      machine,
    });
    const inner: LayoutBody = { vms: [{ name: 'a', pus: '5-7', memory: '1GiB', ioThreadPus: '4' }] };
    expectNone('IO02', inner, { machine });
  });
});
