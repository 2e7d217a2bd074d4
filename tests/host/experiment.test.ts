import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/core/analysis/results';
import { readJournal } from '../../src/core/journal/reader';
import type { PlanDocument } from '../../src/core/plan/planDocument';
import { everything } from '../support/everything';
import { leaveMachine, machineTurn } from '../support/machineTurn';
import { type Ended, startVmpart, until, vmpart } from '../support/vmpart';
import { onRehearsed, onSoundGuests } from './rehearsed';

// The whole way, for real: an emulated KVM host with four NUMA nodes behind ssh, real guests on it, the command line
// as users have it. What is asserted is placement, counts and states; times mean nothing there.

const EXAMPLES = join(import.meta.dirname, '../../examples');
const MACHINE = 'rehearsal-4x2';
let folder: string;
let endTurn: () => Promise<void>;

beforeAll(async () => {
  endTurn = await machineTurn(MACHINE);
  folder = mkdtempSync(join(tmpdir(), 'vmpart-host-'));
  cpSync(EXAMPLES, folder, { recursive: true, filter: (path) => !path.includes('.vmresults') });
  const up = await vmpart(['rehearse', 'up']);
  expect(up.stderr + up.stdout).toContain('runs');
  expect(up.code).toBe(0);
});

afterAll(async () => {
  await leaveMachine(MACHINE);
  await endTurn();
  rmSync(folder, { recursive: true, force: true });
});

const onHost = (command: string): Promise<Ended> => onRehearsed(MACHINE, command);

function write(name: string, document: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

/** One small VM with two vCPUs on node 1. */
const SMALL = {
  version: 1,
  machine: MACHINE,
  vms: [{ name: 'vm0', pus: '2-3', memory: '384MiB' }],
};

function commandExperiment(more: object): object {
  return {
    version: 1,
    layouts: [{ name: 'small', layout: SMALL }],
    baseline: 'none',
    phases: ['cold', 'warm'],
    replicates: 1,
    order: 'fixed',
    accept: { EXP01: 'a test of the way, not of a machine' },
    ...more,
  };
}

function journalOf(attempt: string): ReturnType<typeof readJournal> {
  return readJournal(readFileSync(join(attempt, 'journal.jsonl'), 'utf8'));
}

function newestAttempt(experiment: string): string {
  const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
  return join(results, readdirSync(results).sort().at(-1)!);
}

function planOf(attempt: string): PlanDocument {
  return JSON.parse(readFileSync(join(attempt, 'plan.json'), 'utf8')) as PlanDocument;
}

function expectEachRunOnce(attempt: string): void {
  const planned = planOf(attempt).schedule.sessions.flatMap((session) => session.runs.map((run) => run.id));
  const ended = journalOf(attempt).events.flatMap((event) => (event.event === 'run_end' ? [event.run] : []));
  expect([...ended].sort()).toEqual([...planned].sort());
}

async function expectNothingLeft(): Promise<void> {
  const { stdout } = await onHost('pgrep -c qemu-system; ip -o link | grep -c vmpart; ls -A /dev/shm');
  expect(stdout.trim().split('\n')).toEqual(['0', '0']);
}

describe.runIf(everything)('the first cut', () => {
  it('runs one block and finds everything where the layouts put it', async () => {
    const experiment = join(folder, 'first-cut.vmexperiment.json');
    const run = await onSoundGuests(['run', experiment, '--host', 'rehearsal', '--blocks', '1', '--json']);
    expect(run.stderr).not.toContain('error');
    expect(run.code).toBe(0);
    const results = JSON.parse(run.stdout) as Results;
    expect(results.standing).toBe('1 of 5 blocks, no inference');
    expect(results.origin).toBe('rehearsed');
    expect(results.runs).toMatchObject({ ended: 6, failed: 0, marked: 0 });
    for (const cell of results.cells) expect(cell).toMatchObject({ runs: 1, leftOut: [], clock: 'program' });
    const places = results.placements.map((row) => ({ ...row, readings: undefined }));
    const node = (index: number): object => ({
      layout: 'vm-per-node',
      vm: `vm${index}`,
      vcpusFound: `${2 * index}-${2 * index + 1}`,
      ranksFound: '(0-1)',
      memoryFound: String(index),
      ok: true,
      bad: 0,
    });
    // Each rank has the two CPUs of a node.
    const eachNode = '(0-1),(2-3),(4-5),(6-7)';
    expect(places).toMatchObject([
      { layout: 'native', vm: null, ranksDeclared: eachNode, ranksFound: eachNode, ok: true },
      { layout: 'whole-machine', vm: 'vm0', vcpusFound: '0-7', ranksFound: eachNode, ok: true },
      ...[0, 1, 2, 3].map(node),
    ]);
    await expectNothingLeft();
    const again = await vmpart(['results', experiment, '--json']);
    expect(JSON.parse(again.stdout)).toEqual(results);
  });
});

// tests/host/guests.local.test.ts has it in guests that nothing accelerates.
describe.runIf(everything)('a run that is not as declared', () => {
  it('a vCPU moved by hand in mid-run is caught and the run marked', async () => {
    const experiment = write(
      'moved.vmexperiment.json',
      commandExperiment({
        phases: ['cold'],
        workloads: [{ suite: 'command', name: 'sleep', launcher: 'plain', command: ['sleep', '25'] }],
      }),
    );
    const running = startVmpart(['run', experiment, '--host', 'rehearsal', '--json']);
    await until('no run began', 240, () => {
      try {
        return journalOf(newestAttempt(experiment)).state.runs[0] ?? null;
      } catch {
        return null;
      }
    });
    // What somebody else's tool would do: the second vCPU's thread goes to another PU.
    const moved = await onHost(
      'for task in /proc/$(pgrep -o qemu-system)/task/*; do grep -q "CPU 1/KVM" $task/comm && taskset -pc 6 ${task##*/}; done',
    );
    expect(moved.stdout).toContain('new affinity list: 6');
    const { code, stdout } = await running.ended;
    const results = JSON.parse(stdout) as Results;
    expect(results.runs).toMatchObject({ ended: 1, marked: 1 });
    expect(results.placements).toMatchObject([{ vm: 'vm0', ok: false }]);
    expect(results.cells[0]).toMatchObject({ runs: 0, medianSeconds: null });
    expect(code).toBe(0);
  });
});

describe('an attempt outlives what starts it', () => {
  const twoBlocks = commandExperiment({
    replicates: 2,
    workloads: [{ suite: 'command', name: 'sleep', launcher: 'plain', command: ['sleep', '4'] }],
  });

  // So has tests/faults, with the master connection and with run.sh.
  it.runIf(everything)('goes on when the connection is cut, and is followed again', async () => {
    const experiment = write('cut.vmexperiment.json', twoBlocks);
    const started = await vmpart(['run', experiment, '--host', 'rehearsal', '--detach', '--json']);
    const { folder: attempt } = JSON.parse(started.stdout) as { folder: string };
    const following = startVmpart(['follow', attempt, '--json']);
    await until('no session began', 60, () => (journalOrNull(attempt)?.state.sessions.length ? true : null));
    following.child.kill('SIGKILL');
    await following.ended;
    const cut = startVmpart(['follow', attempt, '--json']);
    await until('the master connection is not there', 60, async () => {
      const { stdout } = await onHost('pgrep -f "vmpart-host follow" | head -1');
      return stdout.trim() === '' ? null : true;
    });
    await onHost('kill -9 $(pgrep -f "vmpart-host follow")');
    const { code, stderr } = await cut.ended;
    expect(stderr).toContain('trying again');
    expect(code).toBe(0);
    expectEachRunOnce(attempt);
    expect(journalOf(attempt).state.state).toBe('finished');
  });

  it.runIf(everything)('run.sh killed with -9: --resume does the rest, each run once', async () => {
    const experiment = write('killed.vmexperiment.json', twoBlocks);
    const running = startVmpart(['run', experiment, '--host', 'rehearsal', '--json']);
    await until('no run ended', 240, () => {
      const journal = existsSync(experiment.replace('experiment.json', 'results'))
        ? journalOrNull(newestAttempt(experiment))
        : null;
      return journal?.state.runs.some((run) => run.state === 'ok') === true ? true : null;
    });
    await onHost('kill -9 $(pgrep -fx "sh run.sh")');
    const first = await running.ended;
    expect(first.code).toBe(1);
    const attempt = newestAttempt(experiment);
    expect(journalOf(attempt).state.state).toBe('failed');
    await expectNothingLeft();
    const resumed = await vmpart(['run', experiment, '--host', 'rehearsal', '--resume', '--json']);
    expect(resumed.code).toBe(0);
    expect(newestAttempt(experiment)).toBe(attempt);
    expectEachRunOnce(attempt);
    expect(journalOf(attempt).state.state).toBe('finished');
  });

  it('cancel ends it and leaves nothing', async () => {
    const experiment = write('cancelled.vmexperiment.json', twoBlocks);
    const started = await vmpart(['run', experiment, '--host', 'rehearsal', '--detach', '--json']);
    const { attempt, folder: path } = JSON.parse(started.stdout) as { attempt: string; folder: string };
    const listed = JSON.parse((await vmpart(['runs', '--host', 'rehearsal', '--json'])).stdout) as {
      attempt: string;
      alive: boolean;
    }[];
    expect(listed.find((one) => one.attempt === attempt)).toMatchObject({ alive: true });
    expect((await vmpart(['cancel', path])).code).toBe(0);
    const followed = await vmpart(['follow', path, '--json']);
    expect(followed.code).toBe(1);
    expect(journalOf(path).state.state).toBe('cancelled');
    await expectNothingLeft();
    // Attempts of earlier days may have left something; this one has not.
    const found = JSON.parse((await vmpart(['doctor', '--host', 'rehearsal', '--json'])).stdout) as unknown[];
    expect(found.map((one) => JSON.stringify(one)).filter((one) => one.includes(attempt))).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('names every missing program before anything is changed', async () => {
    const experiment = write(
      'missing.vmexperiment.json',
      commandExperiment({
        workloads: [
          { suite: 'command', name: 'one', launcher: 'plain', command: ['/opt/no/such/program'] },
          { suite: 'command', name: 'two', launcher: 'upc', command: ['neither-this'] },
        ],
      }),
    );
    const { code, stderr } = await vmpart(['run', experiment, '--host', 'rehearsal']);
    expect(code).toBe(1);
    expect(stderr).toContain('/opt/no/such/program');
    expect(stderr).toContain('neither-this');
    expect(stderr).toContain('upcrun');
    await expectNothingLeft();
  });

  it.runIf(everything)('a crashing program fails its run and keeps what it printed', async () => {
    const experiment = write(
      'crash.vmexperiment.json',
      commandExperiment({
        phases: ['cold'],
        workloads: [
          {
            suite: 'command',
            name: 'crash',
            launcher: 'plain',
            command: ['sh', '-c', 'echo about to fail; kill -SEGV $$'],
          },
        ],
      }),
    );
    const { code, stdout } = await vmpart(['run', experiment, '--host', 'rehearsal', '--json']);
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Results).runs).toMatchObject({ ended: 1, failed: 1 });
    const attempt = newestAttempt(experiment);
    const [run] = journalOf(attempt).state.runs;
    expect(run).toMatchObject({ state: 'failed', exit: 139 });
    expect(readFileSync(join(attempt, run!.raw!.file), 'utf8')).toContain('about to fail');
  });

  it.runIf(everything)('a guest that does not come up is told with what its console said', async () => {
    const experiment = write(
      'noboot.vmexperiment.json',
      commandExperiment({
        phases: ['cold'],
        guest: { args: ['rdinit=/nothing'] },
        bootLimit: '60s',
        workloads: [{ suite: 'command', name: 'true', launcher: 'plain', command: ['true'] }],
      }),
    );
    const { code, stderr } = await vmpart(['run', experiment, '--host', 'rehearsal', '--json']);
    expect(code).toBe(1);
    expect(stderr).toContain('vm0');
    await expectNothingLeft();
  });
});

function journalOrNull(attempt: string): ReturnType<typeof readJournal> | null {
  return existsSync(join(attempt, 'journal.jsonl')) ? journalOf(attempt) : null;
}
