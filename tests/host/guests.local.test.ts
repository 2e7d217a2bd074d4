import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../payload/helper';
import {
  type Attempt,
  type BundleText,
  eventsOf,
  insideOf,
  journalOf,
  makeAttempt,
  processesWith,
  runAttempt,
  startAttempt,
  values,
} from '../payload/libraryBundle';
import { canBoot, has, KERNEL } from './localGuests';

// Real guests of this machine's own files, emulated (no KVM needed): two VMs on a bridge, Open MPI across them.

const MEBIBYTE = 1024 * 1024;
const GUESTS = ['vm1', 'vm2'] as const;
const canRun = canBoot && has('mpirun.openmpi');

function qemu(name: string, index: number): string {
  const words = [
    `set -- "$QEMU" -name guest=${name},debug-threads=on -S -nodefaults -no-user-config -display none -no-reboot`,
    '-smp 1 -m 384M -object memory-backend-ram,id=ram0,size=384M',
    '-machine q35,accel="$ACCEL",memory-backend=ram0 -cpu "$CPU_MODEL" -device virtio-rng-pci',
    `-netdev tap,id=net0,ifname=vmtap${index},script=no,downscript=no`,
    `-device virtio-net-pci,netdev=net0,mac=52:54:00:4d:00:0${index}`,
    '-kernel "$KERNEL" -initrd "$INITRD"',
    `-append "console=ttyS0 quiet panic=-1 net.ifnames=0 vmpart.name=${name} vmpart.address=10.77.1.${index + 1}/16"`,
    '-blockdev driver=raw,node-name=root,read-only=on,file.driver=file,file.filename="$ROOT_IMAGE"',
    '-device virtio-blk-pci,drive=root',
    `-chardev file,id=console,path="$RUN_DIR/${name}.console" -serial chardev:console`,
    `-qmp unix:"$RUN_DIR/${name}.qmp",server=on,wait=off`,
  ];
  return words.join(' \\\n  ') + '\n';
}

const MPI = [
  'mpirun.openmpi --allow-run-as-root --bind-to none --mca pml ob1 --mca btl self,vader,tcp',
  '--mca btl_tcp_if_include 10.77.0.0/16 --mca oob_tcp_if_include 10.77.0.0/16',
  "--mca plm_rsh_agent 'ssh -F /vmpart/ssh/config' --hostfile /vmpart/programs/w1/pair.hosts --map-by seq -np 2",
  '/vmpart/bin/vmpart-host rank /vmpart/programs/w1/pair.ranks . -- ',
].join(' ');

function bundle(script: string, more: Partial<BundleText> = {}): BundleText {
  const vms = GUESTS.map((name, index) => [name, index + 1] as const);
  const files: Record<string, string> = {
    'vms/pair/vms': vms
      .map(([name, at]) => `${name} ${at} 10.77.1.${at + 1} 52:54:00:4d:00:0${at}\n`)
      .join(''),
    'programs/w1/pair.sh': script,
    'programs/w1/pair.ranks': '0 vm1 0\n1 vm2 0\n',
    'programs/w1/pair.hosts': 'vm1\nvm2\n',
  };
  for (const [name, at] of vms) {
    files[`vms/pair/${name}.sh`] = qemu(name, at);
    files[`vms/pair/${name}.place`] = `vcpu 0 ${at - 1}\nemulator 0-1\nmemory 402653184 firstTouch 0\n`;
  }
  return {
    calls: session('s0001', ['r0001', 'r0002']),
    needs: ['program\tstarts the ranks\tmpirun.openmpi'],
    settings: { ACCEL: 'tcg', CPU_MODEL: 'max', GUEST_KERNEL: KERNEL ?? '', BOOT_LIMIT: '240' },
    ...more,
    files,
  };
}

function session(id: string, runs: readonly string[], limit = 240): readonly string[] {
  const phase = (index: number): string => (index === 0 ? 'cold' : 'warm');
  return [
    `session_begin ${id} 0 pair`,
    ...runs.map((run, index) => `run_program ${id} ${run} w1 ${phase(index)} ${limit}`),
    `session_end ${id}`,
  ];
}

/** Waits in the first guest for a file that no test makes. */
const WAITING = 'echo waiting; sleep 1000\n';

const base = join(mkdtempSync(join(tmpdir(), 'vmpart-guests-')));
const qemus = (): readonly number[] =>
  processesWith(`guest=vm`).filter((pid) => processesWith(base).includes(pid));

describe.skipIf(!canRun)('guests of this machine', () => {
  beforeAll(() => void mkdirSync(base, { recursive: true }));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  let name = 0;
  const make = (text: BundleText): Attempt => makeAttempt(text, `g${(name += 1)}`, base);

  it('run an MPI program across a bridge, with every placement on record', async () => {
    const attempt = make(bundle(`cat in.txt; ls -A\necho more >>in.txt\n${MPI} hostname\n`));
    expect(await runAttempt(attempt)).toBe(0);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'finished' });
    expect([...values(eventsOf(attempt, 'guest_ready'), 'vm')].sort()).toEqual([...GUESTS]);
    expect(values(eventsOf(attempt, 'run_end'), 'state')).toEqual(['ok', 'ok']);

    const placements = eventsOf(attempt, 'placement');
    expect(placements.filter((line) => line['ok'] !== true)).toEqual([]);
    for (const run of ['r0001', 'r0002']) {
      const of = (kind: string): readonly unknown[] =>
        placements
          .filter((line) => line['run'] === run && line['kind'] === kind)
          .map((line) => `${String(line['vm'])}:${String(line['found'])}`);
      expect(of('vcpu')).toEqual(['vm1:0', 'vm2:1']);
      expect(of('emulator')).toEqual(['vm1:0-1', 'vm2:0-1']);
      expect(of('memory')).toEqual(['vm1:0', 'vm2:0']);
      expect(of('rank')).toEqual(['vm1:0', 'vm2:0']);
    }
    expect(placements.filter((line) => line['run'] === null)).toHaveLength(6);

    const raw = readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8').split('\n');
    // Fresh working folder for the second run, both hosts in both.
    expect(raw.filter((line) => line === 'input')).toHaveLength(2);
    expect(raw).not.toContain('more');
    expect(raw.filter((line) => line === 'vm2')).toHaveLength(2);
    expect(existsSync(join(attempt.folder, 'sessions'))).toBe(false);
    expect(qemus()).toEqual([]);
  });

  it('are caught when a vCPU is moved by hand, even when it is moved back', async () => {
    const attempt = make(bundle('sleep 4\n', { calls: session('s0001', ['r0001']) }));
    const running = startAttempt(attempt);
    await until('the run has begun', () => eventsOf(attempt, 'run_begin').length === 1, 300);
    const vcpu = threadNamed(qemus(), 'vm1', 'CPU 0/');
    spawnSync('taskset', ['-pc', '1', vcpu]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    spawnSync('taskset', ['-pc', '0', vcpu]);
    expect((await running.ended).code).toBe(0);
    const bad = eventsOf(attempt, 'placement').filter(
      (line) => line['ok'] === false && line['kind'] === 'vcpu',
    );
    expect(bad).toMatchObject([{ run: 'r0001', vm: 'vm1', index: 0, declared: '0', found: '1' }]);
  });

  it('tell which of their memory ranks use, and what it had of the host before', async () => {
    // Fills some 64 MiB, and stays long enough to be read.
    const awk = `awk 'BEGIN { s = "x"; while (length(s) < 67108864) s = s s; system("sleep 3") }'`;
    const [first = '', second = '', third = ''] = session('s0001', ['r0001', 'r0002']);
    const calls = [
      'session_techniques s0001 migrate',
      ...[first, second],
      'technique_migrate vm2; emit problem "what=$TECHNIQUE_COMPLETE:$TECHNIQUE_WHY" remedy=none',
      ...[third, 'session_end s0001'],
    ];
    const settings = { ...bundle('').settings, COLLECT: 'pageKinds' };
    const attempt = make(bundle(`${MPI} ${awk}\n`, { calls, settings }));
    expect(await runAttempt(attempt)).toBe(0);
    expect(eventsOf(attempt, 'missing')).toEqual([]);
    const pages = eventsOf(attempt, 'pages');
    expect(pages.map(({ run, vm, ranks }) => `${String(run)} ${String(vm)} ${String(ranks)}`)).toEqual([
      ...['r0001 vm1 1', 'r0001 vm2 1', 'r0002 vm1 1', 'r0002 vm2 1'],
    ]);
    // This machine has one node: nothing is remote, and what is inherited lies right.
    const local = pages.map((line) => Number((line['local'] as Readonly<Record<string, number>>)['0']));
    for (const bytes of local) {
      expect(bytes).toBeGreaterThan(64 * MEBIBYTE);
      expect(bytes).toBeLessThan(160 * MEBIBYTE);
    }
    for (const line of pages) expect(line).toMatchObject({ remoteSingle: {}, inheritedWrongBytes: 0 });
    // A cold run gets most of its memory from the host; a warm one has what the cold one gave back to the guest.
    const inherited = pages.map((line, at) => Number(line['inheritedBytes']) / (local[at] ?? 0));
    for (const share of inherited.slice(0, 2)) expect(share).toBeLessThan(0.5);
    for (const share of inherited.slice(2)) expect(share).toBeGreaterThan(0.5);
    expect(values(eventsOf(attempt, 'problem'), 'what')).toEqual(['true:']);
  });

  it('end what a program left when its time was up, and run the next', async () => {
    const script =
      'if [ -e /tmp/second ]; then pgrep -c sleep || ps -e; else touch /tmp/second; setsid sleep 999 & sleep 999; fi\n';
    const calls = [
      'session_begin s0001 0 pair',
      'run_program s0001 r0001 w1 cold 3',
      'run_program s0001 r0002 w1 warm 60',
      'session_end s0001',
    ];
    const attempt = make(bundle(script, { calls }));
    expect(await runAttempt(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'state')).toEqual(['timeout', 'ok']);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).not.toContain('sleep');
  });

  it('that die in mid-run fail their session, and the list goes on', async () => {
    const calls = [
      ...session('s0001', ['r0001', 'r0002'], 200),
      'session_begin s0002 0 native',
      'run_program s0002 r0003 w1 cold 60',
      'session_end s0002',
      'block_end 0',
    ];
    const attempt = make(bundle(WAITING, { calls }));
    const running = startAttempt(attempt);
    await until('the run has begun', () => eventsOf(attempt, 'run_begin').length === 1, 300);
    for (const pid of qemus().filter((pid) => commandOf(pid).includes('guest=vm2')))
      process.kill(pid, 'SIGKILL');
    expect((await running.ended).code).toBe(4);
    expect(eventsOf(attempt, 'session_end')).toMatchObject([
      { session: 's0001', state: 'failed' },
      { session: 's0002', state: 'ok' },
    ]);
    expect(String(eventsOf(attempt, 'session_end')[0]?.['why'])).toContain('vm2 died');
    expect(values(eventsOf(attempt, 'run_end'), 'run')).toEqual(['r0003']);
    expect(eventsOf(attempt, 'block_end')).toEqual([]);
  });

  it('vanish with run.sh, and with them taps, bridge and mounts', async () => {
    const attempt = make(bundle(WAITING));
    const mounts = readFileSync('/proc/self/mounts', 'utf8');
    const running = startAttempt(attempt);
    await until('the run has begun', () => eventsOf(attempt, 'run_begin').length === 1, 300);
    expect(qemus()).toHaveLength(2);
    process.kill(insideOf(attempt), 'SIGKILL');
    expect((await running.ended).code).toBe(4);
    expect(qemus()).toEqual([]);
    expect(readFileSync('/proc/self/mounts', 'utf8')).toBe(mounts);
    expect(spawnSync('ip', ['-o', 'link'], { encoding: 'utf8' }).stdout).not.toMatch(/vmpart|vmtap/);
  });

  it('that do not come up are told with their last words', async () => {
    const text = bundle('true\n', { calls: session('s0001', ['r0001']) });
    const broken = { ...text.files, 'vms/pair/vm2.sh': qemu('vm2', 2).replace('00:02', '00:09') };
    const attempt = make({ ...text, files: broken });
    expect(await runAttempt(attempt)).toBe(4);
    expect(String(eventsOf(attempt, 'problem')[0]?.['what'])).toContain(
      'no network interface has the address',
    );
    expect(readFileSync(join(attempt.folder, 'sessions/s0001/vm2.console'), 'utf8')).toContain(
      'vmpart: failed',
    );
    expect(eventsOf(attempt, 'session_end')).toMatchObject([{ state: 'failed' }]);
  });
});

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** Id of a thread of the VM's QEMU by the beginning of its name. */
function threadNamed(pids: readonly number[], vm: string, prefix: string): string {
  const pid = pids.find((candidate) => commandOf(candidate).includes(`guest=${vm},`));
  const threads = pid === undefined ? [] : readdirSync(`/proc/${pid}/task`);
  const found = threads.find((id) =>
    readFileSync(`/proc/${String(pid)}/task/${id}/comm`, 'utf8').startsWith(prefix),
  );
  if (found === undefined) throw new Error(`no thread ${prefix} of ${vm}`);
  return found;
}
