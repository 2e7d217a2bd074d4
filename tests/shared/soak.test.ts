import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../../src/core/experiment/random';
import { programName } from './compiledPrograms';
import { cleared, said } from './ending';
import { runJob, startJob } from './jobs';
import { missing, processesOf, regionState, regionVerb, startVms, type Vms } from './vms';

// Jobs one after the other in one region, each struck at a random moment: nothing may add up, and the next one must run.
// VMPART_SOAK says how many, VMPART_SOAK_SEED which moments.

const MIB = 1024 * 1024;
const JOBS = Number(process.env['VMPART_SOAK'] ?? '10');
const random = seededRandom(Number(process.env['VMPART_SOAK_SEED'] ?? '1'));

/** Who is killed: nobody, one rank, all ranks, all of a VM, or what started the ranks. */
const STRIKES = ['nobody', 'rank', 'ranks', 'vm', 'launcher'] as const;
const RUNTIMES = ['mpich', 'openmpi'] as const;

/** What has always a member. */
function one<T>(list: readonly [T, ...T[]] | readonly T[]): T {
  const item = list[random(list.length)];
  if (item === undefined) throw new Error('There is none.');
  return item;
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function named(vms: Vms, pattern: RegExp): readonly number[] {
  return vms.names.flatMap((name) => processesOf(vms, name)).filter((pid) => pattern.test(nameOf(pid)));
}

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

function strike(vms: Vms, whom: (typeof STRIKES)[number]): void {
  const ranks = named(vms, /^forever/);
  if (whom === 'rank' && ranks.length > 0) kill([one(ranks)]);
  if (whom === 'ranks') kill(ranks);
  if (whom === 'launcher') kill(named(vms, /^mpi(run|exec)/));
  if (whom !== 'vm') return;
  // Its first process stays, so that it can be logged into again: it has booted anew, as the host tells the region.
  const vm = one(vms.names);
  kill(processesOf(vms, vm).filter((pid) => pid !== vms.firsts.get(vm)));
  regionVerb('evict', vms.region, String(vms.names.indexOf(vm) + 1));
  regionVerb('admit', vms.region, String(vms.names.indexOf(vm) + 1), vm);
}

async function struckJob(vms: Vms): Promise<string> {
  const runtime = one(RUNTIMES);
  const whom = one(STRIKES);
  const ranks = 2 + random(3);
  const milliseconds = random(1500);
  const job = startJob(vms, {
    ...{ runtime, ranks, transport: 'shared', program: programName('forever', runtime), seconds: 90 },
    arguments: ['1'],
  });
  // Half of them are struck while they start.
  if (random(2) === 0) await said(job, 'running');
  await pause(milliseconds);
  strike(vms, whom);
  const isOver = await Promise.race([job.ended.then(() => true), pause(15_000, false)]);
  const left = cleared(vms);
  const { status, output } = await job.ended;
  if (whom === 'nobody') expect([status, left], output).toEqual([0, 0]);
  expect(regionState(vms), output).toMatchObject({ usedBytes: 0, objects: 0 });
  return `${whom}, ${runtime}: ${isOver ? 'ended by itself' : 'was ended'}${left > 0 ? `, left ${left} bytes` : ''}`;
}

describe.skipIf(missing() !== null)('a region', () => {
  test(
    `is empty after each of ${JOBS} jobs`,
    async () => {
      const vms = await startVms({ count: 2, regionBytes: 256 * MIB });
      onTestFinished(() => vms.end());
      const ends: string[] = [];
      for (let job = 0; job < JOBS; job += 1) ends.push(await struckJob(vms));
      const after = { runtime: 'openmpi', transport: 'shared', ranks: 4, arguments: ['1'] } as const;
      const { status, output } = await runJob(vms, { ...after, program: programName('forever', 'openmpi') });
      expect(status, output).toBe(0);
      for (const [end, count] of counted(ends)) console.log(`${count} x ${end}`);
    },
    60_000 + JOBS * 120_000,
  );
});

/** How often each way to end was seen; numbers of bytes are left out. */
function counted(ends: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const end of ends.map((text) => text.replace(/\d+ bytes/, 'something')))
    counts.set(end, (counts.get(end) ?? 0) + 1);
  return counts;
}
