import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState, PageKinds, Placement, RunState } from '../../src/core/journal/state';
import { guestBytesByNode, type MemorySample, readNumaStat } from '../../src/core/measure/numaStat';
import { everything } from '../support/everything';
import { leaveMachine, machineTurn } from '../support/machineTurn';
import { type Ended, startVmpart, until, vmpart } from '../support/vmpart';
import { installHolder, onRehearsed, onSoundGuests } from './rehearsed';

// Inside the memory of real guests on an emulated host with four nodes: where pages are, who maps them, and what each
// technique does to them. Numbers of pages are real there; times are not.

const MACHINE = 'rehearsal-4x2';
const HOST = `rehearsal:${MACHINE}`;
const MIB = 2 ** 20;
/** Of their own, in MiB, what the holders hold. */
const HELD = 48;
let folder: string;
let endTurn: () => Promise<void>;

const onHost = (command: string): Promise<Ended> => onRehearsed(MACHINE, command);

beforeAll(async () => {
  endTurn = await machineTurn(MACHINE);
  folder = mkdtempSync(join(tmpdir(), 'vmpart-memory-'));
  const up = await vmpart(['rehearse', 'up', '--topology', MACHINE]);
  expect(up.stderr + up.stdout).toContain('runs');
  await installHolder(MACHINE, folder);
  const swap =
    'grep -q zram /proc/swaps || { modprobe zram && echo 1G >/sys/block/zram0/disksize && mkswap -q /dev/zram0 && swapon /dev/zram0; }';
  expect((await onHost(swap)).stderr).toBe('');
});

afterAll(async () => {
  await onHost('swapoff /dev/zram0 && modprobe -r zram');
  await leaveMachine(MACHINE);
  await endTurn();
  rmSync(folder, { recursive: true, force: true });
});

interface Attempt {
  readonly folder: string;
  readonly state: AttemptState;
  readonly run: (workload: string, which: number) => RunState;
}

function write(name: string, document: object): string {
  const path = join(folder, `${name}.vmexperiment.json`);
  const common = {
    version: 1,
    baseline: 'none',
    phases: ['warm'],
    warmRuns: 1,
    replicates: 1,
    order: 'fixed',
  };
  writeFileSync(path, JSON.stringify({ ...common, accept: { EXP01: 'a test of the way' }, ...document }));
  return path;
}

function attemptOf(experiment: string): Attempt {
  const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
  const path = join(results, readdirSync(results).sort().at(-1) ?? '');
  const { state } = readJournal(readFileSync(join(path, 'journal.jsonl'), 'utf8'));
  const run = (workload: string, which: number): RunState => {
    const found = state.runs.filter((one) => one.workload === workload)[which];
    if (found === undefined) throw new Error(`${workload} has no run ${which}`);
    return found;
  };
  return { folder: path, state, run };
}

async function ranTo(end: string, experiment: string): Promise<Attempt> {
  const ended = await onSoundGuests(['run', experiment, '--host', HOST, '--json']);
  const attempt = attemptOf(experiment);
  expect(`${attempt.state.state} ${ended.stderr}`).toContain(end);
  return attempt;
}

/** Two ranks that hold so many MiB each, and 16 together. */
function holder(name: string, seconds: number, ...held: readonly [number, number]): object {
  const command = ['/opt/holder', String(seconds), '16', ...held.map(String)];
  return {
    ...{ suite: 'command', name, launcher: 'mpi', mpi: 'openmpi', ranks: 2, command },
    time: { pattern: 'touched in ([0-9.]+) s', unit: 's' },
  };
}

function layout(name: string, vm: object): object {
  const accept = { NUM01: 'what is asked here', CPU05: 'a test' };
  return { name, layout: { version: 1, machine: MACHINE, vms: [{ name: 'vm0', ...vm }], accept } };
}

/** MiB by node of the guest's memory as numa_maps had them at the end of a run. */
function mapped({ placements }: Pick<RunState, 'placements'>): Readonly<Record<string, number>> {
  const last = placements.findLast((one: Placement) => one.kind === 'memory');
  return inMib(last?.pages ?? {});
}

function inMib(bytes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(bytes).map(([node, count]) => [node, count / MIB]));
}

function sum(bytes: Readonly<Record<string, number>>): number {
  return Object.values(bytes).reduce((all, one) => all + one, 0);
}

function pagesOf({ run, collected: { pages } }: RunState): PageKinds {
  const [first] = pages;
  if (pages.length !== 1 || first === undefined)
    throw new Error(`${run} has ${pages.length} readings of its pages`);
  return first;
}

/** MiB of what a run used that it inherited on the wrong node. */
function leaked(run: RunState): number {
  return pagesOf(run).inheritedWrongBytes / MIB;
}

function lastOf(samples: readonly MemorySample[]): Readonly<Record<string, number>> {
  const last = samples.at(-1);
  return last === undefined ? {} : guestBytesByNode(last);
}

describe('memory that is bound', () => {
  const bound = (): string =>
    write('bound', {
      layouts: [layout('bound', { pus: '4-5', memory: '512MiB' })],
      workloads: [holder('holds', 20, HELD, HELD)],
      phases: ['cold'],
      collect: ['numaStat', 'pageKinds', 'faults', 'systemTime', 'pageTables', 'swap', 'steal', 'ksm'],
    });
  let attempt: Attempt;
  /** When pages began to move, and when they had. */
  let moved: readonly [number, number];

  beforeAll(async () => {
    const experiment = bound();
    const running = startVmpart(['run', experiment, '--host', HOST, '--json']);
    const held = (): boolean => {
      try {
        return attemptOf(experiment).state.runs.length > 0;
      } catch {
        return false;
      }
    };
    await until('no run began', 240, () => (held() ? true : null));
    // The program has what it wants when the host has mapped that much.
    const numaMaps =
      'awk \'/bind:2/ { for (i = 1; i <= NF; i++) if (sub(/^N2=/, "", $i)) n += $i } END { print n }\' /proc/$(pgrep -o qemu-system)/numa_maps';
    await until('the program holds nothing', 120, async () =>
      Number((await onHost(numaMaps)).stdout) * 4096 > (2 * HELD + 70) * MIB ? true : null,
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const said = await onHost('date +%s.%N; migratepages $(pgrep -o qemu-system) 2 1; date +%s.%N');
    const [began = 0, ended = 0] = said.stdout.trim().split('\n').map(Number);
    moved = [began, ended];
    await running.ended;
    attempt = attemptOf(experiment);
  });

  const samples = (): readonly MemorySample[] => {
    const [part] = attempt.state.sessions[0]?.memorySamples ?? [];
    if (part === undefined) throw new Error('no samples');
    return readNumaStat(readFileSync(join(attempt.folder, part.file), 'utf8')).samples;
  };

  it('shows on its node, and on another within one sample when it was moved by hand', () => {
    const anon = samples().map((sample) => ({ time: sample.t, nodes: inMib(guestBytesByNode(sample)) }));
    const before = anon.findLast(({ time }) => time < moved[0]);
    expect(before?.nodes['2']).toBeGreaterThan(2 * HELD);
    // QEMU's own memory is where its emulator runs.
    expect(sum(before?.nodes ?? {}) - (before?.nodes['2'] ?? 0)).toBeLessThan(64);
    const after = anon.find(({ time }) => time > moved[1] + 1) ?? anon.at(-1);
    expect(after?.nodes['1']).toBeGreaterThan(2 * HELD);
    expect(after?.nodes['2'] ?? 0).toBeLessThan(64);
  });

  it('agrees between its counters', () => {
    const run = attempt.run('w1', 0);
    const last = inMib(lastOf(samples()));
    // The group counts QEMU's own memory as well, the mapping the guest's alone.
    const more = sum(last) - sum(mapped(run));
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThan(64);
    const { local, remoteSingle, remoteMultiple, ranks } = pagesOf(run);
    expect(ranks).toBe(2);
    // Two ranks with HELD MiB each and 16 together; what the launcher's libraries add is less than 16.
    const used = (sum(local) + sum(remoteSingle) + sum(remoteMultiple)) / MIB;
    expect(used).toBeGreaterThanOrEqual(2 * HELD + 16);
    expect(used).toBeLessThan(2 * HELD + 32);
  });

  it('gives a run that was moved no place among those that count', () => {
    expect(attempt.run('w1', 0).marks.join()).toContain('memory');
  });
});

/** In the first run after a boot rank 0 holds, in later ones rank 1. */
const TURNS = `turn=/tmp/turn.$OMPI_COMM_WORLD_RANK
if [ -e "$turn" ]; then exec /opt/holder 1 16 0 ${HELD}; fi
: >"$turn"
exec /opt/holder 1 16 ${HELD} 0`;

/** Programs whose memory is the other rank's turn by turn: what one leaves is on the wrong node for the other. */
describe.runIf(everything)('memory that is left behind', () => {
  let attempt: Attempt;

  beforeAll(async () => {
    const cross = { pus: '0,2', memory: '512MiB', policy: 'firstTouch' };
    const cells = [
      ...['reclaim', 'restart'].map((technique) => ({ layout: 'plain', technique })),
      { layout: 'ballooned', technique: 'balloon' },
      { layout: 'reporting', technique: 'reportFreePages' },
    ];
    const numaBalancing = { 'host.numaBalancing': ['off'] };
    const left = write('left', {
      layouts: [
        layout('plain', cross),
        layout('ballooned', { ...cross, balloon: true }),
        layout('reporting', { ...cross, freePageReporting: true }),
      ],
      workloads: [{ ...holder('turns', 1, 0, 0), command: ['/bin/sh', '-c', TURNS] }],
      guest: { files: ['/opt/holder'] },
      phases: ['cold', 'warm'],
      factors: { technique: cells.map(({ technique }) => technique), ...numaBalancing },
      cells,
      collect: ['pageKinds', 'numaStat', 'faults', 'swap', 'balloon'],
    });
    attempt = await ranTo('finished', left);
    // Four boots and eight programs, which take a quarter of an hour on a host that has other work.
  }, 1_800_000);

  /** The run in which rank 1 holds, after a technique. */
  const second = (technique: string): RunState => {
    const found = attempt.state.runs.find(
      ({ phase, levels }) => phase === 'warm' && levels['technique'] === technique,
    );
    if (found === undefined) throw new Error(`no run under ${technique}`);
    return found;
  };

  it.each(['reclaim', 'reportFreePages', 'balloon'])('%s brings it down', (technique) => {
    const run = second(technique);
    expect(run.collected.techniques).toMatchObject([{ technique, complete: true }]);
    expect(run.marks).toEqual([]);
    expect(leaked(run)).toBeLessThan(0.3 * HELD);
  });

  it('restart brings it to nothing', () => {
    expect(leaked(second('restart'))).toBeLessThan(2);
  });

  it('leaves the host as it was', async () => {
    const left = await onHost(
      'cat /proc/sys/vm/page-cluster /proc/sys/kernel/numa_balancing; find /sys/fs/cgroup -name "vmpart*"',
    );
    expect(left.stdout.trim().split('\n')).toEqual(['3', '1']);
  });
});

describe.runIf(everything)('memory that is left behind and moved to its user', () => {
  let migrated: Attempt;

  beforeAll(async () => {
    const migration = write('migrated', {
      layouts: [layout('plain', { pus: '0,2', memory: '512MiB', policy: 'firstTouch' })],
      workloads: [{ ...holder('turns', 1, 0, 0), command: ['/bin/sh', '-c', TURNS] }],
      phases: ['cold', 'warm'],
      warmRuns: 4,
      guest: { files: ['/opt/holder'] },
      techniques: ['migrate'],
      factors: { 'host.numaBalancing': ['off'] },
      collect: ['pageKinds'],
    });
    migrated = await ranTo('finished', migration);
  });

  it('is all on the wrong node for who comes next', () => {
    // Nothing was remote before, so that migration had nothing to move.
    const run = migrated.run('w1', 1);
    expect(leaked(run)).toBeGreaterThan(0.9 * HELD);
    expect(pagesOf(run).remoteSingle['0']).toBeGreaterThan(0.9 * HELD * MIB);
  });

  it('migration brings down what the same program finds again', () => {
    for (const which of [1, 2, 3, 4])
      expect(migrated.run('w1', which).collected.techniques).toMatchObject([
        { technique: 'migrate', complete: true },
      ]);
    // Which frames a guest deals out is its own affair: of those that moved the next run finds some, and of others that
    // something else has touched. Each time fewer of them are left.
    const [before, after] = [leaked(migrated.run('w1', 1)), leaked(migrated.run('w1', 4))];
    expect(after).toBeLessThan(0.7 * before);
  });
});

describe.runIf(everything)('vCPUs that float over four nodes', () => {
  it('find in a second run what the first left elsewhere', async () => {
    const command = ['/opt/holder', '2', '16', '40', '40', '40', '40'];
    const wide = { pus: '0,2,4,6', memory: '512MiB', policy: 'firstTouch', pinning: 'floating' };
    const experiment = write('floating', {
      layouts: [layout('wide', wide)],
      workloads: [{ ...holder('all', 2, 0, 0), ranks: 4, command }],
      phases: ['cold', 'warm'],
      factors: { 'host.numaBalancing': ['off'] },
      collect: ['pageKinds'],
    });
    const { run } = await ranTo('finished', experiment);
    expect(leaked(run('w1', 0))).toBeLessThan(8);
    // Wherever the ranks are by then, frames are dealt out to them anew.
    expect(leaked(run('w1', 1))).toBeGreaterThan(0.25 * 4 * 40);
  });
});

/** Three runs with reclaim between them, and everything that is sampled. */
function reclaimed(name: string): string {
  return write(name, {
    layouts: [layout('plain', { pus: '0,2', memory: '512MiB', policy: 'firstTouch' })],
    workloads: [holder('first', 2, 16, 16)],
    phases: ['cold', 'warm'],
    warmRuns: 2,
    techniques: ['reclaim'],
    collect: ['numaStat', 'pageKinds', 'faults'],
  });
}

const SETTINGS = 'cat /proc/sys/vm/page-cluster; find /sys/fs/cgroup -mindepth 1 -name "vmpart*"';

describe.runIf(everything)('an attempt that is killed in the middle of a technique', () => {
  it('leaves nothing that doctor does not put back', async () => {
    const experiment = reclaimed('killed');
    const running = startVmpart(['run', experiment, '--host', HOST, '--json']);
    await until('no technique was applied', 300, () => {
      try {
        const { runs } = attemptOf(experiment).state;
        return runs.length > 1 ? true : null;
      } catch {
        return null;
      }
    });
    expect((await onHost(SETTINGS)).stdout).toBe('0\n/sys/fs/cgroup/vmpart\n');
    const { attempt } = attemptOf(experiment).state;
    await onHost(`kill -KILL $(cut -d' ' -f1 ~/.local/share/vm-partition-lab/attempts/${attempt}/pid)`);
    await running.ended;
    const clean = async (): Promise<true | null> => {
      await vmpart(['doctor', '--host', HOST, '--clean']);
      return (await onHost(SETTINGS)).stdout === '3\n' ? true : null;
    };
    await until('something was left', 60, clean);
    expect((await onHost('pgrep -c qemu-system')).stdout).toBe('0\n');
  });
});

describe.runIf(everything)('a host without swap and without control groups', () => {
  afterAll(async () => {
    await onHost('swapon /dev/zram0; mount -t cgroup2 cgroup2 /sys/fs/cgroup');
  });

  it('gives what it can, says what is missing, and lets no run pass for treated', async () => {
    expect((await onHost('swapoff /dev/zram0 && umount /sys/fs/cgroup')).stderr).toBe('');
    const { state, run } = await ranTo('finished', reclaimed('without'));
    expect(state.missing.map(({ part }) => part).sort()).toEqual(['numaStat', 'reclaim']);
    for (const { remedy } of state.missing) expect(remedy).toMatch(/[.]$/);
    expect(state.sessions[0]?.memorySamples).toEqual([]);
    expect(run('w1', 0)).toMatchObject({ phase: 'cold', marks: [] });
    expect(run('w1', 1).marks.join()).toContain('reclaim');
    for (const which of [0, 1, 2]) {
      expect(pagesOf(run('w1', which)).ranks).toBe(2);
      expect(run('w1', which).collected.counters.map(({ vm }) => vm)).toEqual([null, 'vm0']);
    }
  });
});
