import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState } from '../../src/core/journal/state';
import { everything } from '../support/everything';
import { leaveMachine, machineTurn } from '../support/machineTurn';
import { vmpart } from '../support/vmpart';
import { installHolder, onRehearsed, onSoundGuests } from './rehearsed';

// Faults that a real KVM gets from a real guest, on an emulated host (AMD, nested paging), against the pages that a
// program touches and the faults of the vCPU threads.

const MACHINE = 'rehearsal-4x2';
const PAGES_A_MIB = 256;
/** MiB that each of two ranks holds, and that they hold together. */
const HELD = 80;
const SHARED = 16;
let folder: string;
let endTurn: () => Promise<void>;

beforeAll(async () => {
  endTurn = await machineTurn(MACHINE);
  folder = mkdtempSync(join(tmpdir(), 'vmpart-kvm-faults-'));
  const up = await vmpart(['rehearse', 'up', '--topology', MACHINE]);
  expect(up.stderr + up.stdout).toContain('runs');
  await installHolder(MACHINE, folder);
});

afterAll(async () => {
  await leaveMachine(MACHINE);
  await endTurn();
  rmSync(folder, { recursive: true, force: true });
});

/** One VM on node 2, one run after another. */
async function counted(phases: readonly string[]): Promise<AttemptState> {
  const experiment = join(folder, 'faults.vmexperiment.json');
  const accept = { NUM01: 'what is asked here', CPU05: 'a test' };
  const vms = [{ name: 'vm0', pus: '4-5', memory: '512MiB' }];
  const document = {
    ...{ version: 1, baseline: 'none', phases, warmRuns: 1, replicates: 1, order: 'fixed' },
    accept: { EXP01: 'a test of the way' },
    layouts: [{ name: 'bound', layout: { version: 1, machine: MACHINE, vms, accept } }],
    workloads: [
      {
        ...{ suite: 'command', name: 'holds', launcher: 'mpi', mpi: 'openmpi', ranks: 2 },
        command: ['/opt/holder', '2', String(SHARED), String(HELD), String(HELD)],
        time: { pattern: 'touched in ([0-9.]+) s', unit: 's' },
      },
    ],
    // A fault of the host is then one of 4 KiB.
    factors: { 'host.thp': ['never'], 'host.numaBalancing': ['off'] },
    collect: ['faults', 'kvmFaults'],
  };
  writeFileSync(experiment, JSON.stringify(document));
  const ended = await onSoundGuests(['run', experiment, '--host', `rehearsal:${MACHINE}`, '--json']);
  const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
  const journal = join(results, readdirSync(results).sort().at(-1) ?? '', 'journal.jsonl');
  const { state } = readJournal(readFileSync(journal, 'utf8'));
  expect(`${state.state} ${ended.stderr}`).toContain('finished');
  return state;
}

describe.runIf(everything)('faults in KVM', () => {
  let state: AttemptState;

  beforeAll(async () => {
    state = await counted(['cold', 'warm']);
  });

  const countersOf = (which: number): Readonly<Record<string, number>> =>
    state.runs[which]?.collected.counters.find(({ vm }) => vm === 'vm0')?.counters ?? {};

  it('are at least the pages that a cold run touches first, and agree with the faults of vCPU threads', () => {
    expect(state.missing).toEqual([]);
    const { kvmRamFaults = 0, kvmRamWriteFaults = 0, vcpuMinorFaults = 0 } = countersOf(0);
    const pages = (2 * HELD + SHARED) * PAGES_A_MIB;
    // Booting has left a few of them mapped already.
    expect(kvmRamFaults).toBeGreaterThan(0.9 * pages);
    expect(kvmRamWriteFaults).toBeGreaterThan(0.9 * pages);
    expect(kvmRamWriteFaults).toBeLessThanOrEqual(kvmRamFaults);
    // QEMU's own pages fault in vCPU threads alone; pages that it has already, and pages of two vCPUs, in KVM alone.
    expect(Math.abs(kvmRamFaults - vcpuMinorFaults)).toBeLessThan(0.05 * pages + 2000);
  });

  it('are fewer when the memory has been touched before', () => {
    const [cold, warm] = [countersOf(0)['kvmRamFaults'] ?? 0, countersOf(1)['kvmRamFaults'] ?? 0];
    expect(warm).toBeGreaterThan(0);
    expect(warm).toBeLessThan(0.5 * cold);
  });

  it('are told of devices apart', () => {
    // What the guest sends through its network interface is an access to a device each.
    expect(countersOf(0)['kvmMmioFaults']).toBeGreaterThan(0);
    expect(countersOf(0)['kvmShadowFaults']).toBeUndefined();
  });

  it('mark no run, and leave no counter behind', async () => {
    for (const { marks } of state.runs) expect(marks).toEqual([]);
    const left = await onRehearsed(MACHINE, 'pgrep -c vmpart-host');
    expect(left.stdout).toBe('0\n');
  });
});
