import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { vmpart } from './runMain';

const PAPER = ['advise', '--topology', 'barcelona-4x4', '--workload', 'sp.B', '--quick'] as const;

interface Data {
  readonly origin: string;
  readonly cuts: readonly {
    readonly title: string;
    readonly vms: readonly string[];
    readonly lost: { readonly chance: number };
  }[];
  readonly family: readonly { readonly vms: readonly string[]; readonly mean: { readonly value: number } }[];
  readonly space: { readonly isExact: boolean; readonly gap: number };
  readonly experiment: readonly { readonly program: string; readonly blocks: number | null }[];
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-advise-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('vmpart advise', () => {
  it("names one VM a socket with shared memory on the paper's machine, and what two and four would lose", async () => {
    const { code, stdout, stderr } = await vmpart([...PAPER, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { origin, cuts, family, space } = JSON.parse(stdout) as Data;
    expect(origin).toBe('predicted');
    expect(space).toMatchObject({ isExact: true, gap: 0 });
    expect(cuts[0]).toMatchObject({
      title: '4 VMs, 1 on each node, shared memory',
      vms: ['0-3', '4-7', '8-11', '12-15'],
    });
    expect(family.map(({ vms }) => vms.length)).toEqual([1, 4, 8, 16]);
    const [wide = 0, one = 0, two = 0, four = 0] = family.map(({ mean }) => mean.value);
    expect(one).toBeLessThan(two);
    expect(two).toBeLessThan(four);
    expect(four).toBeLessThan(wide);
    expect(cuts[1]?.lost.chance).toBeGreaterThan(0.9);
  });

  it('writes layouts and an experiment that the checker has nothing to say against', async () => {
    const folder = temporaryFolder();
    const written = await vmpart([...PAPER, '--top', '2', '--write', 'out'], folder);
    expect(written.code).toBe(0);
    expect(written.stdout).toMatch(/^Predicted, not measured: /);
    const names = readdirSync(join(folder, 'out'));
    expect(names.sort()).toEqual([
      'tell-apart.vmexperiment.json',
      'vms-4-shared.vmlayout.json',
      'vms-8-shared.vmlayout.json',
    ]);
    const checked = await vmpart(['check', ...names.map((name) => `out/${name}`), '--strict'], folder);
    expect(checked.stdout.split('\n').filter((line) => line !== '' && !line.includes('EXP03'))).toEqual([]);
    expect(checked.code).toBe(0);
    const again = await vmpart([...PAPER, '--top', '2', '--write', 'out'], folder);
    expect([again.code, again.stderr.includes('already')]).toEqual([2, true]);
  });

  it('tells cuts of different transports apart in one experiment', async () => {
    const folder = temporaryFolder();
    const words = [
      'advise',
      '--topology',
      'rehearsal-4x2',
      '--workload',
      'ep.S',
      '--quick',
      '--vms',
      '2',
      '--isolated',
    ];
    const { code } = await vmpart([...words, '--top', '4', '--write', '.'], folder);
    expect(code).toBe(0);
    const text = readFileSync(join(folder, 'tell-apart.vmexperiment.json'), 'utf8');
    expect(text).toContain('"transport": ["shared", "network"]');
    for (const name of readdirSync(folder)) {
      const { stdout } = await vmpart(['check', name], folder);
      expect(stdout).not.toContain(' error ');
    }
  });

  it('says what it does not know', async () => {
    const told = async (...words: readonly string[]): Promise<string> => {
      const { code, stderr } = await vmpart(['advise', ...words]);
      expect(code).toBe(2);
      return stderr;
    };
    const on = ['--topology', 'barcelona-2x4'] as const;
    expect(await told(...on)).toContain('--workload is missing');
    expect(await told(...on, '--workload', 'xy.C')).toContain('"xy.C" is no program');
    expect(await told(...on, '--workload', 'bt.B')).toContain('Nothing is known of bt.B with 8 ranks');
    expect(await told(...on, '--workload', 'cg.S', '--vms', '3')).toContain('No cut of "barcelona-2x4"');
    expect(await told(...on, '--workload', 'cg.S', '--vms', '4..2')).toContain('--vms takes');
    expect(await told(...on, '--workload', 'cg.S', '--memory', 'near')).toContain('--memory takes');
    expect(await told(...on, '--workload', 'cg.S', '--phase', 'hot')).toContain('--phase takes');
  });
});
