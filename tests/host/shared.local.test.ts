import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunState } from '../../src/core/journal/state';
import { everything } from '../support/everything';
import { canBoot } from './localGuests';
import {
  attemptOf,
  file,
  hasRuntimes,
  type Job,
  printed,
  type Ran,
  ran,
  runOf,
  sharing,
} from './sharedGuests';
import { type Suite, SUITES } from '../shared/suiteParts';
import { expectShared, suiteJob } from './sharedSuites';

// Stock MPI and OpenSHMEM programs that check what they do, in real guests of this machine, emulated, through a region.

const MIB = 2 ** 20;
const HOUR = 3_600_000;
const base = mkdtempSync(join(tmpdir(), 'vmpart-shared-guests-'));
const canRun = canBoot && hasRuntimes;
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Shape {
  readonly vms: number;
  readonly ranks: number;
  /** Of a message; from one rank to another they always go up to 4 MiB. */
  readonly mostBytes: number;
}

const MATRIX: readonly Shape[] = [
  { vms: 2, ranks: 2, mostBytes: 4 * MIB },
  { vms: 2, ranks: 4, mostBytes: 4 * MIB },
  { vms: 4, ranks: 4, mostBytes: 70_000 },
  { vms: 4, ranks: 8, mostBytes: 70_000 },
];

describe.skipIf(!canRun || !everything).each(MATRIX)('$ranks ranks in $vms guests, all suites', (shape) => {
  let all: Ran;
  it('are run', { timeout: HOUR }, async () => {
    const mostOf = ([, name]: Suite): number => (name === 'point' ? 4 * MIB : shape.mostBytes);
    const jobs = SUITES.map((suite) => suiteJob(suite, shape.ranks, mostOf(suite)));
    all = await ran(attemptOf(sharing(shape.vms, jobs, 900), base, `all-${shape.vms}-${shape.ranks}`));
    expect(all.code, all.said).toBe(0);
  });

  it.each(SUITES.map((suite, index) => ({ suite, name: suite.join(': '), index })))(
    '$name',
    ({ suite, index }) => {
      expectSuite(all, index, suite);
    },
  );

  it('leave nothing in the region', () => expectEmptyRegions(all));
});

/** For each runtime what it does most differently from the others: each program is started anew, which takes longest. */
const QUICK: readonly Suite[] = [
  ['mpich', 'onesided'],
  ['openmpi', 'point'],
  ['openshmem', 'shmem'],
];
const RANKS = 4;

/** Jobs that cannot go well. */
const WRONG = {
  full: {
    ...{ runtime: 'openmpi', program: ['grow'], ranks: RANKS },
    environment: { VMPART_REGION: 'narrow' },
  },
  otherWay: {
    ...{ runtime: 'mpich', program: ['forever', '1'], ranks: RANKS },
    environment: { UCX_TLS: 'posix,self,tcp' },
  },
  still: {
    ...{ runtime: 'openmpi', program: ['forever', '1'], ranks: RANKS },
    // Of scripts nothing is known before: what they start is their own.
    wrapped: () => ['sh', '-c', `exec ${file('still')}`],
  },
} as const satisfies Readonly<Record<string, Job>>;

describe.skipIf(!canRun)(`${RANKS} ranks in 2 guests`, () => {
  let all: Ran;
  /** Whatever its environment says to Open MPI: the launcher's words count. */
  const after: Job = {
    ...{ runtime: 'openmpi', program: ['forever', '1'], ranks: RANKS },
    environment: { OMPI_MCA_pml: 'ob1' },
  };
  const jobs = [...QUICK.map((suite) => suiteJob(suite, RANKS, 20_000)), ...Object.values(WRONG), after];
  const wrong = (name: keyof typeof WRONG): { readonly run: RunState; readonly said: string } => {
    const run = runOf(all, QUICK.length + Object.keys(WRONG).indexOf(name));
    return { run, said: printed(all, run) };
  };

  it('are run one job after the other', { timeout: HOUR }, async () => {
    all = await ran(attemptOf(sharing(2, jobs, 300), base, 'quick'));
    expect(all.code, all.said).toBe(0);
  });

  it.each(QUICK.map((suite, index) => ({ suite, name: suite.join(': '), index })))('$name', (one) => {
    expectSuite(all, one.index, one.suite);
  });

  it('fill a region: the job is aborted, and the message has the size that it takes', () => {
    const { run, said } = wrong('full');
    expect(run.state, said).toBe('failed');
    expect(said).toContain('running');
    expect(said).toMatch(/vmpart-shared: region narrow is full: .* give it a size of at least \d+ MiB/);
  });

  it('are told that data may go another way: they refuse', () => {
    const { run, said } = wrong('otherWay');
    expect(run.state, said).toBe('failed');
    expect(said).toMatch(/vmpart-shared: UCX_TLS=posix,self,tcp lets data go another way/);
  });

  it('are of a program that nothing can be added to: the run does not count', () => {
    const { run, said } = wrong('still');
    expect([run.state, said]).toEqual(['ok', 'a word\n'.repeat(RANKS)]);
    expect(run.marks).toEqual([
      expect.stringMatching(
        /^no rank of vm1, vm2 used region near although shared memory was asked for: .* over the network, 0 B through/,
      ),
    ]);
  });

  it('find the regions clean afterwards, and leave them so', () => {
    const run = runOf(all, jobs.length - 1);
    expect([run.state, run.marks], printed(all, run)).toEqual(['ok', []]);
    expectEmptyRegions(all);
  });
});

describe.skipIf(!canRun)('a program that nothing can be added to', () => {
  it('is told before anything is started', async () => {
    const job: Job = { runtime: 'mpich', program: ['forever'], ranks: RANKS, wrapped: () => [file('still')] };
    const { state, code } = await ran(attemptOf(sharing(2, [job], 60), base, 'still'));
    expect(code).toBe(4);
    expect(state.problems.map(({ what }) => what)).toEqual([
      expect.stringMatching(/still is statically linked \(.* through shared memory\)/),
    ]);
    expect(state.sessions).toEqual([]);
  });
});

/** The nth job was this suite, and all of it went well. */
function expectSuite(all: Ran, index: number, [, suite]: Suite): void {
  const run = runOf(all, index);
  expectShared(all.state, run, printed(all, run), suite);
}

/** Where they lay, and that nothing was in them in the end. */
function expectEmptyRegions({ state, said }: Ran): void {
  expect(state.problems).toEqual([]);
  const { regions = [] } = state.sessions[0] ?? {};
  const near = regions.filter(({ name }) => name === 'near');
  expect(near.filter(({ when }) => when === 'run')).toHaveLength(state.runs.length);
  for (const { nodes } of regions) expect(Object.keys(nodes)).toEqual(['0']);
  expect(regions.filter(({ when }) => when === 'end').map(({ leftBytes }) => leftBytes)).toEqual([0, 0]);
  expect(said).not.toMatch(/vmpart-host: (?!capture)/);
}
