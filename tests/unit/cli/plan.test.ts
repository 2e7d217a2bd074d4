import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../support/temporaryFolder';
import { EXPERIMENT } from './preparedAttempt';
import { vmpart } from './runMain';

const NAME = 'x.vmexperiment.json';
const ROOT_SCRIPT = readFileSync(join(import.meta.dirname, '../../../src/payload/lib/root.sh'), 'utf8');

const folderOf = (text: string): string => folderWith({ [NAME]: text });

describe('vmpart plan', () => {
  it('says how much it is, what root is needed for, and what the bundle holds', async () => {
    const { code, stdout, stderr } = await vmpart(['plan', NAME, '--host', 'local'], folderOf(EXPERIMENT));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^2 blocks, 4 sessions, 4 runs, 8 VM boots, duration unknown/);
    expect(stdout).toMatch(/^plan [0-9a-f]{16}$/m);
    expect(stdout).toMatch(/^root verbs: drop-caches, compact-memory$/m);
    for (const file of ['run.sh', 'plan.json', 'vms/four/vm3.sh', 'programs/w1/native.sh']) {
      expect(stdout).toContain(`  ${file}\n`);
    }
  });

  it('tells to install and to grant what the library on the host will call', async () => {
    const { stdout } = await vmpart(['plan', NAME, '--host', 'local'], folderOf(EXPERIMENT));
    const script = /ROOT_SCRIPT=(\S+)/.exec(ROOT_SCRIPT)?.[1] ?? 'none';
    const asks = /sudo -n "\$ROOT_SCRIPT" ([a-z -]+) >/.exec(ROOT_SCRIPT)?.[1] ?? 'none';
    expect(stdout).toMatch(new RegExp(`install: .* ${script}$`, 'm'));
    for (const verb of ['drop-caches', 'compact-memory', asks]) {
      expect(stdout).toMatch(new RegExp(`sudoers: .*${script} ${verb}(,|$)`, 'm'));
    }
  });

  it('tells to grant the verbs for control groups with what they are called with', async () => {
    const collecting = EXPERIMENT.replace('{', '{ "collect": ["numaStat"],');
    const { stdout } = await vmpart(['plan', NAME, '--host', 'local'], folderOf(collecting));
    expect(stdout).toMatch(/^root verbs: drop-caches, compact-memory, make-group, remove-group$/m);
    expect(stdout).toMatch(/vmpart-root make-group \*, \S+ remove-group \*,/);
  });

  it('tells to grant what counts faults in KVM, without which runs go on', async () => {
    const collecting = EXPERIMENT.replace('{', '{ "collect": ["kvmFaults"],');
    const { stdout } = await vmpart(['plan', NAME, '--host', 'local'], folderOf(collecting));
    expect(stdout).toMatch(/vmpart-root show-fault-event, \S+ set-perf-paranoid \*,/);
    expect(stdout).toContain('without this, they are left out and the journal says so');
    const setting = collecting.replace('{', '{ "factors": { "host.ksm": ["on"] },');
    const { stdout: also } = await vmpart(['plan', NAME, '--host', 'local'], folderOf(setting));
    expect(also).toContain('without this, nothing is started');
  });

  it('--json holds the same', async () => {
    const { stdout } = await vmpart(['plan', NAME, '--host', 'local', '--json'], folderOf(EXPERIMENT));
    expect(JSON.parse(stdout)).toMatchObject({
      planHash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      estimate: { blocks: 2, sessions: 4, runs: 4, boots: 8, seconds: null },
      rootVerbs: ['drop-caches', 'compact-memory'],
      files: expect.arrayContaining(['run.sh', 'needs', 'attempt.env']) as string[],
    });
  });

  it('--out writes what would travel, executable where it is a program', async () => {
    const folder = folderOf(EXPERIMENT);
    const { code, stdout } = await vmpart(['plan', NAME, '--host', 'local', '--out', "it's here"], folder);
    expect(code).toBe(0);
    expect(stdout).toContain("written to it's here\n");
    expect(stdout).toContain(`'it'\\''s here/bin/vmpart-root'`);
    const bundle = join(folder, "it's here");
    expect(readdirSync(bundle)).toEqual(expect.arrayContaining(['probe.sh', 'run.sh', 'plan.json', 'vms']));
    expect(statSync(join(bundle, 'run.sh')).mode & 0o111).toBe(0o111);
    expect(statSync(join(bundle, 'plan.json')).mode & 0o111).toBe(0);
  });

  it.each([
    [
      EXPERIMENT.replace('rehearsal-4x2', 'cray-1'),
      1,
      /x\.vmexperiment\.json:4:\d+: \w+ No built-in machine is named "cray-1"/,
    ],
    [
      EXPERIMENT.replace('640MiB', '640GiB'),
      1,
      /x\.vmexperiment\.json:5:\d+: MEM01 .*vmpart check lists all/,
    ],
    [EXPERIMENT.replace('"seed": 1', '"seed": '), 2, /x\.vmexperiment\.json:\d+:\d+: SYNTAX /],
    [EXPERIMENT.replace('"four"', '"a b"'), 1, /x\.vmexperiment\.json:3:\d+: SCHEMA /],
  ])(
    'refuses a document with errors %#: the first with its place, and what to do',
    async (text, exit, says) => {
      const folder = folderOf(text);
      const { code, stdout, stderr } = await vmpart(
        ['plan', NAME, '--host', 'local', '--out', 'bundle'],
        folder,
      );
      expect([code, stdout]).toEqual([exit, '']);
      expect(stderr).toMatch(says);
      expect(existsSync(join(folder, 'bundle'))).toBe(false);
    },
  );

  it('names hosts that can be had when one is unknown', async () => {
    const { code, stderr } = await vmpart(['plan', NAME, '--host', 'quad'], folderOf(EXPERIMENT));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^There is no host "quad"\. Use one of your hosts file \(\S+hosts\.json\), local, /,
    );
  });

  it('says when the folder cannot be written', async () => {
    const folder = folderOf(EXPERIMENT);
    const { code, stderr } = await vmpart(['plan', NAME, '--host', 'local', '--out', NAME], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /x\.vmexperiment\.json\S* (is not|lies below something that is no folder|is there already)/,
    );
  });

  it('takes an experiment, and no layout', async () => {
    const folder = folderOf(EXPERIMENT);
    writeFileSync(join(folder, 'x.vmlayout.json'), '{}');
    mkdirSync(join(folder, 'f.vmexperiment.json'));
    const layout = await vmpart(['plan', 'x.vmlayout.json', '--host', 'local'], folder);
    expect(layout).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not an experiment') as string,
    });
    const made = await vmpart(['plan', 'f.vmexperiment.json', '--host', 'local'], folder);
    expect(made).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') as string });
  });
});
