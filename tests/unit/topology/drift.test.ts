import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AttemptFacts, readAttemptFacts } from '../../../src/core/topology/attemptFacts';
import { driftOf, driftsOf } from '../../../src/core/topology/drift';

const REAL = readFileSync(join(import.meta.dirname, 'captured/smt.capture'), 'utf8');
const SHA = 'ab'.repeat(32);
const OTHER_SHA = 'cd'.repeat(32);

/** The real capture with lines of its sections replaced or, behind the section's name, added. */
function facts(...changes: readonly (readonly [string, string])[]): AttemptFacts {
  const text = changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the capture has no ${from}`);
    return before.replace(from, to);
  }, REAL);
  const read = readAttemptFacts(text);
  if (read === null) throw new Error('no capture');
  return read;
}

/** Added to the section `sys`. */
const sys = (...lines: string[]): readonly [string, string] => ['@sys\n', `@sys\n${lines.join('\n')}\n`];
const proc = (...lines: string[]): readonly [string, string] => ['@proc\n', `@proc\n${lines.join('\n')}\n`];
const used = (...lines: string[]): readonly [string, string] => ['@end', `@used\n${lines.join('\n')}\n@end`];
const governor = (name: string, pu = 0): string =>
  `devices/system/cpu/cpu${pu}/cpufreq/scaling_governor:${name}`;
/** In KiB, of node 0. */
const memory = (
  free: number,
  files: number,
  shared: number,
  total = 8_388_608,
): readonly [string, string] => [
  '@node\n',
  `@node\n${[
    `node0/meminfo:Node 0 FilePages:  ${files} kB`,
    `node0/meminfo:Node 0 Shmem:  ${shared} kB`,
    `node0/meminfo:Node 0 MemFree:  ${free} kB`,
    `node0/meminfo:Node 0 MemTotal:  ${total} kB`,
  ].join('\n')}\n`,
];
const told = (before: AttemptFacts, after: AttemptFacts): readonly string[] =>
  driftOf(before, after).map(({ what }) => what);

describe('drift of a host', () => {
  it('is nothing on a host that stayed as it was', () => {
    expect(driftOf(facts(), facts())).toEqual([]);
  });

  it.each([
    [
      [proc('sys/kernel/osrelease:6.1.0')],
      [proc('sys/kernel/osrelease:6.9.1')],
      'The kernel is 6.9.1, and was 6.1.0.',
    ],
    [
      [sys(governor('performance'))],
      [sys(governor('powersave'))],
      'The frequency governor is powersave, and was performance.',
    ],
    [
      [sys(governor('performance'), governor('performance', 1))],
      [sys(governor('performance'), governor('powersave', 1))],
      'The frequency governor is performance, powersave, and was performance.',
    ],
    [
      [sys('devices/system/cpu/intel_pstate/no_turbo:1')],
      [sys('devices/system/cpu/intel_pstate/no_turbo:0')],
      'Turbo is on, and was off.',
    ],
    [
      [sys('devices/system/cpu/cpufreq/boost:1')],
      [sys('devices/system/cpu/cpufreq/boost:0')],
      'Turbo is off, and was on.',
    ],
    [[], [['ksm/run:0', 'ksm/run:1']], 'KSM is 1, and was 0.'],
    [[], [['numa_balancing:1', 'numa_balancing:0']], 'NUMA balancing is 0, and was 1.'],
    [
      [sys('module/kvm_amd/parameters/npt:Y')],
      [sys('module/kvm_amd/parameters/npt:N')],
      'The paging of guests is shadow, and was nested.',
    ],
    [[], [['microcode:0x1', 'microcode:0x2f']], 'The microcode is 0x2f, and was 0x1.'],
    [
      [],
      [['l1tf:Mitigation: PTE Inversion', 'l1tf:Vulnerable']],
      "The list of mitigations of the processor's weaknesses is another than before.",
    ],
    [
      [proc('sys/kernel/random/boot_id:a')],
      [proc('sys/kernel/random/boot_id:b')],
      'The boot of the host is another than before.',
    ],
    [
      [proc('cmdline:quiet')],
      [proc('cmdline:quiet mitigations=off')],
      "The kernel's command line is quiet mitigations=off, and was quiet.",
    ],
  ] as const)('%j to %j is told', (before, after, what) => {
    expect(told(facts(...before), facts(...after))).toEqual([what]);
  });

  it('says what it means for the numbers', () => {
    const [drift] = driftOf(facts(), facts(['ksm/run:0', 'ksm/run:1']));
    expect(drift?.means).toBe(
      'The kernel places, moves or merges pages otherwise: times before and after are not alike.',
    );
  });

  it('is not what one of the two does not know: a guest without cpufreq, ARM without microcode', () => {
    const arm = facts(['microcode:0x1\n', ''], ['model name:', 'cpu:']);
    expect(arm.facts.settings).not.toHaveProperty('microcode');
    expect(told(facts(sys(governor('performance'))), arm)).toEqual([]);
    expect(told(arm, facts(sys(governor('performance')), proc('cmdline:quiet')))).toEqual([]);
  });

  it('names a PU that went away', () => {
    const gone = facts(['online:0-12\n', 'online:0-11\n'], ['cpu12/online:1', 'cpu12/online:0']);
    expect(told(facts(), gone)[0]).toBe('The machine is another than before: PU 12 is offline.');
  });

  it('names memory that a node no longer has to give, beyond a twentieth of it', () => {
    const full = facts(memory(8_000_000, 200_000, 1000));
    // What lies in files is given back, what lies in a tmpfs is not.
    expect(told(full, facts(memory(4_000_000, 4_200_000, 1000)))).toEqual([]);
    expect(told(full, facts(memory(7_700_000, 200_000, 1000)))).toEqual([]);
    expect(told(full, facts(memory(7_000_000, 1_200_000, 1_001_000)))).toEqual([
      'Node 0 has 6.9 GiB to give, and had 7.8 GiB.',
    ]);
    expect(driftOf(facts(memory(4_000_000, 0, 0)), full)[0]?.means).toContain('has given memory back');
  });

  it.each([
    ['256 MiB of a small node', 1_048_576, 262_144],
    ['a twentieth of a node of 5 GiB, which is as much', 5_242_880, 262_144],
    ['a twentieth of a larger one', 8_388_600, 419_430],
  ])('passes over %s, and over no more', (_name, total, most) => {
    const before = facts(memory(total / 2, 0, 0, total));
    for (const sign of [1, -1]) {
      const after = (change: number): AttemptFacts => facts(memory(total / 2 + sign * change, 0, 0, total));
      expect(told(before, after(most))).toEqual([]);
      expect(told(before, after(most + 1))).toHaveLength(1);
    }
  });

  it('names programs, tools and guests’ kernels that have another content', () => {
    const before = facts(used(`program:${SHA} /opt/bt.C.x`, `kernel:${SHA} /boot/vmlinuz`, 'release:6.1.0'));
    expect(before).toMatchObject({
      guestKernel: '6.1.0',
      used: [
        { kind: 'program', path: '/opt/bt.C.x', sha256: SHA },
        { kind: 'kernel', path: '/boot/vmlinuz' },
      ],
    });
    const after = facts(
      used(`program:${OTHER_SHA} /opt/bt.C.x`, `kernel:${OTHER_SHA} /boot/vmlinuz`, `tool:${SHA} /bin/new`),
    );
    expect(told(before, after)).toEqual([
      'The program /opt/bt.C.x has another content than before.',
      "The guests' kernel /boot/vmlinuz has another content than before.",
    ]);
    expect(told(before, facts())).toEqual([]);
    expect(facts(used('program:no hash /x', `tool:${SHA} relative`)).used).toEqual([]);
  });
});

describe('drift of an attempt', () => {
  const busy = facts(['loadavg:0.16', 'loadavg:3.20']);

  it('goes from capture to capture over all starts, and tells each thing once', () => {
    const on = facts(['ksm/run:0', 'ksm/run:1']);
    const all = [facts(), on, facts(), on].map((one, index) => ({
      when: index % 2 === 0 ? ('before' as const) : ('after' as const),
      facts: one,
    }));
    expect(driftsOf(all).map(({ what }) => what)).toEqual(['KSM is 1, and was 0.', 'KSM is 0, and was 1.']);
    expect(driftsOf([])).toEqual([]);
  });

  it('tells load that was there before the attempt, and not its own', () => {
    const told = (when: 'before' | 'after'): readonly string[] =>
      driftsOf([{ when, facts: busy }]).map(({ what }) => what);
    expect(told('before')).toEqual([
      'The host was at work when the attempt began: a load of 3.2 over the last minute.',
    ]);
    expect(told('after')).toEqual([]);
    expect(driftsOf([{ when: 'before', facts: facts() }])).toEqual([]);
    const at = (load: string): number =>
      driftsOf([{ when: 'before', facts: facts(['loadavg:0.16', `loadavg:${load}`]) }]).length;
    expect([at('0.99'), at('1.00')]).toEqual([0, 1]);
  });
});
