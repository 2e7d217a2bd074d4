import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabOptions } from '../../../src/lab/options';
import { localChannel } from '../../../src/node/localChannel';
import { temporaryFolder } from '../../support/temporaryFolder';
import { type Connection, scriptedHost } from '../lab/scriptedHost';
import { EXPERIMENT, preparedAttempt } from './preparedAttempt';
import { vmpart } from './runMain';

const ATTEMPT = '20260102T030405Z-local-0badcafe';

/** A scripted host that has a prepared attempt, of which nothing is here yet. */
async function onHost(
  folder: string,
  change: (journal: string) => string,
  ...connections: readonly Connection[]
): Promise<Partial<LabOptions>> {
  const at = join(folder, 'x.vmresults', await preparedAttempt(folder));
  const raw = Object.fromEntries(
    readdirSync(join(at, 'raw')).map((name) => [name, readFileSync(join(at, 'raw', name), 'latin1')]),
  );
  const journal = change(readFileSync(join(at, 'journal.jsonl'), 'utf8'));
  rmSync(join(at, 'raw'), { recursive: true });
  rmSync(join(at, 'journal.jsonl'));
  mkdirSync(join(at, 'raw'));
  return { connect: scriptedHost(journal, raw, connections).connect };
}

/** A real shell on this machine, with a folder for attempts in which one stands whose programs are these. */
function realShell(programs: Readonly<Record<string, string>>): {
  folder: string;
  ports: Partial<LabOptions>;
} {
  const folder = temporaryFolder();
  const directory = join(folder, 'on host');
  const remote = join(directory, 'attempts', ATTEMPT);
  for (const [path, text] of Object.entries(programs)) {
    mkdirSync(join(remote, path, '..'), { recursive: true });
    writeFileSync(join(remote, path), text, { mode: 0o755 });
  }
  const at = join(folder, 'x.vmresults', ATTEMPT);
  mkdirSync(at, { recursive: true });
  const record = {
    attempt: ATTEMPT,
    host: 'local',
    remote,
    plan: 'x',
    experiment: '../../x.vmexperiment.json',
  };
  writeFileSync(join(at, 'attempt.json'), JSON.stringify(record));
  return { folder, ports: { connect: () => Promise.resolve(localChannel({ directory })) } };
}

describe('vmpart follow', () => {
  const same = (journal: string): string => journal;

  it('tells progress on stderr and results on stdout, and leaves a whole copy', async () => {
    const folder = temporaryFolder();
    const ports = await onHost(folder, same, { end: 'drops', bytes: 700 }, { end: 'ended' });
    const { code, stdout, stderr } = await vmpart(['follow', `x.vmresults/${ATTEMPT}`], folder, ports);
    expect(code).toBe(0);
    expect(stderr).toContain('session 4 of 4, run 4 of 4 done\n');
    expect(stderr).toContain('The attempt goes on; trying again in 1 s.\n');
    expect(stderr).toContain('Connected to local again.\n');
    expect(stdout).toBe((await vmpart(['results', 'x.vmexperiment.json'], folder)).stdout);
  });

  it.each([
    ['a run that failed', /"state":"ok","exit":0/, '"state":"failed","exit":3'],
    ['an attempt that failed', /"state":"finished"/, '"state":"failed","why":"no /dev/kvm"'],
    [
      'a session that failed',
      /(?<="s0004","event":"session_end",)"state":"ok"/,
      '"state":"failed","why":"boot"',
    ],
  ])('%s is exit code 1', async (_what, from, to) => {
    const folder = temporaryFolder();
    const change = (journal: string): string => {
      expect(journal).toMatch(from);
      return journal.replace(from, to);
    };
    const ports = await onHost(folder, change, { end: 'ended' });
    expect((await vmpart(['follow', `x.vmresults/${ATTEMPT}`], folder, ports)).code).toBe(1);
  });

  it('tells problems of the preflight with their remedies, and nothing that moves the cursor', async () => {
    const folder = temporaryFolder();
    const line = {
      ...{ v: 1, seq: 1, t: 1, event: 'problem', origin: 'measured', block: null, session: null },
      ...{ what: 'There is no \x1b[2Jqemu.', remedy: 'Install it.' },
    };
    const add = (journal: string): string => journal.replace('\n', `\n${JSON.stringify(line)}\n`);
    const ports = await onHost(folder, add, { end: 'ended' });
    const { stderr } = await vmpart(['follow', `x.vmresults/${ATTEMPT}`, '--json'], folder, ports);
    expect(stderr).toContain('error: There is no \\u{1b}[2Jqemu. Install it.\n');
  });

  it('after Ctrl-C says how to attach again', async () => {
    const folder = join(temporaryFolder(), 'my lab');
    mkdirSync(folder);
    const ports = await onHost(folder, same, { end: 'hangs', bytes: 300 });
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    }, 100);
    const path = `x.vmresults/${ATTEMPT}`;
    const { code, stderr } = await vmpart(['follow', path, '--json'], folder, ports, stop.signal);
    expect(code).toBe(0);
    expect(stderr).toContain(`Attach again: vmpart follow '${join(folder, path)}'\n`);
  });

  it('refuses what is no attempt, with the place', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await vmpart(['follow', 'nowhere'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`${folder}/nowhere has no plan.json. Name the folder of an attempt.\n`);
  });
});

describe('vmpart run', () => {
  it('--detach says where the attempt is and does not wait for it', async () => {
    const { folder, ports } = realShell({});
    writeFileSync(join(folder, 'x.vmexperiment.json'), EXPERIMENT);
    const start = new TextEncoder().encode('echo "$@" >called; : >started\n');
    const payload = (): Promise<readonly { path: string; bytes: Uint8Array; executable: boolean }[]> =>
      Promise.resolve([{ path: 'start.sh', bytes: start, executable: false }]);
    const words = ['run', 'x.vmexperiment.json', '--host', 'local', '--detach', '--blocks', '1', '--json'];
    const { code, stdout, stderr } = await vmpart(words, folder, { ...ports, payload });
    expect(code).toBe(0);
    const started = JSON.parse(stdout) as { attempt: string; folder: string };
    expect(stderr).toContain(`attempt ${started.folder}\n`);
    const called = join(folder, 'on host/attempts', started.attempt, 'called');
    expect(readFileSync(called, 'utf8')).toBe('--blocks 1\n');
  });
});

describe('vmpart cancel, runs and doctor, with a real shell', () => {
  it.each([
    [[], 'now', 'cancelled\n'],
    [['--after', 'run'], 'run', 'will end after this run\n'],
    [['--after', 'block'], 'block', 'will end after this block\n'],
  ])('cancel %j asks for %s', async (words, mode, says) => {
    const { folder, ports } = realShell({ 'lib/control.sh': 'echo "$@" >asked\n' });
    const { code, stderr } = await vmpart(['cancel', `x.vmresults/${ATTEMPT}`, ...words], folder, ports);
    expect([code, stderr]).toEqual([0, says]);
    const asked = join(folder, 'on host/attempts', ATTEMPT, 'asked');
    expect(readFileSync(asked, 'utf8')).toBe(`cancel ${mode}\n`);
  });

  it.each([
    [[], 'run'],
    [['--after', 'block'], 'block'],
  ])('pause %j asks for one after this %s', async (words, mode) => {
    const { folder, ports } = realShell({ 'lib/control.sh': 'echo "$@" >asked\n' });
    const { code, stderr } = await vmpart(['pause', `x.vmresults/${ATTEMPT}`, ...words], folder, ports);
    expect([code, stderr]).toEqual([0, `will pause after this ${mode}; vmpart run --resume goes on\n`]);
    const asked = join(folder, 'on host/attempts', ATTEMPT, 'asked');
    expect(readFileSync(asked, 'utf8')).toBe(`pause ${mode}\n`);
    const now = await vmpart(['pause', `x.vmresults/${ATTEMPT}`, '--after', 'now'], folder, ports);
    expect(now.code).toBe(2);
  });

  it('says why an attempt could not be cancelled', async () => {
    const { folder, ports } = realShell({ 'lib/control.sh': 'echo "It has ended." >&2; exit 1\n' });
    const { code, stderr } = await vmpart(['cancel', `x.vmresults/${ATTEMPT}`], folder, ports);
    expect(code).toBe(1);
    expect(stderr).toContain(`${ATTEMPT} could not be cancelled: It has ended.`);
  });

  it('runs lists attempts, newest first, and passes over what is none', async () => {
    const newer = ATTEMPT.replace('2026', '2027');
    const lines = [
      { name: ATTEMPT, alive: false, lastEvent: 'run_end', bytes: 5, state: 'running' },
      { name: '../../etc', alive: true, lastEvent: '', bytes: 0 },
      {
        ...{
          name: newer,
          alive: true,
          lastEvent: 'run_begin',
          bytes: 7,
          state: 'running',
          activeSeconds: 120,
        },
        ...{ runs: { ended: 4, failed: 1, planned: 16 }, blocks: { ended: 1, planned: 5, least: 2 } },
      },
    ].map((line) => JSON.stringify(line));
    const helper = `#!/bin/sh\n[ "$1" = attempts ] && cat <<'END'\n${lines.join('\n')}\nnonsense\nEND\n`;
    const { folder, ports } = realShell({ 'bin/vmpart-host': helper });
    const { stdout } = await vmpart(['runs', '--host', 'local'], folder, ports);
    const [head, rule, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^attempt +state +blocks +runs +failed +left$/);
    expect(rule).toMatch(/^[- ]+$/);
    expect(rows).toEqual([
      `${newer}  running     1 of 2 to 5  4 of 16       1  about 6 min`,
      `${ATTEMPT}  broken off  0 of 0       0 of 0        0  -`,
    ]);
    const json = await vmpart(['runs', '--host', 'local', '--json'], folder, ports);
    expect(JSON.parse(json.stdout)).toMatchObject([{ attempt: newer, alive: true }, { attempt: ATTEMPT }]);
  });

  it('doctor is content with a clean host, and with what it has cleaned', async () => {
    const control =
      'printf "KSM is on\\tRun doctor --clean.\\t%s\\n" "$([ "${2-}" = --clean ] && echo cleaned || echo open)"';
    const clean = realShell({});
    const left = realShell({ 'lib/control.sh': control });
    const doctor = (at: typeof left, ...more: string[]): ReturnType<typeof vmpart> =>
      vmpart(['doctor', '--host', 'local', ...more], at.folder, at.ports);
    expect(await doctor(clean)).toMatchObject({ code: 0, stdout: 'Nothing is left behind.\n' });
    expect(await doctor(left)).toMatchObject({ code: 1, stdout: 'KSM is on Run doctor --clean.\n' });
    expect(await doctor(left, '--clean')).toMatchObject({ code: 0, stdout: 'cleaned: KSM is on\n' });
    expect(JSON.parse((await doctor(left, '--json')).stdout)).toMatchObject([
      { what: 'KSM is on', cleaned: false },
    ]);
  });
});
