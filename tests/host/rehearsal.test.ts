import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../src/core/topology/machine';
import type { Channel } from '../../src/lab/ports';
import { nodeClock } from '../../src/node/clock';
import { sshChannel } from '../../src/node/sshChannel';
import { exportedFunction } from '../../src/rehearsal/elf';
import { ensureEmulator } from '../../src/rehearsal/emulator';
import { machineFiles } from '../../src/rehearsal/folders';
import { liveState } from '../../src/rehearsal/machineState';
import { loadedAt } from '../../src/rehearsal/mendQemu';
import {
  rehearsalDown,
  rehearsalStatus,
  type RunningMachine,
  rehearsalUp,
} from '../../src/rehearsal/machine';
import { startCommand } from '../support/vmpart';
import { processesWith } from './sshServer';

/** A machine of its own name: one that the user has up stays up. */
const ID = 'selftest-4x2';
const files = machineFiles(ID);
const quiet = { onProgress: (): void => undefined };

const machine: Machine = {
  id: ID,
  title: 'Four packages with two PUs each',
  source: 'made up for this test',
  nodes: [0, 1, 2, 3].map((id) => ({
    id,
    memoryBytes: 1024 * 2 ** 20,
    hugePages: [],
    kind: null,
    allowed: true,
  })),
  pus: [0, 1, 2, 3, 4, 5, 6, 7].map((id) => ({
    id,
    package: Math.floor(id / 2),
    core: id % 2,
    l3: null,
    node: Math.floor(id / 2),
    kind: null,
    online: true,
    allowed: true,
  })),
  distances: [
    [10, 16, 16, 22],
    [16, 10, 22, 16],
    [16, 22, 10, 16],
    [22, 16, 16, 10],
  ],
  nics: [],
  pageSizesBytes: [4096],
  reserved: { pus: [], memoryBytesPerNode: 0 },
  warnings: [],
};

let running: RunningMachine;
let root: Channel;

/** A guest under the machine's own KVM, which says so from inside and switches itself off. */
const GUEST = `
set -e
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
mkdir -p root/bin root/proc; cp /bin/busybox root/bin/
cat > root/init <<'END'
#!/bin/busybox sh
busybox mount -t proc proc /proc
echo "guest with $(busybox grep -c ^processor /proc/cpuinfo) CPUs"
busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) > initrd
timeout 240 qemu-system-x86_64 -nodefaults -no-reboot -display none -machine q35 -accel kvm -cpu host -smp 2 -m 256 \\
  -kernel "/boot/vmlinux-$(uname -r)" -initrd initrd -append 'console=ttyS0 quiet' -serial stdio
`;

beforeAll(async () => {
  await rehearsalDown(ID);
  running = await rehearsalUp(machine, quiet);
  root = sshChannel({ ...running, origin: 'rehearsed' });
});

afterAll(async () => {
  await root.close();
  await rehearsalDown(ID);
  rmSync(files.folder, { recursive: true, force: true });
});

describe('the emulated machine', () => {
  it('has the packages, nodes, memory and distances that were asked for', async () => {
    const { stdout } = await root.exec('lscpu -p=CPU,SOCKET,NODE | grep -v "#"; numactl --hardware', []);
    expect(stdout.split('\n').slice(0, 8)).toEqual([
      '0,0,0',
      '1,0,0',
      '2,1,1',
      '3,1,1',
      '4,2,2',
      '5,2,2',
      '6,3,3',
      '7,3,3',
    ]);
    const distances = [...stdout.matchAll(/^ +(\d): +((?:\d+ +)+)$/gm)].map((row) =>
      row[2]?.trim().split(/ +/).map(Number),
    );
    expect(distances).toEqual(machine.distances);
    const sizes = [...stdout.matchAll(/size: (\d+) MB/g)].map((size) => Number(size[1]));
    expect(sizes).toHaveLength(4);
    for (const size of sizes) expect(size).toBeGreaterThan(850);
  });

  it('runs on a QEMU that loses no interrupts, with its known fault mended', async () => {
    const { command, binary } = await ensureEmulator(quiet);
    const { stdout } = await startCommand(command[0]!, [...command.slice(1), '--version']).ended;
    expect(Number(/version (\d+)/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(11);
    const { pid } = (await liveState(files))!.process;
    const { address } = exportedFunction(readFileSync(binary), 'cpu_clear_ignne', 1)!;
    const base = loadedAt(readFileSync(`/proc/${pid}/maps`, 'utf8'), binary)!;
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    const first = Buffer.alloc(1);
    readSync(memory, first, 0, 1, base + address);
    closeSync(memory);
    // `ret`: the function does nothing.
    expect(first[0]).toBe(0xc3);
  });

  it('boots a guest under KVM', async () => {
    const { stdout, stderr } = await root.exec(GUEST, [], { timeoutSeconds: 300 });
    expect(stdout, stderr).toContain('guest with 2 CPUs');
  });

  it('lets an ordinary user use KVM and namespaces', async () => {
    const user = sshChannel({ ...running, destination: `lab@${running.destination}` });
    const script =
      'id -un; pwd; test -w /dev/kvm && test -w /dev/net/tun && unshare --user --map-root-user --net true && echo may';
    expect((await user.exec(script, [])).stdout).toBe('lab\n/home/lab\nmay\n');
    await user.close();
  });

  it('has what experiments call', async () => {
    const tools = [
      'mpirun',
      'mpiexec.mpich',
      'hpcc',
      'flock',
      'taskset',
      'ip',
      'mke2fs',
      'busybox',
      'sshd',
      'cpio',
      'sudo',
    ];
    const { stdout } = await root.exec(
      'for tool; do command -v "$tool" > /dev/null || echo "$tool"; done',
      tools,
    );
    expect(stdout).toBe('');
  });

  it('cannot reach any network', async () => {
    expect((await root.exec('timeout 5 bash -c "echo > /dev/tcp/10.0.2.2/22"', [])).code).not.toBe(0);
  });

  it('is found again, and not started twice', async () => {
    expect(await rehearsalUp(machine, quiet)).toEqual(running);
    expect(processesWith(`-name vmpart-rehearsal-${ID} `)).toHaveLength(1);
    const login = `ssh -F ${running.configFile} ${running.destination}`;
    expect(await rehearsalStatus()).toContainEqual({ id: ID, running: true, login });
  });

  it('refuses to be another machine under the same name', async () => {
    const other = { ...machine, distances: null };
    await expect(rehearsalUp(other, quiet)).rejects.toThrow(/runs already, made from another topology/);
  });

  it('keeps its keys to itself', () => {
    for (const path of [files.key, files.hostKey]) expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('goes down, leaves no process, and has its attempts when it comes up again', async () => {
    await root.exec(
      'mkdir -p ~/.local/share/vm-partition-lab && echo kept > ~/.local/share/vm-partition-lab/note',
      [],
    );
    await rehearsalDown(ID);
    expect(processesWith(ID)).toEqual([]);
    expect(existsSync(files.state)).toBe(false);
    expect(readdirSync(files.folder)).not.toContain('lock');
    await rehearsalUp(machine, quiet);
    expect((await root.exec('cat ~/.local/share/vm-partition-lab/note', [])).stdout).toBe('kept\n');
  });

  it('is known to be gone when it was killed', async () => {
    const { process: qemu } = (await liveState(files)) ?? {};
    if (qemu === undefined) throw new Error('It does not run.');
    process.kill(qemu.pid, 'SIGKILL');
    await nodeClock.sleep(1000);
    expect(await rehearsalStatus()).toContainEqual({ id: ID, running: false, login: '' });
    expect(processesWith(ID)).toEqual([]);
  });

  it('leaves nothing running when it is interrupted while it boots', async () => {
    const stop = new AbortController();
    const work = rehearsalUp(machine, {
      signal: stop.signal,
      onProgress: (message) => {
        if (message.startsWith('Starting')) setTimeout(() => stop.abort(new Error('enough')), 1500);
      },
    });
    await expect(work).rejects.toThrow('enough');
    expect(processesWith(ID)).toEqual([]);
    expect(existsSync(files.state)).toBe(false);
  });
});
