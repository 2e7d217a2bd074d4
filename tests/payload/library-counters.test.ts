import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, helper, isRoot, run, start, until } from './helper';
import { type Attempt, eventsOf, type Line, makeAttempt, nativeBlock, runAttempt } from './libraryBundle';

// Counters over a run: of native runs as attempts do them, and of a real QEMU whose guest is this machine: what is called
// for by ssh runs here.

const hasQemu = spawnSync('qemu-system-x86_64', ['--version']).status === 0;

type Counted = Readonly<Record<string, number>>;

function countersOf(line: Line | undefined): Counted {
  return (line?.['counters'] ?? {}) as Counted;
}

describe('counters of a native run', () => {
  const RANKED =
    'for r in 0 1; do OMPI_COMM_WORLD_RANK=$r "$VMPART_HOME/bin/vmpart-host" rank ' +
    '"$VMPART_HOME/programs/w1/native.ranks" - -- sh -c "head -c 40000000 /dev/zero | tail -c 39000000 >/dev/null"; done\n';
  const calls = nativeBlock(0).filter((call) => !call.includes(' warm '));

  async function counted(collect: string, ranks: string): Promise<Attempt> {
    const settings = { COLLECT: collect };
    const files = { 'programs/w1/native.ranks': ranks };
    const attempt = makeAttempt({ calls, program: RANKED, settings, files });
    expect(await runAttempt(attempt)).toBe(0);
    return attempt;
  }

  it("are the host's, and sums over the ranks", async () => {
    const attempt = await counted('faults systemTime', '0 - 0\n1 - 0\n');
    const lines = eventsOf(attempt, 'counters');
    expect(lines).toMatchObject([{ vm: null, run: 'r0001', session: 's0001' }]);
    const counters = countersOf(lines[0]);
    // Each rank holds the end of what it reads: 39 MB, in pages of 4 KiB or in fewer and larger ones.
    expect(counters['rankMinorFaults']).toBeGreaterThan(100);
    expect(counters['hostFaults']).toBeGreaterThanOrEqual(counters['rankMinorFaults'] ?? 0);
    const ranks = (counters['rankUserSeconds'] ?? 0) + (counters['rankSystemSeconds'] ?? 0);
    expect(ranks).toBeGreaterThan(0);
    expect(ranks).toBeLessThan(2 * Number(eventsOf(attempt, 'run_end')[0]?.['wallSeconds']));
    expect(counters['hostGuestSeconds']).toBeGreaterThanOrEqual(0);
    expect(eventsOf(attempt, 'missing')).toEqual([]);
  });

  it('leave out ranks of which one has left no record', async () => {
    const attempt = await counted('faults', '0 - 0\n1 - 0\n2 - 0\n');
    expect(Object.keys(countersOf(eventsOf(attempt, 'counters')[0])).sort()).toEqual([
      'hostFaults',
      'hostMajorFaults',
    ]);
  });

  it('are not there where nobody asks for them', async () => {
    const attempt = await counted('numaStat', '0 - 0\n1 - 0\n');
    expect([...eventsOf(attempt, 'counters'), ...eventsOf(attempt, 'missing')]).toEqual([]);
  });

  it.skipIf(!isRoot)('say once a session what the kernel does not tell', async () => {
    const settings = { COLLECT: 'ksm faults balloon' };
    const attempt = makeAttempt({ calls: nativeBlock(0), settings });
    const inside = ['mount -t tmpfs none /sys/kernel/mm', 'exec setsid --wait sh "$1/start.sh" </dev/null'];
    const namespaces = ['--net', '--mount', 'sh', '-c', inside.join(' && '), 'sh', attempt.folder];
    expect((await start('unshare', namespaces, { HOME: attempt.base }).ended).code).toBe(0);
    expect(eventsOf(attempt, 'missing')).toMatchObject([
      { part: 'ksm', what: "the host's kernel does not tell what samepage merging shares", session: 's0001' },
    ]);
    expect(eventsOf(attempt, 'counters')).toHaveLength(2);
    for (const line of eventsOf(attempt, 'counters'))
      expect(countersOf(line)['hostFaults']).toBeGreaterThan(0);
  });
});

/** A folder with the library, and the QEMU of `vm1`. */
interface Stage {
  readonly folder: string;
  readonly socket: string;
  readonly process: number;
}

async function stage(): Promise<Stage> {
  const folder = freshFolder();
  const payload = join(import.meta.dirname, '../../src/payload');
  cpSync(join(payload, 'lib'), join(folder, 'lib'), { recursive: true });
  for (const name of ['run', 'bin', 'programs/w1']) mkdirSync(join(folder, name), { recursive: true });
  const socket = join(folder, 'run/vm1.qmp');
  const args = ['-S', '-nodefaults', '-no-user-config', '-display', 'none', '-m', '64M', '-accel', 'tcg'];
  const { pid } = start('qemu-system-x86_64', [...args, '-qmp', `unix:${socket},server=on,wait=off`]);
  await until('QEMU answers', () => run(['qmp', socket, 'status']).status === 0);
  writeFileSync(join(folder, 'run/vm1.pid'), `${pid}\n`);
  writeFileSync(join(folder, 'run/records'), '');
  writeFileSync(join(folder, 'programs/w1/wide.ranks'), '0 vm1 0\n1 vm1 1\n');
  guestThat(folder, `exec sh -c "$(printf '%s' "$command" | sed 's#/vmpart/bin/vmpart-host#${helper}#')"`);
  return { folder, socket, process: pid };
}

/** What stands in for ssh: the guest is this machine, or does something else with $command. */
function guestThat(folder: string, does: string): void {
  writeFileSync(join(folder, 'bin/ssh'), `#!/bin/sh\nfor command; do :; done\n${does}\n`);
  chmodSync(join(folder, 'bin/ssh'), 0o755);
}

/** Runs STEPS in a shell that has the library, in the middle of the run r1. */
function inRun(
  { folder }: Stage,
  collect: string,
  steps: readonly string[],
): SpawnSyncReturns<string> & { readonly attempt: Attempt } {
  const script = [
    `cd ${folder} && for part in helper state session vm place program collect kvm_faults counters; do . lib/$part.sh; done`,
    `PATH=${folder}/bin:$PATH; ATTEMPT_DIR=${folder} JOURNAL=${folder}/journal.jsonl RUN_DIR=${folder}/run`,
    `HELPER=${helper} VMS=vm1 LAYOUT=wide VARIANT=wide SESSION=s1 BLOCK=0 RUN=r1 WORKLOAD=w1 RUN_EVENT=run_end`,
    `COLLECT='${collect}' ANSWER_LIMIT=2; export VMPART_ORIGIN=measured LC_ALL=C`,
    'set -u',
    ...steps,
  ];
  const result = spawnSync('sh', ['-c', script.join('\n')], { encoding: 'utf8' });
  return { ...result, attempt: { folder, base: folder } };
}

describe.skipIf(!hasQemu)('counters of a run in a VM', () => {
  const ALL = 'faults systemTime steal pageTables ksm balloon swap';

  it('are what guest, QEMU and ranks have counted between the two readings', async () => {
    const here = await stage();
    const record = (rank: number): string =>
      JSON.stringify({ rank, vm: 'vm1', ok: true, minorFaults: 1000 + rank, majorFaults: rank }).slice(
        0,
        -1,
      ) +
      `,"userSeconds":${rank}.250000,"systemSeconds":0.125000,"pageTableBytes":${rank}000,"why":"\\"minorFaults\\":7,"}`;
    writeFileSync(join(here.folder, 'run/records'), `${record(0)}\n${record(1)}\n`);
    const vcpus = `${helper} counts qemu ${here.process} $RUN_DIR/vm1.qmp faults | head -n 1`;
    const { attempt, status, stdout } = inRun(here, ALL, [
      `counters_begin || exit 5; first=$(${vcpus}); ${helper} qmp $RUN_DIR/vm1.qmp cont`,
      `while [ "$first" = "$(${vcpus})" ]; do sleep 0.1; done`,
      `counters_end; ${vcpus}`,
    ]);
    expect(status).toBe(0);
    const lines = eventsOf(attempt, 'counters');
    expect(lines).toMatchObject([
      { vm: null, run: 'r1' },
      { vm: 'vm1', run: 'r1' },
    ]);
    const own = countersOf(lines[1]);
    // Less than since QEMU's start.
    expect(own['vcpuMinorFaults']).toBeGreaterThan(0);
    expect(own['vcpuMinorFaults']).toBeLessThan(Number(/^vcpuMinorFaults (\d+)$/m.exec(stdout)?.[1]));
    expect(own['guestFaults']).toBeGreaterThan(0);
    expect(own['guestIdleSeconds']).toBeLessThan(60);
    expect(own['guestUserSeconds']).toBeLessThan(60);
    expect(own['qemuPageTableBytes']).toBeGreaterThan(4096);
    expect(own).toMatchObject({ rankMinorFaults: 2001, rankMajorFaults: 1, rankPageTableBytes: 1000 });
    expect(own).toMatchObject({ rankUserSeconds: 1.5, rankSystemSeconds: 0.25, qemuSwapBytes: 0 });
    expect(countersOf(lines[0])['hostPageTableBytes']).toBeGreaterThan(0);
    expect(Object.values(own).every((value) => value >= 0)).toBe(true);
    expect(eventsOf(attempt, 'missing').map((line) => line['part'])).toContain('balloon');
  });

  it('leave out what has gone back or was not there before', async () => {
    const here = await stage();
    guestThat(
      here.folder,
      [
        `if [ -e ${here.folder}/asked ]; then`,
        "  printf 'guestFaults 99\\nguestStealSeconds 4.25\\nguestMajorFaults 7\\nguestPageTableBytes 10\\n'",
        "  printf 'guest\"x 1\\nguestUserSeconds -4\\nguestIdleSeconds 1\\nguestStealSeconds 900\\n'",
        "else touch asked; printf 'guestFaults 100\\nguestStealSeconds 4.00\\nguestPageTableBytes 20\\n'; fi",
      ].join('\n'),
    );
    const { attempt } = inRun(here, 'faults', ['counters_begin', 'counters_end']);
    const guest = Object.entries(countersOf(eventsOf(attempt, 'counters')[1])).filter(([name]) =>
      name.startsWith('guest'),
    );
    expect(guest).toEqual([
      ['guestStealSeconds', 0.25],
      ['guestPageTableBytes', 10],
    ]);
  });

  it('end the session when a guest stands still before the run, and not when it does after it', async () => {
    const here = await stage();
    guestThat(here.folder, `if [ -e ${here.folder}/asked ]; then sleep 60; else echo guestFaults 5; fi`);
    const steps = ['counters_begin', 'echo "$? $SILENT_VM $SILENT_WHY"'];
    writeFileSync(join(here.folder, 'asked'), '');
    const before = inRun(here, 'faults', steps);
    expect(before.stdout).toBe('1 vm1 does not answer\n');
    const after = inRun(
      here,
      'faults swap',
      [`rm ${here.folder}/asked`, 'counters_begin || exit 5'].concat(
        `touch ${here.folder}/asked`,
        'counters_end',
        'counters_begin',
        'counters_end',
      ),
    );
    expect(after.status).toBe(0);
    const [missing, ...others] = eventsOf(after.attempt, 'missing');
    expect(missing).toMatchObject({ part: 'faults' });
    expect(missing?.['what']).toBe('vm1 was not asked for what it counts: it does not answer');
    expect(others).toEqual([]);
    const names = Object.keys(countersOf(eventsOf(after.attempt, 'counters')[1]));
    expect(names).toContain('vcpuMinorFaults');
    expect(names).not.toContain('guestFaults');
  });

  it('are told without those of a QEMU that does not answer', async () => {
    const here = await stage();
    writeFileSync(join(here.folder, 'run/vm1.pid'), '1\n');
    const { attempt, status } = inRun(here, 'faults', ['counters_begin || exit 5', 'counters_end']);
    expect(status).toBe(0);
    expect(Object.keys(countersOf(eventsOf(attempt, 'counters')[1]))).toEqual([
      'guestFaults',
      'guestMajorFaults',
    ]);
    expect(eventsOf(attempt, 'missing')).toMatchObject([
      { what: 'QEMU of vm1 could not be asked for its threads' },
    ]);
  });
});
