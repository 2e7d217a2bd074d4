import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, until } from './helper';
import {
  type Attempt,
  control,
  eventsOf,
  makeAttempt,
  processesWith,
  runAttempt,
  startAttempt,
} from './libraryBundle';

// The paging of guests: vmpart-root itself with a folder for /sys and /dev, and stand-ins for rmmod and modprobe first in
// its PATH. No module of this machine is touched.

const PAYLOAD = join(import.meta.dirname, '../../src/payload');

/** A stand-in for rmmod: with a file `busy` it says what the real one says while a VM runs. */
const RMMOD = `#!/bin/sh
echo "rmmod $*" >>"$HOST/asked"
[ ! -e "$HOST/busy" ] || { echo "rmmod: ERROR: Module $1 is in use" >&2; exit 1; }
rm -r "$HOST/sys/module/$1" "$HOST/dev/kvm"
`;

/**
 * A stand-in for modprobe, which loads the module of the processor alone: with a file `refuses` not with a parameter, with
 * `fails` not at all, with `lacks` without nested paging. With a file `udev` the device gets its mode back a moment later.
 */
const MODPROBE = `#!/bin/sh
echo "modprobe $*" >>"$HOST/asked"
echo "options \${MODPROBE_OPTIONS-none}" >>"$HOST/options"
[ "$1" = "$(cat "$HOST/processor")" ] || { echo "modprobe: ERROR: could not insert '$1': Not supported" >&2; exit 1; }
[ ! -e "$HOST/refuses" ] || [ "$#" -eq 1 ] || { echo "modprobe: ERROR: $2: Invalid argument" >&2; exit 1; }
[ ! -e "$HOST/fails" ] || exit 1
case $2 in *=0) value=N ;; *) value=Y ;; esac
[ ! -e "$HOST/lacks" ] || value=N
case $1 in kvm_amd) file=npt ;; *) file=ept ;; esac
mkdir -p "$HOST/sys/module/$1/parameters"
echo "$value" >"$HOST/sys/module/$1/parameters/$file"
(umask 077; : >"$HOST/dev/kvm")
[ ! -e "$HOST/udev" ] || (sleep 0.2; chmod 640 "$HOST/dev/kvm") >/dev/null 2>&1 &
`;

interface Host {
  readonly folder: string;
  readonly script: string;
}

function hostWith(module: 'kvm_amd' | 'kvm_intel', value: string): Host {
  const folder = freshFolder();
  for (const path of ['tools', 'dev', `sys/module/${module}/parameters`])
    mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(parameterOf(folder, module), `${value}\n`);
  writeFileSync(join(folder, 'processor'), module);
  writeFileSync(join(folder, 'udev'), '');
  writeFileSync(join(folder, 'dev/kvm'), '');
  chmodSync(join(folder, 'dev/kvm'), 0o640);
  for (const [name, text] of [['rmmod', RMMOD] as const, ['modprobe', MODPROBE] as const])
    writeFileSync(join(folder, 'tools', name), text.replaceAll('$HOST', folder), { mode: 0o755 });
  const real = readFileSync(join(PAYLOAD, 'vmpart-root'), 'utf8');
  const script = real
    .replaceAll('=/sys/module', `=${folder}/sys/module`)
    .replaceAll('=/dev/kvm', `=${folder}/dev/kvm`)
    .replace('PATH=/usr/sbin', `PATH=${folder}/tools:/usr/sbin`);
  expect(script.split(folder)).toHaveLength(5);
  return { folder, script };
}

function parameterOf(folder: string, module: 'kvm_amd' | 'kvm_intel'): string {
  return join(folder, 'sys/module', module, 'parameters', module === 'kvm_amd' ? 'npt' : 'ept');
}

function call({ script }: Host, ...args: readonly string[]) {
  const env = { MODPROBE_OPTIONS: '-C /nowhere', MODULE: 'other', DEVICE: '/nowhere' };
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-s', '--', ...args], {
    ...{ input: script, encoding: 'utf8', env },
  });
  return { status, stdout, stderr };
}

/** What the stand-ins were asked since the last time. */
function asked({ folder }: Host): readonly string[] {
  const file = join(folder, 'asked');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  rmSync(file, { force: true });
  return lines;
}

const put = ({ folder }: Host, name: string): void => writeFileSync(join(folder, name), '');
const modeOf = ({ folder }: Host): number => statSync(join(folder, 'dev/kvm')).mode & 0o777;

describe('set-paging of vmpart-root', () => {
  it.each([
    ['kvm_amd', 'npt', 'Y', 'nested'],
    ['kvm_amd', 'npt', '1', 'nested'],
    ['kvm_amd', 'npt', '0', 'shadow'],
    ['kvm_intel', 'ept', 'N', 'shadow'],
    ['kvm_intel', 'ept', 'Y', 'nested'],
  ] as const)(
    '%s with %s=%s is %s, and is loaded anew for the other one alone',
    (module, name, value, word) => {
      const host = hostWith(module, value);
      expect(call(host, 'show', 'set-paging')).toEqual({ status: 0, stdout: `${word}\n`, stderr: '' });
      expect(call(host, 'set-paging', word)).toEqual({ status: 0, stdout: `${word}\n`, stderr: '' });
      expect(asked(host)).toEqual([]);
      const [other, flag] = word === 'nested' ? ['shadow', '0'] : ['nested', '1'];
      expect(call(host, 'set-paging', other)).toEqual({ status: 0, stdout: `${word}\n`, stderr: '' });
      expect(asked(host)).toEqual([`rmmod ${module}`, `modprobe ${module} ${name}=${flag}`]);
      expect(call(host, 'show', 'set-paging').stdout).toBe(`${other}\n`);
      expect(readFileSync(join(host.folder, 'options'), 'utf8')).toBe('options none\n');
    },
  );

  it.each([false, true])('gives the device owner and mode back, with udev: %s', (udev) => {
    const host = hostWith('kvm_amd', 'Y');
    if (!udev) rmSync(join(host.folder, 'udev'));
    expect(call(host, 'set-paging', 'shadow').status).toBe(0);
    expect(modeOf(host)).toBe(0o640);
  });

  it('leaves a module in use as it is, and says the word of the kernel', () => {
    const host = hostWith('kvm_amd', 'Y');
    put(host, 'busy');
    const stderr = 'vmpart-root: rmmod: ERROR: Module kvm_amd is in use\n';
    expect(call(host, 'set-paging', 'shadow')).toEqual({ status: 3, stdout: 'nested\n', stderr });
    expect(asked(host)).toEqual(['rmmod kvm_amd']);
    expect(call(host, 'show', 'set-paging').stdout).toBe('nested\n');
  });

  it('loads the module without the parameter where it cannot be loaded with it', () => {
    const host = hostWith('kvm_amd', 'Y');
    put(host, 'refuses');
    const { status, stderr } = call(host, 'set-paging', 'shadow');
    expect([status, stderr]).toEqual([3, 'vmpart-root: modprobe: ERROR: npt=0: Invalid argument\n']);
    expect(asked(host)).toEqual(['rmmod kvm_amd', 'modprobe kvm_amd npt=0', 'modprobe kvm_amd']);
    expect([call(host, 'show', 'set-paging').stdout, modeOf(host)]).toEqual(['nested\n', 0o640]);
  });

  it('says that the module is gone where it cannot be loaded at all', () => {
    const host = hostWith('kvm_amd', 'Y');
    put(host, 'fails');
    const { status, stderr } = call(host, 'set-paging', 'shadow');
    expect(status).toBe(3);
    expect(stderr).toMatch(/^vmpart-root: kvm_amd is no longer loaded/);
  });

  it('says that the kernel took the parameter and did otherwise', () => {
    const host = hostWith('kvm_intel', 'N');
    put(host, 'lacks');
    const { status, stderr } = call(host, 'set-paging', 'nested');
    expect([status, stderr]).toEqual([
      ...[3, 'vmpart-root: kvm_intel was loaded for paging nested, and it is shadow\n'],
    ]);
  });

  it('loads what a call that was killed half-way has left unloaded', () => {
    const host = hostWith('kvm_amd', 'Y');
    rmSync(join(host.folder, 'sys/module/kvm_amd'), { recursive: true });
    expect(call(host, 'show', 'set-paging').status).toBe(3);
    expect(asked(host)).toEqual([]);
    expect(call(host, 'set-paging', 'shadow')).toMatchObject({ status: 0, stderr: '' });
    expect(call(host, 'show', 'set-paging').stdout).toBe('shadow\n');
  });
});

/** One native session with `shadow`. */
function attemptOn({ script, folder }: Host, program: string): Attempt {
  return makeAttempt({
    calls: [
      'session_setting s0001 set-paging shadow',
      'session_begin s0001 0 native',
      'run_program s0001 r0001 w1 cold 60',
      'session_end s0001',
    ],
    files: { 'bin/vmpart-root': script },
    program: program.replaceAll('$HOST', folder),
  });
}

const nowOn = ({ folder }: Host): string => readFileSync(parameterOf(folder, 'kvm_amd'), 'utf8');

// Only root calls the vmpart-root of the bundle.
describe.skipIf(process.getuid?.() !== 0)('the paging of a session', () => {
  const PROGRAM = 'cat $HOST/sys/module/kvm_amd/parameters/npt\n';

  it('is set for it and put back after it', async () => {
    const host = hostWith('kvm_amd', 'Y');
    const attempt = attemptOn(host, PROGRAM);
    expect(await runAttempt(attempt)).toBe(0);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toBe('N\n');
    expect([nowOn(host), existsSync(join(attempt.folder, 'undo'))]).toEqual(['Y\n', false]);
  });

  it('is told where the module is in use', async () => {
    const host = hostWith('kvm_amd', 'Y');
    put(host, 'busy');
    const attempt = attemptOn(host, PROGRAM);
    await runAttempt(attempt);
    expect(eventsOf(attempt, 'problem')).toMatchObject([
      {
        what: "the host setting 'set-paging shadow' could not be made: it is nested (vmpart-root: rmmod: ERROR: Module kvm_amd is in use)",
        remedy: expect.stringMatching(/end whatever else uses KVM/) as string,
      },
    ]);
    expect([nowOn(host), existsSync(join(attempt.folder, 'undo'))]).toEqual(['Y\n', false]);
  });

  it('is put back by doctor where everything was killed, also between the two modules', async () => {
    const host = hostWith('kvm_amd', 'Y');
    const mark = `304.${process.pid}`;
    const attempt = attemptOn(host, `sleep ${mark}\n`);
    const running = startAttempt(attempt);
    await until('the run sleeps', () => processesWith(`sleep ${mark}`).length > 0);
    process.kill(Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    await running.ended;
    await until('nothing is left', () => control(attempt, ['alive']).status === 1);
    expect(readFileSync(join(attempt.folder, 'undo'), 'utf8')).toBe('set-paging nested\n');
    rmSync(join(host.folder, 'sys/module/kvm_amd'), { recursive: true });
    expect(control(attempt, ['doctor', '--clean']).stdout).toContain('\tcleaned\n');
    expect(nowOn(host)).toBe('Y\n');
  });
});
