import { describe, expect, it } from 'vitest';
import { guestsOf } from '../../../src/core/plan/guest';
import { placeFile, vmTable } from '../../../src/core/plan/place';
import { qemuScript } from '../../../src/core/plan/qemu';
import { layout, vm } from '../../support/experiments';
import { plainNic } from '../../support/plain';

const MIB = 2 ** 20;

/** The option's values in the order of the command line, shell variables left as they are. */
function valuesOf(script: string, option: string): readonly string[] {
  return [...script.matchAll(new RegExp(`(?:^|\\s)-${option} (?:'([^']*)'|(\\S+))`, 'g'))].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

function scriptOf(...[name, pus, more]: Parameters<typeof vm>): string {
  const [guest] = guestsOf(layout('l', [vm(name, pus, more)]));
  return qemuScript(guest!, []);
}

describe('the QEMU command line of a VM', () => {
  it('binds its memory and does not preallocate it', () => {
    const script = scriptOf('vm0', [2, 3], { memoryBytes: 640 * MIB, nodes: [1] });
    expect(valuesOf(script, 'object')).toEqual([
      'memory-backend-ram,id=ram0,size=671088640,share=off,prealloc=off,host-nodes=1,policy=bind',
    ]);
    expect(valuesOf(script, 'smp')).toEqual(['2,sockets=1,cores=2,threads=1']);
    expect(script).toContain(' -S ');
  });

  it('leaves memory unbound where it is first touched', () => {
    const script = scriptOf('vm0', [0, 2], { policy: 'firstTouch', nodes: [0, 1] });
    expect(valuesOf(script, 'object').join()).not.toMatch(/host-nodes|policy/);
  });

  it('names every node of a set that is no range', () => {
    const script = scriptOf('vm0', [0], { policy: 'interleave', nodes: [0, 2, 3] });
    expect(valuesOf(script, 'object').join()).toContain('host-nodes=0,host-nodes=2-3,policy=interleave');
  });

  it('gives each NUMA cell memory of its own', () => {
    const cells = [
      { vcpus: [0, 1], memoryBytes: 512 * MIB, node: 0 },
      { vcpus: [2, 3], memoryBytes: 256 * MIB, node: 1 },
    ];
    const script = scriptOf('vm0', [0, 1, 2, 3], { cells });
    expect(valuesOf(script, 'numa')).toEqual([
      'node,nodeid=0,memdev=ram0,cpus=0-1',
      'node,nodeid=1,memdev=ram1,cpus=2-3',
    ]);
    expect(valuesOf(script, 'm')).toEqual([`size=${768 * MIB}B`]);
    expect(valuesOf(script, 'smp')).toEqual(['4,sockets=2,cores=2,threads=1']);
    expect(script).not.toContain('memory-backend=ram0');
  });

  it('takes huge pages and shared memory from a memfd', () => {
    const huge = scriptOf('vm0', [0], { backing: 'hugetlb', pageSizeBytes: 2 * MIB });
    expect(valuesOf(huge, 'object').join()).toContain('memory-backend-memfd');
    expect(valuesOf(huge, 'object').join()).toContain(`hugetlb=on,hugetlbsize=${2 * MIB}`);
    expect(valuesOf(scriptOf('vm0', [0], { backing: 'shared' }), 'object').join()).toContain('share=on');
  });

  it('has the NIC that was asked for', () => {
    const emulated = scriptOf('vm0', [0], {
      nics: [{ ...plainNic, model: 'rtl8139', queues: 1, vhost: true }],
    });
    expect(valuesOf(emulated, 'device').join()).toContain('rtl8139,netdev=net0');
    expect(valuesOf(emulated, 'netdev').join()).toContain('vhost=off');
    const many = scriptOf('vm0', [0, 1], {
      nics: [{ ...plainNic, model: 'virtio', queues: 2, vhost: true }],
    });
    expect(valuesOf(many, 'netdev').join()).toContain('vhost=on,queues=2');
    expect(valuesOf(many, 'device').join()).toContain('mq=on,vectors=6');
  });
});

describe('the declared placement of a VM', () => {
  it('has a line for each vCPU, the emulator and each piece of memory', () => {
    const [guest] = guestsOf(
      layout('l', [vm('vm0', [3, 2], { nodes: [1], memoryBytes: 4096, emulatorPus: [0, 1] })]),
    );
    expect(placeFile(guest!)).toBe('vcpu 0 3\nvcpu 1 2\nemulator 0-1\nmemory 4096 bind 1\n');
  });
});

describe('addresses of VMs', () => {
  it('are unique in layouts of any size and stay in the network', () => {
    const vms = Array.from({ length: 4096 }, (_, index) => vm(`vm${index}`, [index]));
    const guests = guestsOf(layout('l', vms));
    expect(new Set(guests.map((guest) => guest.address)).size).toBe(4096);
    expect(new Set(guests.map((guest) => guest.nics[0].mac)).size).toBe(4096);
    for (const { address } of guests) {
      const octets = address.split('.').map(Number);
      expect(octets.every((octet) => octet >= 0 && octet <= 254)).toBe(true);
      expect(address).not.toBe('10.77.0.1');
    }
    expect(vmTable(guests.slice(0, 1))).toBe('vm0 1 10.77.1.2 52:54:00:4d:00:01\n');
  });
});
