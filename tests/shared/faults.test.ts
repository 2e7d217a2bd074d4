import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { everything } from '../support/everything';
import { programName, type Runtime } from './compiledPrograms';
import { type Job, type Outcome, runJob, startJob } from './jobs';
import { cleared, said } from './ending';
import {
  killVm,
  missing,
  regionState,
  regionVerb,
  signalVm,
  startVms,
  type Vms,
  type VmsWanted,
} from './vms';

// What goes wrong with a region or beside it: a clear word, no hang, and nothing left.

const MIB = 1024 * 1024;
const EACH: readonly Runtime[] = ['mpich', 'openmpi'];
/** For how long a VM stands still, seconds. */
const PAUSED = everything ? 60 : 4;

async function vmsFor(wanted: Partial<VmsWanted> = {}): Promise<Vms> {
  const vms = await startVms({ count: 2, regionBytes: 512 * MIB, ...wanted });
  onTestFinished(() => vms.end());
  return vms;
}

function jobOf(runtime: Runtime, suite: string, more: Partial<Job> = {}): Job {
  return {
    runtime,
    program: programName(suite, runtime),
    ranks: 4,
    transport: 'shared',
    seconds: 60,
    ...more,
  };
}

/** It failed by itself, with these words. */
function expectRefusal(outcome: Outcome, words: RegExp): void {
  expect(outcome.status, outcome.output).not.toBe(0);
  expect([124, 137], outcome.output).not.toContain(outcome.status);
  expect(outcome.output).toMatch(words);
}

function expectEmpty(vms: Vms): void {
  expect(regionState(vms)).toMatchObject({ usedBytes: 0, objects: 0 });
}

describe.skipIf(missing() !== null)('a region', () => {
  test.each(EACH)('that is too small from the beginning: %s', async (runtime) => {
    const vms = await vmsFor({ regionBytes: 12 * MIB });
    const outcome = await runJob(vms, jobOf(runtime, 'point'));
    expectRefusal(outcome, /vmpart-shared: region sh is full: .* give it a size of at least \d+ MiB/);
    cleared(vms);
    expectEmpty(vms);
  });

  test.each(EACH)('that becomes full in the middle of a job: %s', async (runtime) => {
    const vms = await vmsFor({ regionBytes: 192 * MIB });
    const outcome = await runJob(vms, jobOf(runtime, 'grow'));
    expect(outcome.output).toContain('running');
    expectRefusal(outcome, /vmpart-shared: region sh is full: .* The job is aborted/);
    cleared(vms);
    expectEmpty(vms);
    expect((await runJob(vms, jobOf(runtime, 'forever', { arguments: ['1'] }))).status).toBe(0);
  });

  test('that one VM does not have', async () => {
    const vms = await vmsFor({ without: ['vm2'] });
    for (const runtime of EACH) {
      expectRefusal(await runJob(vms, jobOf(runtime, 'point')), /vmpart-shared: .*\bsh\b/);
      cleared(vms);
    }
    expectEmpty(vms);
  });

  test('that two jobs use at once', async () => {
    const vms = await vmsFor();
    const both = await Promise.all(
      EACH.map((runtime) => runJob(vms, jobOf(runtime, 'communicators', { ranks: 2 }))),
    );
    for (const { status, output } of both) expect(status, output).toBe(0);
    expectEmpty(vms);
  });
});

describe.skipIf(missing() !== null)('a VM', () => {
  test.each(EACH)('that dies in the middle of a job: %s', async (runtime) => {
    const vms = await vmsFor({ count: 3 });
    const job = startJob(vms, jobOf(runtime, 'forever', { ranks: 3 }));
    await said(job, 'running');
    killVm(vms, 'vm3');
    regionVerb('evict', vms.region, '3');
    cleared(vms, ['vm1', 'vm2']);
    expect((await job.ended).status).not.toBe(0);
    expectEmpty(vms);
    const after = jobOf(runtime, 'forever', { ranks: 2, vms: ['vm1', 'vm2'], arguments: ['1'] });
    const { status, output } = await runJob(vms, after);
    expect(status, output).toBe(0);
    expectEmpty(vms);
  });

  test.each(EACH)('that stands still for a while: %s', async (runtime) => {
    const vms = await vmsFor();
    const job = startJob(
      vms,
      jobOf(runtime, 'forever', { arguments: [String(PAUSED + 4)], seconds: PAUSED + 60 }),
    );
    await said(job, 'running');
    signalVm(vms, 'vm2', 'SIGSTOP');
    await pause(PAUSED * 1000);
    signalVm(vms, 'vm2', 'SIGCONT');
    const { status, output } = await job.ended;
    expect(status, output).toBe(0);
    expectEmpty(vms);
  });
});

describe.skipIf(missing() !== null)('a runtime', () => {
  test('that was told not to use UCX', async () => {
    const vms = await vmsFor();
    const words: Job['words'] = (all) =>
      all.map((word) => (word === 'ucx' ? 'ob1' : word === 'self' ? 'self,tcp' : word));
    expectRefusal(await runJob(vms, jobOf('openmpi', 'point', { words })), /vmpart-shared: .*UCX/);
    cleared(vms);
    expectEmpty(vms);
  });

  test('whose UCX may go another way', async () => {
    const vms = await vmsFor();
    for (const runtime of EACH) {
      const environment = { UCX_TLS: 'posix,self,tcp' };
      const outcome = await runJob(vms, jobOf(runtime, 'point', { environment }));
      expectRefusal(outcome, /vmpart-shared: UCX_TLS=posix,self,tcp lets data go another way/);
      cleared(vms);
    }
    expectEmpty(vms);
  });
});
