import { chmodSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, vmpart } from '../support/vmpart';
import { freshFolder } from './helper';

// A journal's lines are synced one by one. What they are about must be on the disk before: a host that went down between
// both kept the lines and lost the bundle.

const EXPERIMENT = {
  version: 1,
  layouts: [
    {
      name: 'small',
      layout: { version: 1, machine: 'rehearsal-4x2', vms: [{ name: 'vm0', pus: '2-3', memory: '384MiB' }] },
    },
  ],
  // Nothing is run of it: the host lacks the program.
  workloads: [{ suite: 'command', name: 'none', launcher: 'plain', command: ['/opt/no/such/program'] }],
  replicates: 1,
  accept: { EXP01: 'nothing is run' },
};

/** A home with an experiment, and a `sync` that writes down what it was called with. */
function home(): {
  experiment: string;
  run: (words?: readonly string[]) => Promise<Ended>;
  synced: () => string[];
} {
  const folder = freshFolder();
  const [sync, log] = [join(folder, 'sync'), join(folder, 'synced')];
  writeFileSync(log, '');
  writeFileSync(sync, `#!/bin/sh\n(cd . && pwd -P; printf '%s\\n' "$@") >>'${log}'\nexec /bin/sync "$@"\n`);
  chmodSync(sync, 0o755);
  const experiment = join(folder, 'x.vmexperiment.json');
  writeFileSync(experiment, JSON.stringify(EXPERIMENT));
  const env = { XDG_DATA_HOME: folder, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  return {
    experiment,
    run: (words = []) => vmpart(['run', experiment, '--host', 'local', ...words], env),
    synced: () => readFileSync(log, 'utf8').split('\n'),
  };
}

test('every file of a bundle is on the disk before its attempt begins', async () => {
  const { experiment, run, synced } = home();
  const { stderr } = await run();
  expect(stderr).toContain('/opt/no/such/program');
  const folder = experiment.replace('x.vmexperiment.json', 'vm-partition-lab/attempts');
  const [attempt = ''] = readdirSync(folder);
  const [where, ...files] = synced();
  expect(where).toBe(join(folder, attempt));
  const needed = ['./start.sh', './run.sh', './attempt.env', './plan.json', './lib/vmpart.sh', './bin'];
  expect(files).toEqual(expect.arrayContaining([...needed, '..']));
});

test('an attempt whose bundle was lost is not gone on with, and says what to do', async () => {
  const { experiment, run } = home();
  await run();
  const folder = experiment.replace('x.vmexperiment.json', 'vm-partition-lab/attempts');
  const [attempt = ''] = readdirSync(folder);
  truncateSync(join(folder, attempt, 'start.sh'), 0);
  const again = await run(['--resume']);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('The files of the attempt are not whole on');
  expect(again.stderr).toContain('without --resume');
});
