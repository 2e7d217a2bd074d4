import { describe, expect, it } from 'vitest';
import { layoutText, machineOf, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOfRule } from '../ruleTrial';

const reserved = machineOf({
  synthetic: 'pack:2 [numa] core:4 pu:1',
  memoryPerNode: '8GiB',
  reserved: { pus: '0,4' },
});
const vms = (a: object = {}, b: object = {}): LayoutBody => ({
  vms: [
    { name: 'a', pus: '1-3', memory: '1GiB', ...a },
    { name: 'b', pus: '5-6', memory: '1GiB', ...b },
  ],
});

const FIX = "Put QEMU's own threads on PUs without vCPUs";

describe('IO01', () => {
  it("finds QEMU's threads on a vCPU and puts them on the node's reserved PU", () => {
    expectOne(
      'IO01',
      vms({ emulatorPus: '3' }),
      {
        says: /own threads of VM "a" may run on PU 3, which carries a vCPU of "a"\. Put them on PU 0/,
        at: '"3"',
        fixes: [FIX],
      },
      { machine: reserved },
    );
  });

  it('keeps those PUs that carry no vCPU, and names whose vCPUs the others carry', () => {
    expectOne(
      'IO01',
      vms({}, { emulatorPus: '2-4' }),
      {
        says: /VM "b" may run on PUs 2-3, which carry vCPUs of "a"\. Put them on PU 4\./,
        at: '"2-4"',
        fixes: [FIX],
      },
      { machine: reserved },
    );
  });

  it('does not keep a PU that is not there', () => {
    const [finding] = findingsOfRule('IO01', layoutText(vms({ emulatorPus: '3,99' })), { machine: reserved });
    expect(finding?.message).toMatch(/Put them on PU 0\.$/);
  });

  it('finds threads that are pinned to nothing', () => {
    expectOne(
      'IO01',
      vms({ emulatorPus: '' }),
      {
        says: /VM "a" pins QEMU's own threads to no PU at all/,
        at: '""',
        fixes: [FIX],
      },
      { machine: reserved },
    );
  });

  it('takes a free PU of the node where nothing is reserved, and says so where nothing is free', () => {
    expectOne('IO01', vms({ emulatorPus: '1' }), {
      says: /Put them on PU 0/,
      at: '"1"',
      fixes: [FIX],
    });
    const full: LayoutBody = { vms: [{ name: 'a', pus: '0-3', memory: '1GiB', emulatorPus: '0-3' }] };
    expectOne('IO01', full, {
      says: /PUs 0-3, which carry vCPUs of "a"\. Reserve PUs for the host in the topology/,
      at: '"0-3"',
      fixes: [],
    });
  });

  it('gives each VM PUs of its own node where they inherit the same', () => {
    const body: LayoutBody = { defaults: { emulatorPus: '1' }, ...vms() };
    expectOne('IO01', body, { says: /once more/, at: '"1"', fixes: [FIX] }, { machine: reserved });
  });

  it('finds nothing on reserved or free PUs, nor where nobody placed the threads', () => {
    expectNone('IO01', vms({ emulatorPus: '0' }, { emulatorPus: '7' }), { machine: reserved });
    expectNone('IO01', vms(), { machine: reserved });
    expectNone('IO01', { partition: { per: 'node' } });
  });

  it('goes to a reserved PU of another node where the own one is full', () => {
    const body: LayoutBody = {
      vms: [{ name: 'a', pus: '4-7', memory: '1GiB', emulatorPus: '5' }],
    };
    const machine = { ...reserved, reserved: { pus: [0], memoryBytesPerNode: 0 } };
    expectOne('IO01', body, { says: /Put them on PU 0\./, at: '"5"', fixes: [FIX] }, { machine });
  });

  it('finds I/O threads there as well', () => {
    expectOne(
      'IO01',
      vms({ ioThreadPus: '2' }),
      {
        says: /^I\/O threads of VM "a" may run on PU 2, which carries a vCPU of "a"\. Put them on PU 0/,
        at: '"2"',
        fixes: ['Put I/O threads on PUs without vCPUs'],
      },
      { machine: reserved },
    );
  });

  it('minds the vCPUs of its own host only', () => {
    const body: LayoutBody = {
      hosts: ['left', 'right'],
      vms: [
        { name: 'a', pus: '0-1', memory: '1GiB', host: 'left', emulatorPus: '2' },
        { name: 'b', pus: '2-3', memory: '1GiB', host: 'right', emulatorPus: '0' },
      ],
    };
    expectNone('IO01', body);
  });
});
