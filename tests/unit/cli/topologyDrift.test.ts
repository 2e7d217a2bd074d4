import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder';
import { type Told, vmpart } from './runMain';

const PROBE = join(import.meta.dirname, '../../../src/payload/probe.sh');
const OTHER = `{
  "version": 1,
  "id": "mine",
  "title": "Mine", // as it was bought
  "synthetic": "pack:64 [numa] core:1 pu:1",
  "memoryPerNode": "3TiB",
  "reserved": { "memoryPerNode": "1GiB" },
}
`;

interface Topology {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly unknown[];
  readonly pus: readonly unknown[];
  readonly reserved?: unknown;
}

function shown({ stdout }: Told): Topology {
  return JSON.parse(stdout) as Topology;
}

async function here(folder: string): Promise<Topology> {
  writeFileSync(join(folder, 'capture.txt'), execFileSync('sh', [PROBE]));
  return shown(await vmpart(['topology', 'read', 'capture.txt', '--json'], folder));
}

const probe = (folder: string, ...words: string[]): Promise<Told> =>
  vmpart(['topology', 'probe', '--host', 'local', ...words], folder);

describe('vmpart topology probe', () => {
  it('says what differs from a topology, by its file or its id, and changes nothing', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'other.vmtopology.json');
    writeFileSync(file, OTHER);
    const { code, stdout } = await probe(folder, '--against', 'other.vmtopology.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^The host is not as \S+other\.vmtopology\.json says:\n {2}\d+ NUMA nodes? instead of 64\n/m,
    );
    expect(readFileSync(file, 'utf8')).toBe(OTHER);
    const builtIn = await probe(folder, '--against', 'epyc-9754-2x128');
    expect(builtIn.stdout).toMatch(/^The host is not as epyc-9754-2x128 says:$/m);
  });

  it('makes a topology file, and then finds no difference', async () => {
    const folder = temporaryFolder();
    const made = await probe(folder, '--update', 'here.vmtopology.json');
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^Made \S+here\.vmtopology\.json\.$/m);
    const again = await probe(folder, '--update', 'here.vmtopology.json');
    expect(again.stdout).toMatch(/^The host is as \S+here\.vmtopology\.json says\.$/m);
    expect(again.stdout).not.toMatch(/Updated|Made/);
    expect(await vmpart(['check', 'here.vmtopology.json'], folder)).toMatchObject({ code: 0, stdout: '' });
  });

  it("brings a file up to date and keeps what is its user's", async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'other.vmtopology.json');
    writeFileSync(file, OTHER);
    const told = await probe(folder, '--update', 'other.vmtopology.json', '--json');
    expect(told.code).toBe(0);
    // With --json nothing but the machine on stdout.
    expect(shown(told).id).not.toBe('mine');
    expect(told.stderr).toMatch(/instead of 64\n[^]*^Updated \S+other\.vmtopology\.json\.$/m);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"title": "Mine", // as it was bought');
    expect(text).not.toContain('synthetic');
    const after = shown(await vmpart(['topology', 'show', 'other.vmtopology.json', '--json'], folder));
    const { nodes, pus } = await here(folder);
    expect(after).toMatchObject({ id: 'mine', title: 'Mine', pus, reserved: { memoryPerNode: '1GiB' } });
    expect(after.nodes).toHaveLength(nodes.length);
  });

  it('tells what is wrong with the file afterwards', async () => {
    const folder = temporaryFolder();
    const reserved = OTHER.replace('"memoryPerNode": "1GiB"', '"pus": "63"');
    writeFileSync(join(folder, 'other.vmtopology.json'), reserved);
    const { code, stderr } = await probe(folder, '--update', 'other.vmtopology.json');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/other\.vmtopology\.json: The machine has no PU 63\./),
    ]);
  });

  it('does not write into what is no topology, or cannot be read', async () => {
    const folder = temporaryFolder();
    const wrong = await probe(folder, '--update', 'notes.txt');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/--update takes a file that ends in/),
    ]);
    expect(existsSync(join(folder, 'notes.txt'))).toBe(false);
    writeFileSync(join(folder, 'bad.vmtopology.json'), '{ "version": 1, ');
    const bad = await probe(folder, '--update', 'bad.vmtopology.json');
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringMatching(/Mend the topology first/)]);
    expect(readFileSync(join(folder, 'bad.vmtopology.json'), 'utf8')).toBe('{ "version": 1, ');
    const none = await probe(folder, '--against', 'gone.vmtopology.json');
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/There is no file/)]);
  });
});
