import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { Lab } from '../../../src/lab/lab';
import type { LabOptions } from '../../../src/lab/options';
import { EXPERIMENT, preparedAttempt } from '../cli/preparedAttempt';
import { vmpart } from '../cli/runMain';
import { capturedMemory, MEMORY_ATTEMPT } from '../../support/capturedMemory';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';

const LAYOUT = `{
  "version": 1, "machine": "rehearsal-4x2",
  "partition": { "per": "node" }, "defaults": { "memory": "640MiB", "policy": "bind" }
}
`;

/** The prepared attempt with its layout in a file of its own, named relative to the experiment. */
async function ranIn(folder: string, file: string, origin = 'measured'): Promise<string> {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, LAYOUT);
  const inline = EXPERIMENT.slice(
    EXPERIMENT.indexOf('{ "name": "four"'),
    EXPERIMENT.indexOf('],\n  "workloads"'),
  );
  const named = `{ "name": "four", "layout": "${file}" }`;
  await preparedAttempt(folder, EXPERIMENT.replace(inline, named), origin);
  return path;
}

const JOURNAL = 'x.vmresults/20260102T030405Z-local-0badcafe/journal.jsonl';

async function notes(lab: Lab, path: string, text = LAYOUT): Promise<readonly unknown[]> {
  const drawn = await lab.picture.view(path, text);
  if (drawn.kind === 'notDrawn') throw new Error(drawn.message);
  return [drawn.view.notes, drawn.view.scenes[0]?.vms.map((vm) => vm.note)];
}

const VM_NOTES = [{ origin: 'measured', text: 'vCPUs on 3' }, null, null, null];

describe('what was found for a layout', () => {
  it('stands at its picture, and at its VMs where they were found', async () => {
    const path = await ranIn(temporaryFolder(), 'cuts/four.vmlayout.json');
    expect(await notes(createLab(labOptions()), path)).toEqual([
      [{ origin: 'measured', text: '+14.9 % against native, cold (x)' }],
      VM_NOTES,
    ]);
  });

  it('is marked with its origin', async () => {
    const path = await ranIn(temporaryFolder(), 'four.vmlayout.json', 'rehearsed');
    const [found] = await notes(createLab(labOptions()), path);
    expect(found).toMatchObject([{ origin: 'rehearsed' }]);
  });

  it('is not said of another cut under the same name, nor of what cannot be read', async () => {
    const folder = temporaryFolder();
    const path = await ranIn(folder, 'four.vmlayout.json');
    const none = [[], [null, null, null, null]];
    const lab = createLab(labOptions());
    expect(await notes(lab, path, LAYOUT.replace('640', '512'))).toEqual(none);
    expect(await notes(lab, path, LAYOUT.replace('{\n', '{ // the same\n'))).not.toEqual(none);
    writeFileSync(join(folder, JOURNAL, '../plan.json'), '{}');
    expect(await notes(createLab(labOptions()), path)).toEqual(none);
  });

  it('is read again when the journal has grown, and not before', async () => {
    const folder = temporaryFolder();
    const path = await ranIn(folder, 'four.vmlayout.json');
    const reads = { plan: 0, journal: 0 };
    const { files, ...options } = labOptions();
    const counted: LabOptions = {
      ...options,
      files: {
        ...files,
        readText: (file) => {
          if (file.endsWith('plan.json')) reads.plan++;
          return files.readText(file);
        },
        readBytes: (file, ...range) => {
          if (file.endsWith('journal.jsonl')) reads.journal++;
          return files.readBytes(file, ...range);
        },
      },
    };
    const lab = createLab(counted);
    await notes(lab, path);
    const once = { ...reads };
    expect(once.journal).toBeGreaterThan(0);
    await notes(lab, path, LAYOUT.replace('{\n', '{ // typed\n'));
    expect(reads).toEqual(once);
    const mark = await lab.picture.mark(path);
    expect(await lab.picture.mark(path)).toBe(mark);
    appendFileSync(join(folder, JOURNAL), '\n');
    expect(await lab.picture.mark(path)).not.toBe(mark);
    expect(reads, 'a mark looks at sizes').toEqual(once);
    await notes(lab, path);
    expect(reads.journal).toBeGreaterThan(once.journal);
    expect(reads.plan, 'a plan never changes').toBe(once.plan);
  });
});

/** What the picture says of the nodes' memory that was found, and the last line about the whole. */
async function found(lab: Lab, path: string): Promise<readonly [readonly (string | null)[], unknown]> {
  const drawn = await lab.picture.view(path, readFileSync(path, 'utf8'));
  if (drawn.kind === 'notDrawn') throw new Error(drawn.message);
  const { scenes, notes: all } = drawn.view;
  return [scenes[0]?.memory.map(({ measured }) => measured?.label ?? null) ?? [], all.at(-1)];
}

describe('where the memory of a layout was found', () => {
  const note = (when: string) => ({
    origin: 'rehearsed',
    text: `thin bars: memory read ${when}, ${MEMORY_ATTEMPT} (technique=none)`,
  });

  it('is that of the last reading, with the run after which it was read', async () => {
    const [bars, last] = await found(createLab(labOptions()), capturedMemory(temporaryFolder()).path);
    expect(last).toEqual(note('after run 3 of 3'));
    expect(bars).toEqual([
      'rehearsed: vm0 94.0 MiB (98566144 bytes)',
      'rehearsed: vm0 110.0 MiB (115343360 bytes)',
      'rehearsed: vm0 84.0 MiB (88080384 bytes)',
      'rehearsed: vm0 78.0 MiB (81788928 bytes)',
    ]);
  });

  it('follows an attempt that goes on', async () => {
    const { path, readTo } = capturedMemory(temporaryFolder());
    const lab = createLab(labOptions());
    readTo(118);
    const before = await found(lab, path);
    readTo(119);
    expect(await found(lab, path), 'a session has begun, and nothing of it was read').toEqual(before);
    readTo(128);
    const [up, began] = await found(lab, path);
    expect(began).toEqual(note('at run 1 of 3'));
    expect(up).not.toEqual(before[0]);
    readTo(142);
    const [ran, ended] = await found(lab, path);
    expect(ended).toEqual(note('after run 1 of 3'));
    expect(ran).not.toEqual(up);
    // Another layout's session says nothing of this one.
    readTo(228);
    expect((await found(lab, path))[1]).toEqual(note('after run 3 of 3'));
  });

  it('is in files where that is asked for, with its line in the legend', async () => {
    const folder = temporaryFolder();
    const { path } = capturedMemory(folder);
    const printed = await vmpart(['picture', path, '--measured'], folder);
    expect(printed.stdout.match(/<g data-measured=""><title>rehearsed: vm0 /g)).toHaveLength(4);
    expect(printed.stdout).toContain('thin bars: memory read after run 3 of 3');
    await vmpart(['picture', path, '--measured', '--out', 'cut.svg'], folder);
    expect(readFileSync(join(folder, 'cut.svg'), 'utf8')).toBe(printed.stdout);
    const plain = await vmpart(['picture', path], folder);
    expect(plain.stdout).not.toMatch(/data-measured|thin bars/);
  });

  it('is not there before the first reading, whether asked for or not', async () => {
    const folder = temporaryFolder();
    const { path, readTo } = capturedMemory(folder);
    readTo(60);
    expect(await found(createLab(labOptions()), path)).toEqual([[null, null, null, null], undefined]);
    const printed = await vmpart(['picture', path, '--measured'], folder);
    expect(printed.stdout).toBe((await vmpart(['picture', path], folder)).stdout);
  });
});
