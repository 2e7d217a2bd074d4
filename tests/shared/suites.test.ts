import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readPairs } from '../../src/core/programs/readers/osu';
import { programName, type Runtime } from './compiledPrograms';
import { everything } from '../support/everything';
import { type Job, type Outcome, runJob } from './jobs';
import { PARTS, partsOf, SUITES } from './suiteParts';
import { missing, regionState, regionVerb, startVms, traffic, type Vms } from './vms';

// Stock MPI and OpenSHMEM programs that check what they do, between what stands for VMs.

const MIB = 1024 * 1024;

interface Shape {
  readonly vms: number;
  readonly ranks: number;
  /** Of a message. */
  readonly mostBytes: number;
}

const SHAPES: readonly Shape[] = [
  { vms: 2, ranks: 2, mostBytes: 4 * MIB },
  ...(everything
    ? [
        { vms: 2, ranks: 4, mostBytes: 4 * MIB },
        { vms: 4, ranks: 4, mostBytes: 4 * MIB },
      ]
    : []),
  { vms: 4, ranks: 8, mostBytes: everything ? 4 * MIB : 70_000 },
];

function jobOf(shape: Shape, runtime: Runtime, suite: string, transport: Job['transport']): Job {
  return {
    ...{ runtime, transport, program: programName(suite, runtime), ranks: shape.ranks, seconds: 240 },
    environment: { VMPART_MOST_BYTES: String(shape.mostBytes), SHMEM_SYMMETRIC_HEAP_SIZE: '64M' },
  };
}

/** Its major version; that of OpenSHMEM too. */
function openMpi(): number {
  const { stdout } = spawnSync('mpirun.openmpi', ['--version'], { encoding: 'utf8' });
  return Number(/\(Open MPI\) (\d+)/.exec(stdout)?.[1] ?? NaN);
}

function expectAllParts({ status, output }: Outcome, suite: string): void {
  expect({ status, ...partsOf(output) }, output).toEqual({
    status: 0,
    parts: PARTS[suite],
    wrong: undefined,
  });
}

describe.skipIf(missing() !== null).each(SHAPES)('$ranks ranks in $vms VMs with one region', (shape) => {
  let vms: Vms;
  beforeAll(async () => {
    vms = await startVms({ count: shape.vms, regionBytes: 2048 * MIB });
  });
  afterAll(() => vms.end());
  afterEach(() => {
    regionVerb('purge', vms.region);
  });

  test.each(SUITES)('%s: %s', async (runtime, suite) => {
    const before = traffic(vms);
    if (runtime === 'openshmem' && openMpi() >= 5) {
      const { status, output } = await runJob(vms, jobOf(shape, runtime, suite, 'shared'));
      expect(status, output).not.toBe(0);
      expect(output).toContain('stands still at locks');
      return;
    }
    expectAllParts(await runJob(vms, jobOf(shape, runtime, suite, 'shared')), suite);
    const after = traffic(vms);
    // What starts ranks, and their first words to each other: never what they send.
    expect(after.network - before.network).toBeLessThan(MIB + shape.ranks * 0.25 * MIB);
    expect(after.region).toBeGreaterThan(before.region);
    expect(regionState(vms)).toMatchObject({ usedBytes: 0, objects: 0 });
  });
});

describe.skipIf(missing() !== null)('the project’s own pairs of ranks', () => {
  test.each(['mpich', 'openmpi'] as const)('tell their times between VMs: %s', async (runtime) => {
    const vms = await startVms({ count: 2, regionBytes: 256 * MIB });
    onTestFinished(() => vms.end());
    for (const measure of ['latency', 'bandwidth']) {
      const { status, output } = await runJob(vms, {
        ...{ runtime, transport: 'shared', ranks: 4, program: programName('pairs', runtime) },
        arguments: [measure, '1', '16384'],
      });
      expect(status, output).toBe(0);
      const read = readPairs(output);
      expect(Object.keys(read?.values ?? {}).filter((key) => key.startsWith(measure))).toHaveLength(15);
      expect(read?.seconds).toBeGreaterThan(0);
    }
    const refused = await runJob(vms, {
      ...{ runtime, transport: 'shared', ranks: 2, program: programName('pairs', runtime) },
      arguments: ['latency', '8', '4'],
    });
    expect([refused.status === 0, refused.output]).toEqual([
      false,
      expect.stringContaining('pairs: sizes are from 1 to 64 MiB'),
    ]);
    expect(regionState(vms)).toMatchObject({ usedBytes: 0, objects: 0 });
  });
});

/** That the suites are right themselves: the same over the network. */
describe.skipIf(missing() !== null || !everything)('the same over the network', () => {
  let vms: Vms;
  const shape = { vms: 2, ranks: 4, mostBytes: 70_000 };
  beforeAll(async () => {
    vms = await startVms({ count: shape.vms, regionBytes: 64 * MIB });
  });
  afterAll(() => vms.end());

  test.each(SUITES.filter(([runtime]) => runtime !== 'openshmem'))('%s: %s', async (runtime, suite) => {
    expectAllParts(await runJob(vms, jobOf(shape, runtime, suite, 'network')), suite);
  });
});
