import { describe, expect, it } from 'vitest';
import { expectOnly, pusIn, rulesIn } from '../cutTrial';
import { layoutText, machineOf, threaded } from '../documents';
import { findingsOf } from '../ruleTrial';

const vm = (name: string, pus: string, more: object = {}) => ({ name, pus, memory: '1GiB', ...more });

describe('CPU05', () => {
  it('compares VMs of one host', () => {
    const vms = [vm('a', '0,2', { host: 'left' }), vm('b', '1,3', { host: 'right' })];
    expect(rulesIn({ hosts: ['left', 'right'], vms }, { machine: threaded })).toEqual([]);
    const same = vms.map((one) => ({ ...one, host: 'left' }));
    expectOnly(
      'CPU05',
      { hosts: ['left', 'right'], vms: same },
      {
        says: /"a" and "b" divide 2 cores of host "left" between them/,
        at: '"1,3"',
        fixes: ['Deal whole cores out to "a" and "b"'],
      },
      { machine: threaded },
    );
  });

  it('makes one finding of VMs that are tied together, another of those that are not', () => {
    const vms = [vm('a', '0'), vm('b', '1,2'), vm('c', '4'), vm('d', '5'), vm('e', '3')];
    const messages = findingsOf(layoutText({ vms }), { machine: threaded }).map((one) => one.message);
    expect(messages.map((message) => message.slice(0, 40))).toEqual([
      expect.stringMatching(/^VMs "a", "b" and "e" divide 2 cores/),
      expect.stringMatching(/^VMs "c" and "d" divide 1 core /),
    ]);
  });

  it('offers no dealing that would take VMs from nodes or cells that are spelled out', () => {
    const machine = machineOf({ synthetic: 'pack:2 [numa] core:1 pu:2', memoryPerNode: '8GiB' });
    const dealt = (more: object) =>
      findingsOf(layoutText({ vms: [vm('a', '0,2', more), vm('b', '1,3', more)] }), { machine }).filter(
        (one) => one.rule === 'CPU05',
      )[0]?.fixes.length;
    expect(dealt({ cells: 'perNode' })).toBe(1);
    const cells = [
      { vcpus: '0', memory: '512MiB', node: 0 },
      { vcpus: '1', memory: '512MiB', node: 1 },
    ];
    expect(dealt({ cells })).toBe(0);
  });

  it('finds cores where packages are not known', () => {
    const pus = threaded.pus.map((pu) => ({ ...pu, package: null, core: Math.floor(pu.id / 2) }));
    const vms = [vm('a', '0,2'), vm('b', '1,3')];
    const [finding] = findingsOf(layoutText({ vms }), { machine: { ...threaded, pus } });
    expect(finding?.message).toMatch(/divide 2 cores/);
    expect(pusIn(layoutText({ vms }))).toEqual(['0,2', '1,3']);
  });
});
