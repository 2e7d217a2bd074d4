import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiled } from './compiled';
import { freshFolder, helper, isRoot } from './helper';
import { type Attempt, eventsOf, type Line } from './libraryBundle';

// Which way data went, between real taps on a real bridge in a network namespace. What a region says is a file with the
// helper's lines about it: the stand-in for the helper prints that.

const canTap = existsSync('/dev/net/tun');
const HELPER = `#!/bin/sh
case "$1 $2" in "region stat") ! grep -q broken "$3" || exit 3; ! grep -q held "$3" || exec sleep 60; exec cat "$3" ;; esac
exec ${helper} "$@"
`;
/** Room that is left for frames which the kernel itself sends. */
const KERNEL = 20_000;

const namespace = ['--net', ...(isRoot ? [] : ['--user', '--map-root-user'])];

interface Trial {
  readonly vms?: string;
  readonly event?: string;
  /** The helper's summary of the program. */
  readonly captured?: string;
  /** programs/w1/pair.shared; null: over the network. */
  readonly region?: string | null;
  /** What the region says before and after the run; null: there is none. */
  readonly said?: readonly [string, string] | null;
  /** Frames of BYTES that vm1 sends to vm2 during the run. */
  readonly frames?: readonly [count: number, bytes: number];
}

/** What the library writes about a run between two VMs, four ranks in each. */
function traffic(
  trial: Trial,
): Attempt & { readonly lines: readonly Line[]; readonly marks: readonly unknown[] } {
  const { vms = 'vm1 vm2', event = 'run_end', captured = '0 1.0 0 100 whole ok' } = trial;
  const { region = null, said = null, frames = [0, 60] } = trial;
  const folder = freshFolder();
  for (const name of ['run', 'bin', 'programs/w1', 'vms/pair'])
    mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(import.meta.dirname, '../../src/payload/lib'), join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'bin/helper'), HELPER);
  chmodSync(join(folder, 'bin/helper'), 0o755);
  writeFileSync(join(folder, 'vms/pair/vms'), 'vm1 1 10.77.1.2 m\nvm2 2 10.77.1.3 m\n');
  const ranks = [0, 1, 2, 3, 4, 5, 6, 7].map((rank) => `${rank} vm${rank < 4 ? 1 : 2} ${rank % 4}\n`);
  writeFileSync(join(folder, 'programs/w1/pair.ranks'), ranks.join(''));
  if (region !== null) writeFileSync(join(folder, 'programs/w1/pair.shared'), `${region}\n`);
  const readings = said ?? [];
  readings.forEach((text, at) => writeFileSync(join(folder, `said${at}`), text));
  const reading = (at: number): string => (said === null ? ':' : `cp said${at} run/sh.region`);
  const taps = compiled('taps');
  const script = [
    `set -u; cd ${folder} && for part in helper state place traffic; do . lib/$part.sh; done`,
    `ATTEMPT_DIR=${folder} JOURNAL=${folder}/journal.jsonl RUN_DIR=${folder}/run HELPER=${folder}/bin/helper`,
    `VMS='${vms}' LAYOUT=pair VARIANT=pair SESSION=s1 BLOCK=0 RUN=r1 WORKLOAD=w1 RUN_EVENT=${event}`,
    `ANSWER_LIMIT=1 CAPTURED='${captured}'; export VMPART_ORIGIN=measured LC_ALL=C`,
    'ip link add vmpart0 type bridge stp_state 0 forward_delay 0 && ip link set vmpart0 up || exit 9',
    'for tap in vmtap1 vmtap2 vmtap2n1; do',
    '  ip tuntap add $tap mode tap && ip link set $tap master vmpart0 up || exit 9',
    'done',
    `mkfifo in out; ${taps} vmtap1 vmtap2 <in >out & exec 3>in 4<out; read done <&4 || exit 8`,
    `${reading(0)}; traffic_begin`,
    `echo '${frames.join(' ')}' >&3; read done <&4 || exit 7`,
    `${reading(1)}; traffic_end`,
  ];
  const args = [...namespace, 'sh', '-c', script.join('\n')];
  const { status, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const attempt = { folder, base: folder };
  return {
    ...attempt,
    lines: eventsOf(attempt, 'traffic'),
    marks: eventsOf(attempt, 'mark').map((mark) => mark['what']),
  };
}

const region = (one: string, two: string): string =>
  `peakBytes 1\nusedBytes 0\nobjects 0\nguest 1 ${one}\nguest 2 ${two}\n`;
/** Each VM's four ranks sent something. */
const USED = [region('10 2 4', '0 0 0'), region('50000010 1002 8', '40000000 1000 4')] as const;
const FRESH = region('0 0 0', '0 0 0');

describe.skipIf(!canTap)('traffic of a run between VMs', () => {
  it('is what went in and out at their taps', () => {
    const { lines, marks } = traffic({ frames: [1000, 1500] });
    const nobody = { regionSentBytes: null, regionMessages: null };
    expect(lines).toMatchObject([
      { vm: 'vm1', run: 'r1', session: 's1', ...nobody },
      { vm: 'vm2', run: 'r1', session: 's1', ...nobody },
    ]);
    const [first, second] = lines;
    expect(Number(first?.['networkSentBytes']) - 1_500_000).toBeGreaterThanOrEqual(0);
    expect(Number(first?.['networkSentBytes']) - 1_500_000).toBeLessThan(KERNEL);
    expect(Number(first?.['networkReceivedBytes'])).toBeLessThan(KERNEL);
    expect(Number(second?.['networkSentBytes'])).toBeLessThan(KERNEL);
    expect(Number(second?.['networkReceivedBytes'])).toBeGreaterThanOrEqual(1_500_000);
    expect(marks).toEqual([]);
  });

  it('is what ranks have sent through the region since the run began', () => {
    const { lines, marks } = traffic({ region: 'sh', said: USED });
    expect(lines).toMatchObject([
      { vm: 'vm1', regionSentBytes: 50_000_000, regionMessages: 1000 },
      { vm: 'vm2', regionSentBytes: 40_000_000, regionMessages: 1000 },
    ]);
    expect(marks).toEqual([]);
  });

  it('is not told of one VM alone, and of a run that only makes history', () => {
    for (const trial of [{ vms: 'vm1' }, { event: 'warmup' }])
      expect(eventsOf(traffic({ ...trial, frames: [10, 1500] }), 'traffic')).toEqual([]);
  });

  it('is of nobody in the region where ranks of the VM used none, or the table began anew', () => {
    const idle = [region('10 2 4', '900 9 4'), region('10 2 4', '5 1 8')] as const;
    expect(traffic({ said: idle }).lines).toMatchObject([
      { regionSentBytes: null, regionMessages: null },
      { regionSentBytes: null, regionMessages: null },
    ]);
  });
});

describe.skipIf(!canTap)('a run that was to go through a region', () => {
  /** Below it: 256 KiB, 64 KiB for each of eight ranks, eight times the output of 100 bytes. */
  const LIMIT = 262_144 + 8 * 65_536 + 800;
  const framesOf = (bytes: number): readonly [number, number] => [Math.ceil(bytes / 1500), 1500];

  it('is marked when its data took the network, with how much went which way', () => {
    const little = [FRESH, region('900 3 4', '1200 4 4')] as const;
    const { marks } = traffic({ region: 'sh', said: little, frames: framesOf(2 * LIMIT) });
    expect(marks).toEqual([
      expect.stringMatching(
        /^data took the network although shared memory was asked for: 1\.6 MB over the network, 2\.1 kB through region sh$/,
      ),
    ]);
  });

  it('may start its ranks and print over the network', () => {
    const little = [FRESH, region('900 3 4', '1200 4 4')] as const;
    const frames = framesOf(LIMIT - KERNEL);
    expect(traffic({ region: 'sh', said: little, frames }).marks).toEqual([]);
    const loud = { captured: '0 1.0 0 200000 whole ok', frames: framesOf(2 * LIMIT) };
    expect(traffic({ region: 'sh', said: little, ...loud }).marks).toEqual([]);
  });

  it('may send a hundredth of what went through the region', () => {
    const much = [FRESH, region('200000000 3 4', '0 4 4')] as const;
    expect(traffic({ region: 'sh', said: much, frames: framesOf(LIMIT + 1_900_000) }).marks).toEqual([]);
    expect(traffic({ region: 'sh', said: much, frames: framesOf(LIMIT + 2_100_000) }).marks).toHaveLength(1);
  });

  it('is marked when ranks of a VM did not use the region at all', () => {
    const half = [FRESH, region('900 3 4', '0 0 0')] as const;
    expect(traffic({ region: 'sh', said: half }).marks).toEqual([
      expect.stringMatching(
        /^no rank of vm2 used region sh although shared memory was asked for: .*, 900 B through/,
      ),
    ]);
    expect(traffic({ region: 'sh' }).marks).toEqual([
      expect.stringMatching(/^no rank of vm1, vm2 used region sh .*, 0 B through region sh$/),
    ]);
  });

  it.each(['broken', 'held'])('is marked when nobody knows: a region that is %s', (how) => {
    const { lines, marks } = traffic({ region: 'sh', said: [FRESH, how] });
    expect(lines).toMatchObject([{ regionSentBytes: null }, { regionSentBytes: null }]);
    expect(marks).toEqual(['which way data went is not known: region sh could not be read']);
  });

  it('is not marked when it failed, which it says itself', () => {
    expect(traffic({ region: 'sh', captured: '1 1.0 0 100 whole failed' }).marks).toEqual([]);
    expect(traffic({ region: 'sh', captured: '' }).marks).toEqual([]);
  });

  it('is not marked over the network, however much it sends', () => {
    expect(traffic({ said: USED, frames: framesOf(3 * LIMIT) }).marks).toEqual([]);
  });
});
