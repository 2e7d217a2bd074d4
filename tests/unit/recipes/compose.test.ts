import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allRecipes } from '../../../src/core/recipes/all';
import { compose, type Composed } from '../../../src/core/recipes/compose';
import { isRefused, type Recipe, type Refused } from '../../../src/core/recipes/recipe';
import { createLab } from '../../../src/lab/createLab';
import { labOptions } from '../../support/labOptions';

const FOLDER = '/nowhere';
const MADE_UP = `${FOLDER}/made-up.vmtopology.json`;
const machines = await createLab(labOptions()).machines();

/** Findings of everything that was written, as `FILE RULE severity`, but for what each experiment is said to take. */
async function found({ files }: Composed, texts: Readonly<Record<string, string>> = {}) {
  const own = Object.fromEntries(files.map(({ name, text }) => [`${FOLDER}/${name}`, text]));
  const lab = createLab(labOptions({ ...texts, ...own }));
  const checked = await Promise.all(Object.keys(own).map((path) => lab.check(path)));
  return checked.flatMap(({ path, findings }) =>
    findings
      .filter(({ rule }) => rule !== 'EXP03')
      .map(({ rule, severity, message }) => ({ severity, told: `${path} ${rule} ${message}` })),
  );
}

function errors(all: Awaited<ReturnType<typeof found>>): readonly string[] {
  return all.filter(({ severity }) => severity === 'error').map(({ told }) => told);
}

function recipe(id: string): Recipe {
  const one = allRecipes.find((each) => each.id === id);
  if (one === undefined) throw new Error(id);
  return one;
}

async function on(id: string, machine: string): Promise<Composed | Refused> {
  return compose(recipe(id), await createLab(labOptions()).machine(machine), machine);
}

async function texts(id: string, machine: string): Promise<Readonly<Record<string, string>>> {
  const composed = await on(id, machine);
  if (isRefused(composed)) throw new Error(composed.problem);
  return Object.fromEntries(composed.files.map(({ name, text }) => [name, text]));
}

describe.each(allRecipes.map(({ id }) => id))('%s', (id) => {
  it.each(machines.map(({ id: machine }) => machine))('has no error on %s', async (machine) => {
    const composed = await on(id, machine);
    if (isRefused(composed)) expect(composed.problem).toContain(machine);
    else expect(errors(await found(composed))).toEqual([]);
  });

  it.each(['barcelona-4x4', 'barcelona-2x4', 'nehalem-2x4', 'rehearsal-4x2'])(
    'has nothing to find on %s',
    async (machine) => {
      const composed = await on(id, machine);
      if (isRefused(composed)) throw new Error(composed.problem);
      expect(await found(composed)).toEqual([]);
    },
  );
});

describe('a made-up machine', () => {
  const topology = fc.record({
    packages: fc.integer({ min: 1, max: 5 }),
    nodes: fc.integer({ min: 1, max: 3 }),
    cores: fc.integer({ min: 1, max: 11 }),
    threads: fc.integer({ min: 1, max: 2 }),
    memoryPerNode: fc.constantFrom(undefined, '64MiB', '1GiB', '3GiB', '17GiB', '1TiB'),
    reserved: fc.constantFrom(undefined, { pus: '0' }, { pus: '0-1', memoryPerNode: '1GiB' }),
    figure: fc.constantFrom(...allRecipes.map(({ id }) => id)),
  });

  it('gets an experiment without errors, or is told why not', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(topology, async ({ packages, nodes, cores, threads, figure, ...rest }) => {
        const synthetic = `pack:${packages} group:${nodes} [numa] core:${cores} pu:${threads}`;
        const text = JSON.stringify({ version: 1, id: 'made-up', synthetic, ...rest });
        const machine = await createLab(labOptions({ [MADE_UP]: text })).machine(MADE_UP);
        const composed = compose(recipe(figure), machine, 'made-up.vmtopology.json');
        if (isRefused(composed)) {
          expect(composed.problem).toContain('made-up');
          expect(composed.remedy).not.toBe('');
          return;
        }
        written += 1;
        expect(errors(await found(composed, { [MADE_UP]: text }))).toEqual([]);
      }),
      { numRuns: 200, seed: 6 },
    );
    expect(written).toBeGreaterThan(60);
  }, 120_000);
});

describe('what is written', () => {
  it('cuts by a rule where one makes these VMs, with the PUs spelled out elsewhere', async () => {
    const regular = await texts('figure-7', 'barcelona-4x4');
    expect(regular['vms-4.vmlayout.json']).toContain('"partition": { "per": "node" }');
    expect(regular['vms-8.vmlayout.json']).toContain('"partition": { "per": "node", "count": 2 }');
    const threads = await texts('figure-7', 'power9-2x16-smt4');
    expect(threads['vms-2.vmlayout.json']).toContain('"vms": [');
  });

  it('has the classes and squares of the paper on its machine, and small classes on a small one', async () => {
    const paper = (await texts('figure-12', 'barcelona-4x4'))['figure-12.vmexperiment.json'] ?? '';
    expect(paper).toContain('"class": ["B", "C"]');
    expect(paper).toContain('"bt"');
    const small = (await texts('figure-12', 'rehearsal-4x2'))['figure-12.vmexperiment.json'] ?? '';
    expect(small).toContain('"class": ["S", "W"]');
    expect(small).not.toContain('"bt"');
    expect(small).toContain('BT and SP want a square number of ranks');
  });

  it('runs every width of figure 2 with its own ranks alone', async () => {
    const text = (await texts('figure-2', 'barcelona-4x4'))['figure-2.vmexperiment.json'] ?? '';
    expect(text).toContain('"factors": { "ranks": [4, 8, 16] }');
    expect(text.match(/"layout": "sockets-1"/g)).toHaveLength(2);
  });

  it('shares a region between the VMs of each cut, and takes it off their memory', async () => {
    const paper = await texts('figure-10', 'barcelona-4x4');
    expect(paper['figure-10.vmexperiment.json']).toContain(
      '"factors": { "transport": ["network", "shared"] }',
    );
    expect(paper['vms-4.vmlayout.json']).toContain(
      '"regions": { "shared": { "size": "512MiB", "node": 0 } }',
    );
    expect(paper['vms-4.vmlayout.json']).toContain('"defaults": { "memory": "6GiB", "regions": ["shared"] }');
    expect(paper['vms-1.vmlayout.json']).not.toContain('regions');
    expect((await texts('figure-7', 'barcelona-4x4'))['vms-4.vmlayout.json']).not.toContain('regions');
    const large = (await texts('figure-10', 'power9-2x16-smt4'))['vms-2.vmlayout.json'] ?? '';
    expect(large).toMatch(/"size": "512MiB", "node": 0/);
  });

  it('keeps off cores whose other thread is of the host', async () => {
    const topology = { version: 1, id: 'made-up', synthetic: 'pack:2 [numa] core:4 pu:2' };
    const reserved = { pus: '0,8', memoryPerNode: '1GiB' };
    const text = JSON.stringify({ ...topology, memoryPerNode: '32GiB', reserved });
    const machine = await createLab(labOptions({ [MADE_UP]: text })).machine(MADE_UP);
    const composed = compose(recipe('figure-12'), machine, 'made-up.vmtopology.json');
    if (isRefused(composed)) throw new Error(composed.problem);
    expect(composed.files[1]?.text).toContain('"pus": "2,4,10,12"');
    expect(await found(composed, { [MADE_UP]: text })).toEqual([]);
  });

  it('refuses a machine without edges, in words', async () => {
    expect(await on('figure-12', 'grace-1x72')).toEqual({
      problem:
        '"grace-1x72" has one socket and one NUMA node with free cores: there is no edge to cut it at.',
      remedy: 'Choose a machine with several sockets or NUMA nodes.',
    });
  });
});
