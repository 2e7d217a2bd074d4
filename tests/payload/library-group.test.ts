import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readNumaStat } from '../../src/core/measure/numaStat';
import {
  attemptNamed,
  type Called,
  forKernel,
  groupAttempt,
  type Kernel,
  kernel,
  rootOn,
} from './groupBundle';
import { freshFolder, start, until } from './helper';
import {
  type Attempt,
  control,
  eventsOf,
  processesWith,
  runAttempt,
  startAttempt,
  values,
} from './libraryBundle';

const NOBODY = '65534';

const real: Kernel = kernel ?? { root: '/nowhere', controller: 'memory' };
const all = join(real.root, 'vmpart');
const groupOf = (attempt: Attempt): string => join(all, attempt.folder.split('/').at(-1) ?? '');

/** As sudo calls it for a user. */
function vmpartRoot(args: readonly string[], user = ''): Called {
  return rootOn(real, args, user);
}

/** A process that sleeps, of root or of nobody. */
function sleeper(user = '0'): { readonly pid: number; readonly end: () => Promise<void> } {
  const running = start('setpriv', ['--reuid', user, '--regid', user, '--clear-groups', 'sleep', '300']);
  const end = async (): Promise<void> => {
    running.child.kill('SIGKILL');
    await running.ended;
  };
  return { pid: running.pid, end };
}

/** The name of a group that is removed after the test, whatever became of it. */
function named(name: string): string {
  const attempt = attemptNamed(name);
  onTestFinished(() => void vmpartRoot(['remove-group', attempt]));
  return attempt;
}

async function isNobodys(pid: number): Promise<void> {
  await until('it is a process of nobody', () => statSync(`/proc/${pid}`).uid === Number(NOBODY));
}

const cgroupOf = (pid: number | string): string =>
  /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1] ?? '';

describe.skipIf(kernel === null)('control groups of vmpart-root', () => {
  const rootControllers = (): string => readFileSync(join(real.root, 'cgroup.subtree_control'), 'utf8');

  it('are made for the caller, with its process in it, and removed without a trace', async () => {
    const [before, name] = [rootControllers(), named('make')];
    const { pid, end } = sleeper(NOBODY);
    await isNobodys(pid);
    const group = join(all, name);
    expect(vmpartRoot(['make-group', name, String(pid)], NOBODY)).toMatchObject({
      status: 0,
      stdout: `${group}\n`,
    });
    expect(cgroupOf(pid)).toMatch(new RegExp(`/vmpart/${name}/own_processes$`));
    // From here on the user needs no root: a group of a VM, and a process from the one into the other.
    const script = 'mkdir "$1/vm1" && echo "$2" >"$1/vm1/cgroup.procs" && cat "$1/vm1/cgroup.controllers"';
    const user = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'];
    const moved = spawnSync('setpriv', [...user, 'sh', '-c', script, 'sh', group, String(pid)], {
      encoding: 'utf8',
    });
    expect(moved).toMatchObject({ status: 0, stderr: '' });
    expect(moved.stdout.split(/\s/)).toContain(real.controller);
    expect(cgroupOf(pid)).toMatch(/\/vm1$/);
    expect([statSync(group).uid, statSync(join(group, 'cgroup.kill')).uid]).toEqual([Number(NOBODY), 0]);
    await end();
    expect(vmpartRoot(['remove-group', name], NOBODY)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect([existsSync(group), rootControllers()]).toEqual([false, before]);
    expect(vmpartRoot(['remove-group', name], NOBODY).status).toBe(0);
  });

  it('are removed only when their processes have ended, which is waited for', async () => {
    const name = named('wait');
    const { pid, end } = sleeper();
    expect(vmpartRoot(['make-group', name, String(pid)]).status).toBe(0);
    const removing = spawn('/bin/sh', ['-s', '--', 'remove-group', name], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const code = new Promise((resolve) => removing.on('close', resolve));
    removing.stdin.end(forKernel('vmpart-root', real));
    await until('it waits', () => processesWith('sleep 0.1').length > 0);
    expect(existsSync(join(all, name))).toBe(true);
    await end();
    expect([await code, existsSync(join(all, name))]).toEqual([0, false]);
  });

  it('are for processes and groups of the caller alone', async () => {
    const [mine, other] = [named('mine'), named('other')];
    const [ofRoot, ofNobody] = [sleeper(), sleeper(NOBODY)];
    await isNobodys(ofNobody.pid);
    const before = cgroupOf(ofRoot.pid);
    expect(vmpartRoot(['make-group', mine, String(ofRoot.pid)], NOBODY)).toMatchObject({
      ...{ status: 2, stderr: 'vmpart-root: refused: a process of another user\n' },
    });
    expect(vmpartRoot(['make-group', mine, '4194304'], NOBODY).status).toBe(2);
    expect(vmpartRoot(['make-group', mine, String(ofNobody.pid)], 'root').status).toBe(2);
    expect([cgroupOf(ofRoot.pid), existsSync(join(all, mine))]).toEqual([before, false]);
    expect(vmpartRoot(['make-group', other, String(ofRoot.pid)]).status).toBe(0);
    expect(vmpartRoot(['make-group', other, String(ofNobody.pid)], NOBODY)).toMatchObject({ status: 2 });
    expect(vmpartRoot(['remove-group', other], NOBODY)).toMatchObject({ status: 2 });
    expect(cgroupOf(ofNobody.pid)).toBe(before);
    await ofRoot.end();
    await ofNobody.end();
  });

  it('are told when the kernel has none', () => {
    const nowhere = { root: freshFolder(), controller: real.controller };
    const { status, stderr } = rootOn(nowhere, ['make-group', 'a1', String(process.pid)]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^vmpart-root: no \S+ controller \(cgroup v2\) at /);
    expect(readdirSync(nowhere.root)).toEqual([]);
  });
});

describe.skipIf(kernel === null)('control groups of an attempt', () => {
  const WHERE =
    'cat /proc/self/cgroup\nfor vm in vm1 vm2; do cat "/proc/$(cat /dev/shm/vmpart/$vm.pid)/cgroup"; done\n';

  it('are one for each VM and one for the rest, and are gone when it has ended', async () => {
    const attempt = groupAttempt('whole', real, { program: WHERE });
    expect(await runAttempt(attempt)).toBe(0);
    const raw = readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8');
    const found = raw.split('\n').flatMap((line) => /^0::.*\/vmpart\/[^/]+\/(.*)$/.exec(line)?.[1] ?? []);
    expect(found).toEqual(['own_processes', 'vm1', 'vm2']);
    expect(existsSync(groupOf(attempt))).toBe(false);
    expect(existsSync(join(attempt.folder, 'undo'))).toBe(false);
  });

  it('are not made where nothing needs them', async () => {
    const attempt = groupAttempt('none', real, { program: WHERE, collect: 'steal swap' });
    expect(await runAttempt(attempt)).toBe(0);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).not.toContain('/vmpart/');
    expect(eventsOf(attempt, 'missing')).toEqual([]);
  });

  it('are made for reclaim too', async () => {
    const attempt = groupAttempt('reclaim', real, { program: WHERE, collect: '' });
    const list = join(attempt.folder, 'run.sh');
    const session = 'session_begin';
    writeFileSync(
      list,
      readFileSync(list, 'utf8').replace(session, `session_techniques s0001 balloon reclaim\n${session}`),
    );
    expect(await runAttempt(attempt)).toBe(0);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toMatch(/\/own_processes$/m);
  });

  it('are kept by a VM that is started again', async () => {
    const again = `
run_guest() {
  vm_end vm1
  (
    group_enter vm1
    exec sleep 300
  ) </dev/null >/dev/null 2>&1 &
  echo $! >"$RUN_DIR/vm1.pid"
  sleep 0.2
  captured -- sh "$ATTEMPT_DIR/programs/w1/two.sh"
}`;
    const program = 'stat -c %i "$VMPART_GROUP/vm1"; grep -c . "$VMPART_GROUP/vm1/cgroup.procs"\n';
    const note = 'work_fresh() { stat -c %i "$VMPART_GROUP/vm1" >"$ATTEMPT_DIR/inode"; }';
    const attempt = groupAttempt('again', real, { program, standIns: [again, note] });
    expect(await runAttempt(attempt)).toBe(0);
    const inode = readFileSync(join(attempt.folder, 'inode'), 'utf8');
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toBe(`${inode}1\n`);
  });

  it('that were left by a kill are removed by doctor', async () => {
    const mark = `303.${process.pid}`;
    const attempt = groupAttempt('killed', real, { program: `exec sleep ${mark}\n` });
    const running = startAttempt(attempt);
    await until('the run sleeps', () => processesWith(`sleep ${mark}`).length > 0);
    expect(readdirSync(groupOf(attempt))).toEqual(expect.arrayContaining(['own_processes', 'vm1', 'vm2']));
    process.kill(Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    await running.ended;
    await until('nothing is left', () => control(attempt, ['alive']).status === 1);
    expect(existsSync(groupOf(attempt))).toBe(true);
    expect(control(attempt, ['doctor']).stdout).toMatch(/remove-group .*\topen\n/);
    expect(control(attempt, ['doctor', '--clean']).stdout).toMatch(/remove-group .*\tcleaned\n/);
    expect(existsSync(groupOf(attempt))).toBe(false);
    expect(control(attempt, ['doctor']).stdout).toBe('');
  });

  it('that were left by a kill are used when it goes on', async () => {
    const mark = `304.${process.pid}`;
    const program = `[ -e "$VMPART_HOME/go" ] || exec sleep ${mark}\n`;
    const attempt = groupAttempt('resumed', real, { program });
    const running = startAttempt(attempt);
    await until('the run sleeps', () => processesWith(`sleep ${mark}`).length > 0);
    process.kill(Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    await running.ended;
    await until('nothing is left', () => control(attempt, ['alive']).status === 1);
    writeFileSync(join(attempt.folder, 'go'), '');
    expect(await runAttempt(attempt)).toBe(0);
    expect([existsSync(groupOf(attempt)), existsSync(join(attempt.folder, 'undo'))]).toEqual([false, false]);
  });
});

/** The reason why there are no samples. */
function whyNot(attempt: Attempt): unknown {
  return values(eventsOf(attempt, 'missing'), 'what');
}

/** Without the right, the kernel, or luck, the runs go on. */
describe.skipIf(kernel === null)('an attempt without control groups', () => {
  it('says that the host has none', async () => {
    const attempt = groupAttempt('old', { ...real, root: freshFolder() });
    expect(await runAttempt(attempt)).toBe(0);
    expect(whyNot(attempt)).toEqual([
      expect.stringMatching(/^The host has no memory controller of cgroup v2 at /),
    ]);
    expect(existsSync(join(attempt.folder, 'undo'))).toBe(false);
  });

  it('says that the user may not make them', async () => {
    const standIns = [
      'real_root() { return 1; }',
      'root_installed() { return 1; }',
      'namespace_options() { printf %s "--pid --fork --kill-child --mount --mount-proc --net"; }',
    ];
    const attempt = groupAttempt('user', real, { standIns });
    expect(await runAttempt(attempt)).toBe(0);
    expect(whyNot(attempt)).toEqual([expect.stringMatching(/may not make a control group for the VMs/)]);
  });

  it('says why vmpart-root did not make them, and has nothing to undo', async () => {
    const attempt = groupAttempt('refused', real);
    // One of an earlier version.
    writeFileSync(join(attempt.folder, 'bin/vmpart-root'), 'echo "refused: unknown verb" >&2\nexit 2\n');
    expect(await runAttempt(attempt)).toBe(0);
    expect(whyNot(attempt)).toEqual([expect.stringMatching(/could not be made: refused: unknown verb/)]);
    expect(values(eventsOf(attempt, 'problem'), 'what')).toEqual([]);
    expect(existsSync(join(attempt.folder, 'undo'))).toBe(false);
  });
});

/** The sampler itself, with folders in the place of groups. */
describe.skipIf(kernel === null)('samples of a session', () => {
  const folders = `
group_wanted() { return 1; }
[ -z "\${VMPART_INSIDE:-}" ] || VMPART_GROUP=$ATTEMPT_DIR/groups
group_enter() {
  mkdir -p "$VMPART_GROUP/$1"
  read -r group_pid group_rest </proc/self/stat
  printf '%s\\n' "$group_pid" >"$VMPART_GROUP/$1/cgroup.procs"
  printf 'anon N0=%s N1=0\\n' 4096 >"$VMPART_GROUP/$1/memory.numa_stat"
  printf 'usage_usec 5000\\n' >"$VMPART_GROUP/$1/cpu.stat"
}
`;
  const CHANGE = 'echo "anon N0=0 N1=4096" 1<>"$VMPART_HOME/groups/vm1/memory.numa_stat"; sleep 0.3\n';

  it('are in a file beside the output, and an event says where', async () => {
    const attempt = groupAttempt('sampled', real, { standIns: [folders], program: CHANGE });
    expect(await runAttempt(attempt)).toBe(0);
    const [event, ...more] = eventsOf(attempt, 'sampled');
    const text = readFileSync(join(attempt.folder, 'raw/s0001-memory.txt'), 'utf8');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      ...{ session: 's0001', file: 'raw/s0001-memory.txt', offset: 0, bytes: text.length },
      ...{ seconds: 0.05, vmSeconds: 0 },
    });
    const { samples, badLines } = readNumaStat(text);
    expect(badLines).toBe(0);
    expect(samples.filter(({ vm }) => vm === 'vm1').map(({ bytes }) => bytes['anon'])).toEqual(
      expect.arrayContaining([
        { 0: 4096, 1: 0 },
        { 0: 0, 1: 4096 },
      ]),
    );
    expect(samples.some(({ vm }) => vm === 'vm2')).toBe(true);
    expect(whyNot(attempt)).toEqual([]);
    expect(processesWith(`${attempt.folder}/raw/s0001-memory.txt`)).toEqual([]);
  });

  it('are one series where VMs are started again and connected to', async () => {
    const again = `run_guest() { collect_session_begin; captured -- sh "$ATTEMPT_DIR/programs/w1/two.sh"; }`;
    const attempt = groupAttempt('twice', real, { standIns: [folders, again] });
    expect(await runAttempt(attempt)).toBe(0);
    const text = readFileSync(join(attempt.folder, 'raw/s0001-memory.txt'), 'utf8');
    expect(eventsOf(attempt, 'sampled')).toMatchObject([{ offset: 0, bytes: text.length }]);
  });

  it('are told too when the session fails', async () => {
    const lost = 'run_guest() { OPEN_RUNS=1 FAULT="vm1 died"; session_fail; return 1; }';
    const attempt = groupAttempt('lost', real, { standIns: [folders, lost] });
    expect(await runAttempt(attempt)).toBe(4);
    expect(eventsOf(attempt, 'sampled')).toMatchObject([{ session: 's0001', offset: 0 }]);
    expect(eventsOf(attempt, 'session_end')).toMatchObject([{ state: 'failed' }]);
  });

  it('are none where the VMs never came up', async () => {
    const fault = 'session_vms() { FAULT="no VM"; return 1; }\nvm_end() { :; }';
    const attempt = groupAttempt('down', real, { standIns: [folders, fault] });
    expect(await runAttempt(attempt)).toBe(4);
    expect(eventsOf(attempt, 'sampled')).toEqual([]);
    expect(whyNot(attempt)).toEqual([]);
  });

  it('do not wait for a process that has inherited the input of the sampler', async () => {
    const mark = `305.${process.pid}`;
    const inherit = `run_guest() { sleep ${mark} & captured -- sh "$ATTEMPT_DIR/programs/w1/two.sh"; }`;
    const attempt = groupAttempt('inherited', real, { standIns: [folders, inherit] });
    expect(await runAttempt(attempt)).toBe(0);
    expect(eventsOf(attempt, 'sampled')).toHaveLength(1);
  });

  it('say that the sampler was killed', async () => {
    const program = 'kill -KILL $(cat /dev/shm/vmpart/sampler)\n';
    const note = 'work_fresh() { echo "$SAMPLER" >"$RUN_DIR/sampler"; }';
    const attempt = groupAttempt('sampler', real, { standIns: [folders, note], program });
    expect(await runAttempt(attempt)).toBe(0);
    expect(eventsOf(attempt, 'sampled')).toEqual([]);
    expect(whyNot(attempt)).toEqual([expect.stringMatching(/^Memory of s0001 was not sampled to its end/)]);
  });

  it('do not begin for a VM that is not in its group, or whose memory is of a pool', async () => {
    const elsewhere = `${folders}\ngroup_enter() { mkdir -p "$VMPART_GROUP/$1"; : >"$VMPART_GROUP/$1/cgroup.procs"; }`;
    const attempt = groupAttempt('elsewhere', real, { standIns: [elsewhere] });
    writeFileSync(
      join(attempt.folder, 'vms/two/vm2.sh'),
      "set -- '-object' 'memory-backend-memfd,hugetlb=on'\n",
    );
    expect(await runAttempt(attempt)).toBe(0);
    expect(whyNot(attempt)).toEqual([
      'Memory of vm2 is of a huge page pool, which memory.numa_stat does not count.',
      'No control group of their own: vm1, vm2.',
    ]);
    expect(existsSync(join(attempt.folder, 'raw/s0001-memory.txt'))).toBe(false);
  });
});
