import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/core/analysis/results';
import { readJournal } from '../../src/core/journal/reader';
import type { PlanDocument } from '../../src/core/plan/planDocument';
import { type Ended, startVmpart, until, vmpart } from '../support/vmpart';
import type { FaultHost } from './host';
import { processesNaming } from './standIn/processes';
import { startStandInHost } from './standIn/standInHost';

// Stand-in hosts themselves: what they must do before a fault on them says anything about the product.

const isRoot = process.getuid?.() === 0;

/** What there is on this machine of a host, by its folder. */
function traces(folder: string): object {
  return {
    folder: existsSync(folder),
    processes: processesNaming(folder).length,
    mounts: readFileSync('/proc/self/mounts', 'utf8').includes(folder),
    links: /vmpart|vmtap/.test(execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' })),
  };
}

const NONE = { folder: false, processes: 0, mounts: false, links: false };

/** All that a host has written on this machine lies in it. */
function folderOf(host: FaultHost): string {
  return dirname(host.env['XDG_CONFIG_HOME']!);
}

function readSetting(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function write(folder: string, name: string, host: FaultHost, more: object = {}, command = NAP): string {
  const path = join(folder, `${name}.vmexperiment.json`);
  const document = {
    version: 1,
    layouts: [{ name: 'small', layout: host.layout }],
    baseline: 'native',
    workloads: [{ suite: 'command', name: 'nap', launcher: 'plain', command: ['/bin/sh', '-c', command] }],
    phases: ['cold', 'warm'],
    replicates: 1,
    order: 'fixed',
    accept: { EXP01: 'a test of the host, not of a machine' },
    ...more,
  };
  writeFileSync(path, JSON.stringify(document));
  return path;
}

const NAP = 'sleep 0.2; echo done';
const LONG_NAP = 'echo begun; sleep 3; echo done';

function attemptOf(experiment: string): string {
  const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
  return join(results, readdirSync(results).sort().at(-1)!);
}

function eventsOf(attempt: string): ReturnType<typeof readJournal>['events'] {
  return readJournal(readFileSync(join(attempt, 'journal.jsonl'), 'utf8')).events;
}

function expectEachRunOnce(experiment: string): void {
  const attempt = attemptOf(experiment);
  const plan = JSON.parse(readFileSync(join(attempt, 'plan.json'), 'utf8')) as PlanDocument;
  const planned = plan.schedule.sessions.flatMap((session) => session.runs.map((run) => run.id));
  const ended = eventsOf(attempt).flatMap((event) => (event.event === 'run_end' ? [event] : []));
  expect(ended.map(({ run }) => run).sort()).toEqual([...planned].sort());
  expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['ok']));
}

describe.skipIf(!isRoot)('a stand-in host', () => {
  const setting = readSetting('/sys/kernel/mm/ksm/run');
  let folder: string;
  let host: FaultHost;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vmpart-faults-'));
    host = await startStandInHost({ keepsGuests: true });
  });

  afterAll(async () => {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
    expect(traces(folderOf(host))).toEqual(NONE);
    expect(readSetting('/sys/kernel/mm/ksm/run')).toBe(setting);
  });

  /** Starts a run and waits until the host's journal says that a run of a session has begun. */
  async function untilRunning(
    experiment: string,
    session: string,
  ): Promise<{ readonly ended: Promise<Ended> }> {
    const running = startVmpart(['run', experiment, '--host', host.specs.root], host.env);
    const script = `grep -h '"session":"${session}","event":"run_begin"' ${host.directories.root}/attempts/*-"$1"/journal.jsonl`;
    await until(`a run of ${session}`, 60, async () => {
      const hash = planHash(experiment) ?? 'none';
      return (await host.onHost(script, [hash])).code === 0 ? true : null;
    });
    return running;
  }

  function planHash(experiment: string): string | null {
    const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
    return existsSync(results) ? (readdirSync(results).sort().at(-1)?.split('-').at(-1) ?? null) : null;
  }

  async function resume(experiment: string): Promise<void> {
    const resumed = await vmpart(['run', experiment, '--host', host.specs.root, '--resume'], host.env);
    expect(resumed, resumed.stderr).toMatchObject({ code: 0 });
    expectEachRunOnce(experiment);
    const doctor = await vmpart(['doctor', '--host', host.specs.root], host.env);
    expect(doctor).toMatchObject({ code: 0 });
  }

  it('has layouts that are checked without errors and warnings', async () => {
    const check = await vmpart(['check', write(folder, 'checked', host), '--strict'], host.env);
    expect(check, check.stdout + check.stderr).toMatchObject({ code: 0 });
  });

  it.each(['root', 'user'] as const)('carries an experiment of %s to its end', async (who) => {
    const experiment = write(folder, `whole-${who}`, host, { factors: { 'host.ksm': ['on'] } });
    const run = await vmpart(['run', experiment, '--host', host.specs[who], '--json'], host.env);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const results = JSON.parse(run.stdout) as Results;
    expect(results.origin).toBe('rehearsed');
    expect(results.runs).toMatchObject({ ended: 4, failed: 0, marked: 0 });
    expect(results.placements.length).toBeGreaterThan(1);
    for (const row of results.placements) expect(row).toMatchObject({ ok: true, bad: 0 });
    expectEachRunOnce(experiment);
    const events = eventsOf(attemptOf(experiment));
    expect(events.at(-1)).toMatchObject({ event: 'attempt_end', state: 'finished' });
    for (const event of events) if (event.event === 'prepared') expect(event.dropped).toBe(true);
    expect((await host.onHost('cat /sys/kernel/mm/ksm/run; pgrep -c qemu-system')).stdout).toBe('0\n0\n');
  });

  it('goes on when its connections are cut', async () => {
    const experiment = write(folder, 'cut', host, {}, LONG_NAP);
    const running = await untilRunning(experiment, 's0002');
    await host.cutConnections();
    expect((await host.onHost('pgrep -c sshd; pgrep -c qemu-system')).stdout).toMatch(/^\d+\n1\n$/);
    await running.ended;
    await resume(experiment);
  });

  it('loses in a power cut what was not on its disk, and comes up again', async () => {
    const experiment = write(folder, 'power', host, {}, LONG_NAP);
    const running = await untilRunning(experiment, 's0002');
    await host.onHost('echo 1 >/sys/kernel/mm/ksm/run; touch /dev/shm/left /run/left /tmp/left');
    await host.powerCut();
    const left = 'cat /sys/kernel/mm/ksm/run; pgrep -c qemu-system; ls -A /dev/shm /tmp';
    expect((await host.onHost(left)).stdout).toBe('0\n0\n/dev/shm:\n\n/tmp:\n');
    await running.ended;
    await resume(experiment);
  });

  it('has guests that end and stand still with their QEMU', async () => {
    const experiment = write(folder, 'killed', host, { baseline: 'none', timeLimit: '20s' }, LONG_NAP);
    const running = await untilRunning(experiment, 's0001');
    await host.onHost('pkill -STOP qemu-system; sleep 5; pkill -CONT qemu-system');
    await until('the first run has ended', 60, () => firstWallSeconds(experiment));
    expect(firstWallSeconds(experiment)).toBeGreaterThan(5);
    await host.onHost('pkill -KILL qemu-system');
    expect(await running.ended).toMatchObject({ code: 1 });
    // The one that the host itself waits with.
    expect((await host.onHost('pgrep -c -x sleep')).stdout).toBe('1\n');
    await resume(experiment);
  });

  function firstWallSeconds(experiment: string): number | null {
    const events = existsSync(join(attemptOf(experiment), 'journal.jsonl'))
      ? eventsOf(attemptOf(experiment))
      : [];
    const ends = events.flatMap((event) => (event.event === 'run_end' ? [event.wallSeconds] : []));
    return ends[0] ?? null;
  }
});

describe.skipIf(!isRoot)('the end of who made a stand-in host', () => {
  it('is the end of the host, however it came', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8');
    const [folder] = (await once(child.stdout, 'data')) as [string];
    expect(traces(folder)).toMatchObject({ folder: true, links: false });
    child.kill('SIGKILL');
    await until('everything is gone', 20, () => (isDeepStrictEqual(traces(folder), NONE) ? true : null));
  });
});

/** A program that makes a host and stays. */
function program(): string {
  const folder = join(import.meta.dirname, 'standIn');
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { startStandInHost } from './standInHost';
        import { dirname } from 'node:path';
        const host = await startStandInHost({ keepsGuests: true });
        await host.onHost('setsid sleep 1000 >/dev/null 2>&1 &');
        process.stdout.write(dirname(host.env.XDG_CONFIG_HOME));`,
      resolveDir: folder,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    define: { 'import.meta.dirname': JSON.stringify(folder) },
  });
  return outputFiles.map((file) => file.text).join('');
}
