import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRoot, start, until } from './helper';
import {
  type Attempt,
  control,
  eventsOf,
  executions,
  journalOf,
  makeAttempt,
  nativeBlock,
  processesWith,
  runAttempt,
  startAttempt,
  values,
} from './libraryBundle';
import { isAllowed, rootWords } from './rootGrammar';

// What touches the whole machine: vmpart-root, the undo file, doctor; and attempts of users who are not root.

const script = join(import.meta.dirname, '../../src/payload/vmpart-root');
const KSM = '/sys/kernel/mm/ksm/run';

/** As nobody where that is possible: what is accepted by mistake then changes nothing. */
function vmpartRoot(args: readonly string[], env: Readonly<Record<string, string>> = {}): number | null {
  const user = isRoot ? { uid: 65534, gid: 65534 } : {};
  return spawnSync('/bin/sh', ['-s', '--', ...args], {
    input: readFileSync(script),
    env: { ...env },
    ...user,
  }).status;
}

describe('vmpart-root', () => {
  it('refuses everything but its verbs', () => {
    fc.assert(
      fc.property(fc.array(rootWords, { maxLength: 5 }), (args) => {
        const refused = vmpartRoot(args) === 2;
        expect(refused).toBe(!isAllowed(args));
      }),
      { numRuns: 400 },
    );
  });

  it('does not read the environment', () => {
    const env = { PATH: '/nowhere', IFS: '-', ENV: '/nowhere', LC_ALL: 'xx', FILE: '/etc/passwd', OLD: 'x' };
    expect(vmpartRoot(['show', 'set-thp'], env)).toBe(0);
    expect(vmpartRoot(['set-thp', 'sometimes'], env)).toBe(2);
  });

  it.skipIf(!isRoot || !existsSync(KSM))('prints the value that it replaces', () => {
    const before = readFileSync(KSM, 'utf8').trim();
    const result = spawnSync('sh', [script, 'set-ksm', before], { encoding: 'utf8' });
    expect(result).toMatchObject({ status: 0, stdout: `${before}\n` });
    expect(spawnSync('sh', [script, 'show', 'set-ksm'], { encoding: 'utf8' }).stdout).toBe(`${before}\n`);
  });
});

const ksm = (): string => readFileSync(KSM, 'utf8').trim();

describe.skipIf(!isRoot || !existsSync(KSM))('host settings', () => {
  // Stopped (0) and stopped with everything unmerged (2): neither costs the other tests anything.
  const other = (): string => (ksm() === '2' ? '0' : '2');

  it('are made for the attempt and put back after it', async () => {
    const before = ksm();
    const attempt = makeAttempt({
      calls: [`host_setting set-ksm ${other()}`, ...nativeBlock(0)],
      program: `cat ${KSM}\n`,
    });
    const wanted = other();
    expect(await runAttempt(attempt)).toBe(0);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toBe(`${wanted}\n${wanted}\n`);
    expect(ksm()).toBe(before);
    expect(existsSync(join(attempt.folder, 'undo'))).toBe(false);
  });

  it('that a killed attempt left are found and put back by doctor', async () => {
    const before = ksm();
    const mark = `301.${process.pid}`;
    const attempt = makeAttempt({
      calls: [`host_setting set-ksm ${other()}`, ...nativeBlock(0)],
      program: `sleep ${mark}\n`,
    });
    const running = startAttempt(attempt);
    await until('the run sleeps', () => processesWith(`sleep ${mark}`).length > 0);
    process.kill(Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    await running.ended;
    await until('nothing is left', () => control(attempt, ['alive']).status === 1);
    expect(ksm()).not.toBe(before);
    expect(readFileSync(join(attempt.folder, 'undo'), 'utf8')).toBe(`set-ksm ${before}\n`);

    const found = control(attempt, ['doctor']).stdout.trim().split('\n');
    expect(found.map((line) => line.split('\t')[2])).toEqual(['open', 'open']);
    expect(found[0]).toContain('set-ksm');
    const cleaned = control(attempt, ['doctor', '--clean']).stdout.trim().split('\n');
    expect(cleaned.map((line) => line.split('\t')[2])).toEqual(['cleaned', 'cleaned']);
    expect(ksm()).toBe(before);
    expect(control(attempt, ['doctor']).stdout).toBe('');
    expect(eventsOf(attempt, 'session_end')).toMatchObject([{ session: 's0001', state: 'failed' }]);
    expect(journalOf(attempt).at(-1)).toMatchObject({ event: 'attempt_end', state: 'failed' });
  });
});

describe.skipIf(!isRoot || !existsSync(KSM))('settings of a session', () => {
  const other = (): string => (ksm() === '2' ? '0' : '2');
  const session = (number: number, ...settings: readonly string[]): readonly string[] => [
    `session_levels s000${number} '{"host.ksm":"it'\\''s","nic":"e1000"}'`,
    ...settings.map((setting) => `session_setting s000${number} ${setting}`),
    `session_begin s000${number} 0 native`,
    `run_program s000${number} r000${number} w1 cold 60`,
    `session_end s000${number}`,
  ];
  const program = `cat ${KSM}\n`;
  const raw = (attempt: Attempt, number: number): string =>
    readFileSync(join(attempt.folder, `raw/s000${number}.txt`), 'utf8').trim();

  it('are made before it, put back after it, and told in the journal', async () => {
    const before = ksm();
    const wanted = other();
    const plain = ['session_begin s0002 0 native', 'run_program s0002 r0002 w1 cold 60', 'session_end s0002'];
    const attempt = makeAttempt({ calls: [...session(1, `set-ksm ${wanted}`), ...plain], program });
    expect(await runAttempt(attempt)).toBe(0);
    expect([raw(attempt, 1), raw(attempt, 2), ksm()]).toEqual([wanted, before, before]);
    expect(values(eventsOf(attempt, 'session_begin'), 'levels')).toEqual([
      { 'host.ksm': "it's", nic: 'e1000' },
      undefined,
    ]);
    expect(existsSync(join(attempt.folder, 'undo'))).toBe(false);
  });

  it('leave alone what is set for the whole attempt', async () => {
    const before = ksm();
    const wanted = other();
    const calls = [`host_setting set-ksm ${wanted}`, ...session(1, `set-ksm ${wanted}`), ...session(2)];
    const attempt = makeAttempt({ calls, program });
    expect(await runAttempt(attempt)).toBe(0);
    expect([raw(attempt, 1), raw(attempt, 2), ksm()]).toEqual([wanted, wanted, before]);
  });

  it('of a session that was killed are put back by doctor, and made again when it goes on', async () => {
    const before = ksm();
    const wanted = other();
    const mark = `302.${process.pid}`;
    const first = `[ -e "$VMPART_HOME/go" ] || sleep ${mark}\n`;
    const attempt = makeAttempt({ calls: session(1, `set-ksm ${wanted}`), program: first + program });
    const running = startAttempt(attempt);
    await until('the run sleeps', () => processesWith(`sleep ${mark}`).length > 0);
    process.kill(Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    await running.ended;
    await until('nothing is left', () => control(attempt, ['alive']).status === 1);
    expect(readFileSync(join(attempt.folder, 'undo'), 'utf8')).toBe(`set-ksm ${before}\n`);
    expect(control(attempt, ['doctor', '--clean']).stdout).toContain('\tcleaned\n');
    expect(ksm()).toBe(before);
    writeFileSync(join(attempt.folder, 'go'), '');
    expect(await runAttempt(attempt)).toBe(0);
    expect([raw(attempt, 1), ksm()]).toEqual([wanted, before]);
  });

  it('that the kernel does not have are told before anything is changed', async () => {
    const calls = session(1, 'set-huge-pages 4095 2048 1');
    const attempt = makeAttempt({ calls, program });
    expect(await runAttempt(attempt)).toBe(4);
    expect(values(eventsOf(attempt, 'problem'), 'what')).toEqual([
      "The host has nothing to set for 'set-huge-pages 4095 2048 1', which the experiment asks for.",
    ]);
    expect(executions(attempt)).toBe(0);
  });

  it('that a user may not make are told before anything is changed', async () => {
    const attempt = makeAttempt({ calls: session(1, `set-ksm ${other()}`), program });
    expect(await runAsNobody(attempt)).toBe(4);
    expect(String(eventsOf(attempt, 'problem')[0]?.['what'])).toMatch(/may not make settings .*set-ksm/);
    expect(eventsOf(attempt, 'session_begin')).toEqual([]);
  });
});

const CLUSTER = '/proc/sys/vm/page-cluster';

describe.skipIf(!isRoot || !existsSync(CLUSTER))('read-ahead of swap', () => {
  const cluster = (): string => readFileSync(CLUSTER, 'utf8').trim();
  const wanted = cluster() === '0' ? '1' : '0';
  const calls = [
    `session_setting s0001 set-page-cluster ${wanted}`,
    'session_begin s0001 0 native',
    'run_program s0001 r0001 w1 cold 60',
    'session_end s0001',
  ];

  it('is off while a session wants it, and put back after it', async () => {
    const before = cluster();
    const attempt = makeAttempt({ calls, program: `cat ${CLUSTER}\n` });
    expect(await runAttempt(attempt)).toBe(0);
    expect(readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8')).toBe(`${wanted}\n`);
    expect(cluster()).toBe(before);
  });

  it('is put back by doctor where everything was killed', async () => {
    const before = cluster();
    const mark = `303.${process.pid}`;
    const attempt = makeAttempt({ calls, program: `sleep ${mark}\n` });
    const running = startAttempt(attempt);
    await until('the run sleeps', () => processesWith(`sleep ${mark}`).length > 0);
    process.kill(Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    await running.ended;
    await until('nothing is left', () => control(attempt, ['alive']).status === 1);
    expect(cluster()).toBe(wanted);
    expect(control(attempt, ['doctor', '--clean']).stdout).toContain('\tcleaned\n');
    expect(cluster()).toBe(before);
  });
});

describe('doctor', () => {
  it('says nothing about attempts that ended or were never started', async () => {
    const attempt = makeAttempt({ calls: nativeBlock(0) });
    makeAttempt({ calls: nativeBlock(0) }, 'a2', attempt.base);
    await runAttempt(attempt);
    const result = control(attempt, ['doctor']);
    expect(result).toMatchObject({ status: 0, stdout: '' });
  });

  it('removes what a killed builder of images left', () => {
    const attempt = makeAttempt({ calls: nativeBlock(0) });
    const left = join(attempt.base, 'cache/root-1.ext4.tmp.77');
    mkdirSync(join(attempt.base, 'cache'));
    writeFileSync(left, '');
    writeFileSync(join(attempt.base, 'cache/lock'), '');
    expect(control(attempt, ['doctor']).stdout).toContain('\topen\n');
    expect(control(attempt, ['doctor', '--clean']).stdout).toContain('\tcleaned\n');
    expect(existsSync(left)).toBe(false);
  });
});

describe.skipIf(!isRoot)('a user who is not root', () => {
  it('runs the same attempt in a user namespace, and says what was not done', async () => {
    const attempt = makeAttempt({ calls: nativeBlock(0), program: 'id -u; ls /proc | grep -c "^[0-9]"\n' });
    expect(await runAsNobody(attempt)).toBe(0);
    expect(values(eventsOf(attempt, 'run_end'), 'state')).toEqual(['ok', 'ok']);
    expect(eventsOf(attempt, 'prepared')).toMatchObject([{ dropped: false, compacted: false }]);
    const [user, processes] = readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8').split('\n');
    expect(user).toBe('0');
    expect(Number(processes)).toBeLessThan(12);
  });

  it('reaches vmpart-root through sudo from inside its namespaces', async () => {
    const attempt = makeAttempt({ calls: [`host_setting set-thp never`, ...nativeBlock(0)] });
    const tools = join(attempt.base, 'tools');
    mkdirSync(tools);
    // Stands for sudo: notes what it is asked, and answers as vmpart-root does.
    const sudo =
      '#!/bin/sh\n[ "$2" != -l ] || exit 0\nshift 2\necho "$*" >>"$HOME/asked"\ncase $1 in set-*) echo madvise ;; esac\n';
    writeFileSync(join(tools, 'sudo'), sudo, { mode: 0o755 });
    expect(await runAsNobody(attempt, tools)).toBe(0);
    expect(eventsOf(attempt, 'prepared')).toMatchObject([{ dropped: true, compacted: true }]);
    const asked = readFileSync(join(attempt.base, 'asked'), 'utf8').split('\n');
    const thp = readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8').replace(
      /.*\[(.*)\].*/s,
      '$1',
    );
    const session = ['drop-caches', 'compact-memory'];
    expect(asked.filter((line) => !line.startsWith('show'))).toEqual([
      'set-thp never',
      ...session,
      `set-thp ${thp}`,
      '',
    ]);
    expect(existsSync(join(attempt.folder, 'root.in'))).toBe(false);
  });
});

/** With TOOLS first on its PATH, and vmpart-root where it is installed; in namespaces that the test throws away. */
async function runAsNobody(attempt: Attempt, tools = ''): Promise<number | null> {
  spawnSync('chown', ['-R', '65534:65534', attempt.base]);
  spawnSync('chmod', ['-R', 'a+rX', attempt.base]);
  const install =
    'mount -t tmpfs none /usr/local/sbin && install -m 755 "$1" /usr/local/sbin/vmpart-root && shift';
  const user = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups sh "$1"';
  const words = ['--net', '--mount', 'sh', '-c', `${tools === '' ? 'shift' : install} && ${user}`, 'sh'];
  const path = `${tools}:${process.env['PATH'] ?? ''}`;
  const running = start('unshare', [...words, script, join(attempt.folder, 'start.sh')], {
    HOME: attempt.base,
    PATH: path,
  });
  const { code } = await running.ended;
  if (code !== 0) console.error(running.errors());
  return code;
}
