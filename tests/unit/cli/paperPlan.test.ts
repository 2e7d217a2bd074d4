import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

// Experiments of the size of the paper's (sections IV, VI and VIII): what `vmpart plan` counts, against counts that are
// derived here from the numbers alone.

const PROGRAMS = ['bt', 'cg', 'ep', 'ft', 'is', 'lu', 'mg', 'sp'];
const VMS = [1, 2, 4, 8, 16];
const ALL_VMS = 1 + 2 + 4 + 8 + 16;
const BLOCKS = 30;
const PHASES = 2;

async function planned(
  more: object,
): Promise<{ text: string; estimate: object; leftOut: readonly object[] }> {
  const folder = temporaryFolder();
  const document = {
    version: 1,
    layouts: VMS.map((vms) => ({
      name: `cut${vms}`,
      layout: { version: 1, machine: 'barcelona-4x4', partition: { vms } },
    })),
    workloads: [{ suite: 'npb', programs: PROGRAMS, class: 'A', directory: '/opt/npb', launcher: 'mpi' }],
    phases: ['cold', 'warm'],
    replicates: BLOCKS,
    ...more,
  };
  writeFileSync(join(folder, 'paper.vmexperiment.json'), JSON.stringify(document));
  const plan = (...options: readonly string[]) =>
    vmpart(['plan', 'paper.vmexperiment.json', '--host', 'local', ...options], folder);
  const { code, stdout, stderr } = await plan();
  expect([code, stderr]).toEqual([0, '']);
  const json = JSON.parse((await plan('--json')).stdout) as { estimate: object; leftOut: object[] };
  return { text: stdout, ...json };
}

describe('the paper as an experiment', () => {
  it('has a session for each program, cut and block, natively too', async () => {
    const { text, estimate, leftOut } = await planned({});
    const sessions = BLOCKS * PROGRAMS.length * (VMS.length + 1);
    const boots = BLOCKS * PROGRAMS.length * ALL_VMS;
    expect([sessions, boots]).toEqual([1440, 7440]);
    expect(estimate).toMatchObject({ blocks: BLOCKS, sessions, runs: PHASES * sessions, boots });
    expect(leftOut).toEqual([]);
    expect(text).toMatch(/^30 blocks, 1440 sessions, 2880 runs, 7440 VM boots, duration unknown/);
    expect(text).toMatch(/^the factor layout costs most: with one level a block has 16 sessions, 8 boots/m);
  });

  it('runs every program in one session a cut where only warm runs are wanted', async () => {
    const { estimate } = await planned({ phases: ['warm'] });
    const sessions = BLOCKS * (VMS.length + 1);
    const runs = BLOCKS * PROGRAMS.length * (VMS.length + 1) * PHASES;
    expect(estimate).toMatchObject({ sessions, runs, boots: BLOCKS * ALL_VMS });
  });

  it('with classes and OpenMP leaves threads to the uncut machine', async () => {
    const { text, estimate, leftOut } = await planned({
      factors: { class: ['S', 'A'], launcher: ['mpi', 'openmp'] },
    });
    const classes = 2;
    const mpi = PROGRAMS.length * classes * (VMS.length + 1);
    // Natively and in the one VM.
    const openmp = PROGRAMS.length * classes * 2;
    const boots = PROGRAMS.length * classes * (ALL_VMS + 1);
    expect(estimate).toMatchObject({
      sessions: BLOCKS * (mpi + openmp),
      runs: BLOCKS * (mpi + openmp) * PHASES,
      boots: BLOCKS * boots,
    });
    expect(leftOut).toHaveLength(PROGRAMS.length * classes * (VMS.length - 1));
    expect(text).toMatch(
      /^left out: OpenMP runs in one VM, and the layout has 2\.\n {2}cut2, bt, launcher=openmp, class=S$/m,
    );
  });

  it('on half of the cores leaves out what needs a square of ranks', async () => {
    const { estimate, leftOut } = await planned({ factors: { ranks: [8, 16] } });
    const squares = 2;
    const cells = (2 * PROGRAMS.length - squares) * (VMS.length + 1);
    expect(estimate).toMatchObject({ sessions: BLOCKS * cells, runs: BLOCKS * cells * PHASES });
    expect(leftOut).toHaveLength(squares * (VMS.length + 1));
  });

  it('with settings of the host and of the guests multiplies native sessions by the former alone', async () => {
    const { estimate, text } = await planned({
      factors: { 'host.ksm': ['on', 'off'], 'guest.thp': ['always', 'never'], nic: ['virtio', 'rtl8139'] },
    });
    const sessions = PROGRAMS.length * 2 * (1 + VMS.length * 2 * 2);
    expect(estimate).toMatchObject({
      sessions: BLOCKS * sessions,
      boots: BLOCKS * PROGRAMS.length * 2 * 2 * 2 * ALL_VMS,
    });
    expect(text).toMatch(/^root verbs: drop-caches, compact-memory, set-ksm$/m);
    expect(text).toMatch(/sudoers: .*vmpart-root set-ksm \*,/);
  });
});
