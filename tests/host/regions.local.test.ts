import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/core/experiment/experiment';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState, RegionReading } from '../../src/core/journal/state';
import type { Region } from '../../src/core/layout/layout';
import { compile } from '../../src/core/plan/compile';
import { compileTo } from '../payload/compiled';
import { until } from '../payload/helper';
import { type Attempt, eventsOf, makeAttempt, processesWith, startAttempt } from '../payload/libraryBundle';
import { experiment, layout, machine, vm, workload } from '../support/experiments';
import { canBoot, KERNEL } from './localGuests';

// Memory that two real guests of this machine share, emulated: a region for each kind of device.

const MEBIBYTE = 2 ** 20;
const NEAR = 128 * MEBIBYTE;
const BAR = 4 * MEBIBYTE;
const base = mkdtempSync(join(tmpdir(), 'vmpart-regions-'));
const user = join(base, 'regionUser');

function region(name: string, more: Partial<Region>): Region {
  const path = ['regions', name];
  return { name, sizeBytes: NEAR, node: 0, device: 'devdax', pageSizeBytes: null, path, ...more };
}

const REGIONS = [region('near', {}), region('bar', { sizeBytes: BAR, device: 'ivshmem', node: null })];

/** Two guests with both regions; the program of the first is a line of shell. */
function sharing(line: string): Experiment {
  const guest = {
    memoryBytes: 512 * MEBIBYTE,
    regions: REGIONS.map(({ name }) => name),
    emulatorPus: [0, 1],
  };
  const vms = [vm('vm1', [0], guest), vm('vm2', [1], guest)];
  const pair = { ...layout('pair', vms, machine(1, 2)), regions: REGIONS };
  return experiment({
    ...{ native: false, phases: ['cold'], replicates: 1 },
    layouts: [{ name: 'pair', layout: pair, path: ['layouts', 0] }],
    workloads: [workload({ command: ['sh', '-c', line] })],
    ...{ timeLimitSeconds: 300, bootLimitSeconds: 400, guest: { kernel: KERNEL, args: [], files: [user] } },
  });
}

let attempts = 0;

function attemptOf(made: Experiment, files: Readonly<Record<string, string>> = {}): Attempt {
  const bundle = compile(made, { accelerator: 'tcg', origin: 'rehearsed' }, '0');
  const texts = Object.fromEntries(bundle.files.map(({ path, text }) => [path, text]));
  attempts += 1;
  return makeAttempt({ calls: [], files: { ...texts, ...files } }, `regions${attempts}`, base);
}

function stateOf(attempt: Attempt): AttemptState {
  const { state } = readJournal(readFileSync(join(attempt.folder, 'journal.jsonl'), 'utf8'));
  expect(state.badLines).toBe(0);
  return state;
}

/** Processes that map a region of an attempt. */
function mapping(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => mapsOf(pid).includes('/dev/shm/vmpart/near.region'));
}

function mapsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch {
    return '';
  }
}

function reading(name: string, when: string, all: readonly RegionReading[]): RegionReading | undefined {
  return all.find((one) => one.name === name && one.when === when);
}

describe.skipIf(!canBoot)('regions between guests of this machine', () => {
  beforeAll(() => void compileTo(user, 'regionUser', ['-static']));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('carry what one writes to the other, for users without rights, and are gone with the session', async () => {
    const line = ['near', 'bar']
      .map((name) => `${user} write ${name} "from vm1 by ${name}" && ssh vm2 ${user} read ${name}`)
      .join(' && ');
    const library = `bin/libvmpart-shared-${arch() === 'arm64' ? 'aarch64' : 'x86_64'}.so`;
    const attempt = attemptOf(sharing(`${line} && cat /vmpart/bin/libvmpart-shared.so`), {
      [library]: 'the library\n',
    });
    const running = startAttempt(attempt);
    await until('the guests are up', () => eventsOf(attempt, 'run_begin').length === 1, 400);
    expect(mapping()).toHaveLength(2);
    expect((await running.ended).code).toBe(0);
    const { sessions, problems, runs } = stateOf(attempt);
    expect(problems).toEqual([]);
    const raw = readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8');
    const head = 2 * MEBIBYTE;
    const pci = '/sys/bus/pci/devices/\\S+/resource2(_wc)?';
    expect(raw).toMatch(
      new RegExp(
        `^/dev/dax\\d\\.0 vmpshare 0 ${NEAR - head} 4096 2: from vm1 by near\n` +
          `${pci} vmpshare ${head} ${BAR - head} 4096 2: from vm1 by bar\nthe library\n$`,
      ),
    );
    expect(runs.map(({ marks }) => marks)).toEqual([[]]);
    const all = sessions[0]?.regions ?? [];
    expect(all.map(({ name, when }) => `${name} ${when}`)).toEqual(
      ['begin', 'run', 'end'].flatMap((when) => [`near ${when}`, `bar ${when}`]),
    );
    expect(reading('near', 'begin', all)).toMatchObject({
      declaredNode: 0,
      peakBytes: null,
      sizeBytes: NEAR,
    });
    const before = reading('near', 'begin', all)?.nodes[0] ?? 0;
    expect(reading('near', 'run', all)?.nodes[0]).toBeGreaterThan(before);
    expect(reading('bar', 'run', all)).toMatchObject({ device: 'ivshmem', declaredNode: null, leftBytes: 0 });
    expect(mapping()).toEqual([]);
  });

  it('are gone when the attempt is killed', async () => {
    const attempt = attemptOf(sharing('sleep 300'));
    const running = startAttempt(attempt);
    await until('the program runs', () => eventsOf(attempt, 'run_begin').length === 1, 400);
    expect(mapping()).toHaveLength(2);
    const pid = Number(readFileSync(join(attempt.folder, 'pid'), 'utf8').split(' ')[0]);
    process.kill(pid, 'SIGKILL');
    await running.ended;
    await until('nobody maps a region', () => mapping().length === 0, 60);
    await until('QEMU has ended', () => processesWith(`${attempt.folder}/`).length === 0, 60);
  });

  it('are told for the last time, and gone, when a VM dies', async () => {
    const attempt = attemptOf(sharing('sleep 300'));
    const running = startAttempt(attempt);
    await until('the program runs', () => eventsOf(attempt, 'run_begin').length === 1, 400);
    for (const pid of processesWith('guest=vm2').filter((one) => processesWith(base).includes(one)))
      process.kill(pid, 'SIGKILL');
    expect((await running.ended).code).toBe(4);
    const { sessions } = stateOf(attempt);
    expect(sessions[0]?.why).toMatch(/^vm2 died /);
    const ends = sessions[0]?.regions.filter(({ when }) => when === 'end') ?? [];
    expect(ends.map(({ name, leftBytes }) => [name, leftBytes])).toEqual([
      ['near', 0],
      ['bar', 0],
    ]);
    expect(running.output().toString() + running.errors()).not.toMatch(/vmpart-host: (?!capture)/);
    expect(mapping()).toEqual([]);
  });

  it('end a guest that does not see its own', async () => {
    const payload = (path: string): string =>
      readFileSync(join(import.meta.dirname, '../../src/payload', path), 'utf8');
    const attempt = attemptOf(sharing('true'), {
      'lib/region_room.sh': payload('lib/region_room.sh').replace(/^(DEVDAX_MODULES)=.*$/m, '$1=virtio_pci'),
      'guest/regions.sh': payload('guest/regions.sh').replace('tries=1200', 'tries=20'),
    });
    expect((await startAttempt(attempt).ended).code).toBe(4);
    const { sessions } = stateOf(attempt);
    expect(sessions[0]?.why).toMatch(
      /^vm[12] ended while it started: .*does not see the shared region near as devdax: its kernel needs virtio_pmem/,
    );
  });
});
