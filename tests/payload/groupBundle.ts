import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { isRoot } from './helper';
import { type Attempt, type BundleText, makeAttempt } from './libraryBundle';

/**
 * Attempts whose VMs are stand-ins (processes that sleep), in control groups of the kernel that runs the tests. Where that
 * one has the memory controller in the old hierarchy, another controller of cgroup v2 stands for it: who may make, enter
 * and remove groups is the same for all of them. Only what memory.numa_stat says is then a file of the test.
 */

const payload = join(import.meta.dirname, '../../src/payload');

export interface Kernel {
  readonly root: string;
  /** `memory`, or what stands for it. */
  readonly controller: string;
}

/** Null where this process may not make groups. */
export const kernel: Kernel | null =
  ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].flatMap(kernelAt)[0] ?? null;

function kernelAt(root: string): readonly Kernel[] {
  const controllers = join(root, 'cgroup.controllers');
  if (!isRoot || !existsSync(controllers) || !isWritable(root)) return [];
  const names = readFileSync(controllers, 'utf8').trim().split(' ');
  const [first = ''] = names;
  return first === '' ? [] : [{ root, controller: names.includes('memory') ? 'memory' : first }];
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A script of the payload for this kernel. */
export function forKernel(script: string, { root, controller }: Kernel): string {
  return readFileSync(join(payload, script), 'utf8')
    .replaceAll('/sys/fs/cgroup', root)
    .replaceAll(/(?<=\+|-|' |-w )memory\b/g, controller);
}

export interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** vmpart-root for this kernel, as sudo calls it for a user; without one, as root does. */
export function rootOn(made: Kernel, args: readonly string[], user = ''): Called {
  const input = forKernel('vmpart-root', made);
  const env = { SUDO_UID: user };
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-s', '--', ...args], {
    input,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Named so that two runs of the tests do not meet. */
export const attemptNamed = (name: string): string => `test-${process.pid}-${name}`;

export interface Session {
  readonly collect?: string;
  /** Lines of sh in which functions of the library are replaced by others. */
  readonly standIns?: readonly string[];
  readonly program?: string;
}

/** One session of the VMs vm1 and vm2 with one run. */
export function groupAttempt(name: string, made: Kernel, session: Session = {}): Attempt {
  // A test that fails must not leave its group to the next one.
  onTestFinished(() => void rootOn(made, ['remove-group', attemptNamed(name)]));
  return makeAttempt(bundle(made, session), attemptNamed(name));
}

function bundle(
  made: Kernel,
  { collect = 'numaStat', standIns = [], program = 'echo it ran\n' }: Session,
): BundleText {
  const attempt = readFileSync(join(payload, 'lib/attempt.sh'), 'utf8');
  return {
    calls: ['session_begin s0001 0 two', 'run_program s0001 r0001 w1 cold 60', 'session_end s0001'],
    settings: { COLLECT: collect, SAMPLE_SECONDS: '0.05' },
    files: {
      'bin/vmpart-root': forKernel('vmpart-root', made),
      'lib/group.sh': forKernel('lib/group.sh', made),
      'lib/attempt.sh': [attempt, STAND_INS, ...standIns, ''].join('\n'),
      'vms/two/vms': 'vm1 1 10.77.1.1 52:54:00:00:00:01\nvm2 2 10.77.1.2 52:54:00:00:00:02\n',
      'vms/two/vm1.sh': '',
      'vms/two/vm2.sh': '',
      'programs/w1/two.sh': program,
    },
  };
}

/** No guests and no preflight for them; the program runs on the host. */
const STAND_INS = `
preflight() {
  PROBLEMS=0
  dd if=/dev/zero of="$ATTEMPT_DIR/reserve" bs=65536 count=4 2>/dev/null
}
guests_prepare() { :; }
session_vms() {
  for session_vm in $VMS; do
    (
      group_enter "$session_vm"
      exec sleep 300
    ) </dev/null >/dev/null 2>&1 &
    echo $! >"$RUN_DIR/$session_vm.pid"
    tries=500
    while [ "$(cat "/proc/$!/comm")" != sleep ] && [ "$tries" -gt 0 ]; do
      sleep 0.01
      tries=$((tries - 1))
    done
  done
  collect_session_begin
}
vm_end() {
  vm_pid "$1"
  kill "$VM_PID"
  wait "$VM_PID" 2>/dev/null
  return 0
}
work_fresh() { :; }
run_guest() { captured -- sh "$ATTEMPT_DIR/programs/w1/two.sh"; }
`;
