import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { HostEntry, Lab, Probe } from '../../../src/lab/lab';
import type { MachineChoice } from '../../../src/lab/newFromFigure';
import { relativePath } from '../../../src/lab/relativePath';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';

async function builtIn(lab: Lab, id: string): Promise<MachineChoice> {
  return { machine: await lab.machine(id), from: 'builtIn', name: id };
}

async function errorsOf(lab: Lab, paths: readonly string[]): Promise<readonly string[]> {
  const checked = await Promise.all(paths.map((path) => lab.check(path)));
  return checked.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  );
}

describe('a new experiment from a figure', () => {
  it('lies in a folder of its own, and writes over nothing', async () => {
    const [lab, parent] = [createLab(labOptions()), temporaryFolder()];
    const choice = await builtIn(lab, 'rehearsal-4x2');
    const first = await lab.newFromFigure('figure-7', choice, parent);
    writeFileSync(first.experiment, 'mine');
    const second = await lab.newFromFigure('figure-7', choice, parent);
    expect([first, second].map(({ experiment }) => basename(dirname(experiment)))).toEqual([
      'figure-7-rehearsal-4x2',
      'figure-7-rehearsal-4x2-2',
    ]);
    expect(readFileSync(first.experiment, 'utf8')).toBe('mine');
    expect(await errorsOf(lab, [second.experiment, ...second.layouts])).toEqual([]);
    expect(second.layouts.map((path) => basename(path))).toContain('vms-4.vmlayout.json');
  });

  it('names a topology file of the workspace by its way there', async () => {
    const [lab, parent] = [createLab(labOptions()), temporaryFolder()];
    mkdirSync(join(parent, 'machines'));
    const file = join(parent, 'machines/quad.vmtopology.json');
    const topology = { version: 1, synthetic: 'pack:2 [numa] core:4 pu:2', memoryPerNode: '16GiB' };
    writeFileSync(file, JSON.stringify(topology));
    writeFileSync(join(parent, 'broken.vmtopology.json'), '{');
    const choices = await lab.machineChoices([file, join(parent, 'broken.vmtopology.json')]);
    const own = choices.filter(({ from }) => from === 'file');
    expect(own.map(({ name }) => name)).toEqual([file]);
    const made = await lab.newFromFigure('figure-2', own[0] as MachineChoice, parent);
    expect(readFileSync(made.layouts[0] ?? '', 'utf8')).toContain('"../machines/quad.vmtopology.json"');
    expect(await errorsOf(lab, [made.experiment, ...made.layouts])).toEqual([]);
  });

  it('writes the machine of a probed host beside its layouts', async () => {
    const plain = createLab(labOptions());
    const machine = await plain.machine('xeon-6248-2x20');
    const probe = { machine: { ...machine, id: 'probed' } } as Probe;
    const hosts: readonly HostEntry[] = [{ name: 'ssh:me@quad', kind: 'ssh', detail: '' }];
    const probes = { read: () => Promise.resolve(probe), write: () => Promise.resolve() };
    const lab = createLab(labOptions({}, { hosts: () => Promise.resolve(hosts), probes }));
    const choice = (await lab.machineChoices([])).find(({ from }) => from === 'probe');
    const made = await lab.newFromFigure('figure-12', choice as MachineChoice, temporaryFolder());
    const topology = join(dirname(made.experiment), 'ssh-me-quad.vmtopology.json');
    expect(existsSync(topology)).toBe(true);
    expect(await errorsOf(lab, [topology, made.experiment, ...made.layouts])).toEqual([]);
  });

  it('is refused with the reason where a machine cannot have it, and leaves nothing', async () => {
    const [lab, parent] = [createLab(labOptions()), temporaryFolder()];
    await expect(
      lab.newFromFigure('figure-2', await builtIn(lab, 'grace-1x72'), parent),
    ).rejects.toMatchObject({ message: expect.stringContaining('no two sockets') as string });
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe('the way from a folder to a file', () => {
  it.each([
    ['/w/a', '/w/quad.vmtopology.json', '../quad.vmtopology.json'],
    ['/w/a', '/w/a/quad.vmtopology.json', 'quad.vmtopology.json'],
    ['/w/a/b', '/x/q.json', '../../../x/q.json'],
    ['C:\\w\\a', 'C:\\w\\m\\q.json', '../m/q.json'],
    ['C:\\w', 'D:\\m\\q.json', 'D:\\m\\q.json'],
  ])('%s to %s is %s', (folder, file, way) => {
    expect(relativePath(folder, file)).toBe(way);
  });
});
