import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState, RegionReading } from '../../src/core/journal/state';
import { compiledPrograms, programName } from '../shared/compiledPrograms';
import { everything } from '../support/everything';
import { leaveMachine, machineTurn } from '../support/machineTurn';
import { vmpart } from '../support/vmpart';
import { has } from './localGuests';
import { installOnRehearsed, onRehearsed, onSoundGuests } from './rehearsed';
import { expectShared, suiteEnvironment } from './sharedSuites';

// Stock programs over a region between real guests of an emulated host with four nodes, a VM on each: right, and the
// region's memory on the node that the layout names, whoever touched it first.
// Of all tests alone: tests/host/shared.local.test.ts has regions between guests of this machine.

const MACHINE = 'rehearsal-4x2';
const NODE = 2;
const ROOM = '/opt/shared';
const VM_NODES = [0, 1, 2, 3];
const JOBS = [
  { suite: 'point', runtime: 'openmpi', launcher: 'mpi', ranks: 4 },
  { suite: 'communicators', runtime: 'openmpi', launcher: 'mpi', ranks: 8 },
  { suite: 'shmem', runtime: 'openshmem', launcher: 'oshmem', ranks: 4 },
] as const;
const canCompile = ['mpicc.openmpi', 'mpicc.mpich', 'oshcc'].every(has);

describe.skipIf(!everything || !canCompile)(`a region between VMs on nodes ${VM_NODES.join(', ')}`, () => {
  let folder: string;
  let endTurn: () => Promise<void>;
  let attempt: string;
  let state: AttemptState;

  beforeAll(async () => {
    endTurn = await machineTurn(MACHINE);
    folder = mkdtempSync(join(tmpdir(), 'vmpart-shared-host-'));
    const up = await vmpart(['rehearse', 'up', '--topology', MACHINE]);
    expect(up.stderr + up.stdout).toContain('runs');
    await onRehearsed(MACHINE, `mkdir -p ${ROOM}`);
    for (const name of ['yield.so', ...JOBS.map((job) => programName(job.suite, job.runtime))])
      await installOnRehearsed(MACHINE, join(compiledPrograms(), name), `${ROOM}/${name}`);
  });

  afterAll(async () => {
    await leaveMachine(MACHINE);
    await endTurn();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs a session of programs', { timeout: 3_600_000 }, async () => {
    const experiment = join(folder, 'shared.vmexperiment.json');
    writeFileSync(experiment, JSON.stringify(document()));
    const ended = await onSoundGuests(['run', experiment, '--host', `rehearsal:${MACHINE}`, '--json']);
    const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
    attempt = join(results, readdirSync(results).sort().at(-1) ?? '');
    ({ state } = readJournal(readFileSync(join(attempt, 'journal.jsonl'), 'utf8')));
    expect(`${state.state} ${ended.stderr}`).toContain('finished');
    expect(state.sessions).toHaveLength(1);
    expect(state.missing).toEqual([]);
  });

  // Each is run to have a history, and once more.
  it.each(JOBS.map((job, index) => ({ ...job, id: `w${index + 1}` })))(
    '$runtime: $suite',
    ({ id, suite }) => {
      const runs = state.runs.filter(({ workload }) => workload === id);
      expect(runs).toHaveLength(2);
      for (const run of runs) {
        const { file = '', offset = 0, bytes = 0 } = run.raw ?? {};
        const said = readFileSync(join(attempt, file)).subarray(offset, offset + bytes);
        expectShared(state, run, said.toString(), suite);
      }
    },
  );

  it('has its memory on its node from the beginning to the end', () => {
    const regions: readonly RegionReading[] = state.sessions[0]?.regions ?? [];
    expect(new Set(regions.map(({ when }) => when))).toEqual(new Set(['begin', 'run', 'end']));
    for (const { declaredNode, nodes } of regions) {
      expect(declaredNode).toBe(NODE);
      expect(Object.keys(nodes)).toEqual([String(NODE)]);
    }
    const last = regions.at(-1);
    expect(last).toMatchObject({ when: 'end', leftBytes: 0 });
    // More than its tables: what programs have used.
    expect(last?.nodes[NODE]).toBeGreaterThan(32 * 2 ** 20);
  });

  it('is gone with its session', async () => {
    const left = await onRehearsed(
      MACHINE,
      'pgrep -c qemu-system; pgrep -c vmpart-host; grep -l "\\.region" /proc/[0-9]*/maps 2>/dev/null; ls /dev/shm',
    );
    expect(left.stdout).toBe('0\n0\n');
  });
});

function document(): object {
  const vms = VM_NODES.map((node) => ({ name: `vm${node}`, pus: `${2 * node}-${2 * node + 1}` }));
  const layout = {
    ...{ version: 1, machine: MACHINE, vms },
    regions: { shared: { size: '512MiB', node: NODE } },
    defaults: { memory: '448MiB', policy: 'bind', regions: ['shared'] },
    accept: { CPU09: 'every core computes; what else the host does takes turns with that' },
  };
  return {
    ...{ version: 1, baseline: 'none', phases: ['warm'], warmRuns: 1, replicates: 1, order: 'fixed' },
    accept: { EXP01: 'a test of the way' },
    layouts: [{ name: 'shared', layout }],
    workloads: JOBS.map(({ suite, runtime, launcher, ranks }) => ({
      ...{ suite: 'command', name: suite, launcher, mpi: 'openmpi', ranks },
      ...{ transport: 'shared', rankOrder: 'cyclic' },
      command: [`${ROOM}/${programName(suite, runtime)}`],
      environment: {
        ...suiteEnvironment(20_000),
        ...{ LD_PRELOAD: `${ROOM}/yield.so`, VMPART_NAP: '100' },
      },
    })),
    guest: { files: [`${ROOM}/yield.so`] },
    timeLimit: '15min',
  };
}
