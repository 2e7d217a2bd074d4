import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { Lab } from '../../../src/lab/lab';
import type { LabOptions } from '../../../src/lab/options';
import { EXPERIMENT, preparedAttempt } from '../cli/preparedAttempt';
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
    let reads = 0;
    const { files, ...options } = labOptions();
    const counted: LabOptions = {
      ...options,
      files: {
        ...files,
        readText: (file) => {
          if (file.endsWith('plan.json')) reads++;
          return files.readText(file);
        },
      },
    };
    const lab = createLab(counted);
    await notes(lab, path);
    const once = reads;
    expect(once).toBeGreaterThan(0);
    await notes(lab, path, LAYOUT.replace('{\n', '{ // typed\n'));
    expect(reads).toBe(once);
    appendFileSync(join(folder, JOURNAL), '\n');
    await notes(lab, path);
    expect(reads).toBeGreaterThan(once);
  });
});
