import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { helper, run, type Running, start, startHelper, until } from './helper';
import { type FaultingVm, faultingVm, pageFaultEvent } from './kvmFaults';

type Vms = Readonly<Record<string, FaultingVm>>;

const EVENT = pageFaultEvent ?? '';

function words(vms: Vms): readonly string[] {
  return Object.entries(vms).flatMap(([name, { pid, socket }]) => [name, String(pid), socket]);
}

async function counting(running: Running): Promise<void> {
  await until('it counts', () => running.output().toString().includes('\n'));
  expect(running.output().toString() + running.errors()).toBe('counting\n');
}

/** What was counted between the moment when it counts and its end. */
async function counted(running: Running, meanwhile: () => Promise<void>): Promise<readonly string[]> {
  await counting(running);
  await meanwhile();
  running.child.stdin?.end();
  expect(await running.ended).toEqual({ code: 0, signal: null });
  return running.output().toString().split('\n').slice(1, -1);
}

describe.skipIf(pageFaultEvent === null)('faults of vCPU threads', () => {
  test('are told by where and by what they are, of these threads alone', async () => {
    const vm = await faultingVm();
    const running = startHelper(['kvmfaults', 'npt', EVENT, ...words({ vm1: vm })]);
    expect(await counted(running, () => vm.fault('ABC'))).toEqual([
      `vm1 kvmRamFaults ${300 + 20 + 20 + 11 + 1}`,
      `vm1 kvmRamWriteFaults ${300 + 20 + 11}`,
      'vm1 kvmRamFetchFaults 1',
      'vm1 kvmRamPresentFaults 20',
      'vm1 kvmMmioFaults 7',
    ]);
  });

  test('have the bits of an exit qualification under EPT', async () => {
    const vm = await faultingVm();
    const running = startHelper(['kvmfaults', 'ept', EVENT, ...words({ vm1: vm })]);
    // Bit 2 is set here in every fault of a process, and bit 4 in that of a fetch.
    expect(await counted(running, () => vm.fault('AB'))).toEqual([
      'vm1 kvmRamFaults 352',
      'vm1 kvmRamWriteFaults 331',
      'vm1 kvmRamFetchFaults 352',
      'vm1 kvmRamPresentFaults 1',
      'vm1 kvmMmioFaults 7',
    ]);
  });

  test('are all that there are under shadow paging', async () => {
    const vm = await faultingVm();
    const running = startHelper(['kvmfaults', 'shadow', EVENT, ...words({ vm1: vm })]);
    expect(await counted(running, () => vm.fault('A'))).toEqual(['vm1 kvmShadowFaults 347']);
  });

  test('are those of each VM, and none from before', async () => {
    const [one, two] = [await faultingVm(), await faultingVm()];
    await one.fault('AA');
    const running = startHelper(['kvmfaults', 'npt', EVENT, ...words({ one, two })]);
    const lines = await counted(running, async () => {
      await one.fault('BBC');
      await two.fault('C');
    });
    const ram = lines.filter((line) => line.includes('kvmRamFaults'));
    expect(ram).toEqual(['one kvmRamFaults 24', 'two kvmRamFaults 0']);
  });

  test('are told when it is spoken to, too', async () => {
    const vm = await faultingVm();
    const running = startHelper(['kvmfaults', 'shadow', EVENT, ...words({ vm1: vm })]);
    await counting(running);
    running.child.stdin?.write('end\n');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  test('are told of a VM that has ended meanwhile', async () => {
    const vm = await faultingVm();
    const running = startHelper(['kvmfaults', 'npt', EVENT, ...words({ vm1: vm })]);
    const lines = await counted(running, async () => {
      await vm.fault('B');
      process.kill(vm.pid, 'SIGKILL');
    });
    expect(lines[0]).toBe('vm1 kvmRamFaults 12');
  });

  test('are found by names of fields, in both formats of the record', async () => {
    // The names are those of kvm:kvm_page_fault, which this event has not.
    const vm = await faultingVm();
    for (const fields of ['vcpu_id guest_rip fault_address error_code', 'fault_address error_code']) {
      const asked = ['kvmfaults', 'npt', `${EVENT.split(' ')[0]} ${fields}`, ...words({ vm1: vm })];
      const running = startHelper(asked);
      expect((await running.ended).code).toBe(1);
      expect(running.output().toString()).toMatch(
        /^the host's kernel does not count faults in KVM \(\(\(fault_address >= 68719476736 && .*Invalid argument\)\tUse /,
      );
    }
  });

  test('without a number or a field of the event are said to be missing', async () => {
    const vm = await faultingVm();
    const told = async (event: string): Promise<string> => {
      const running = startHelper(['kvmfaults', 'npt', event, ...words({ vm1: vm })]);
      expect((await running.ended).code).toBe(1);
      return running.output().toString();
    };
    expect(await told('100 gpa error_code')).toMatch(/has no address and error code: 100 gpa error_code\t/);
    expect(await told('4000000 fault_address error_code')).toMatch(
      /does not count faults in KVM \(perf_event_open: .*\)\tUse a kernel with CONFIG_PERF_EVENTS/,
    );
  });
});

const paranoid = Number(readFileSync('/proc/sys/kernel/perf_event_paranoid', 'utf8'));

/** In a user namespace of its own, as attempts of users run, without a right in that of the machine. */
describe.skipIf(pageFaultEvent === null || paranoid < 2)('a user who is not root', () => {
  test('is told what is not permitted', async () => {
    const vm = await faultingVm();
    const asked = ['kvmfaults', 'shadow', EVENT, ...words({ vm1: vm })];
    const running = start('unshare', ['--user', helper, ...asked]);
    expect((await running.ended).code).toBe(1);
    expect(running.output().toString()).toMatch(
      /^faults in KVM may not be counted: kernel.perf_event_paranoid is -?\d\tGrant set-perf-paranoid of vmpart-root/,
    );
  });
});

test.each([
  [[]],
  [['npt', '1 address error_code', 'vm1', '1']],
  [['tdp', '1 address error_code', 'vm1', '1', '/x']],
  [['npt', 'one address error_code', 'vm1', '1', '/x']],
])('cannot be asked as %j', (args) => {
  const result = run(['kvmfaults', ...args]);
  expect(result.status).toBe(2);
});
