// `npm run test:faults`: 200 faults at random moments of attempts, 60 of them with real guests on the emulated machine,
// and a report of them in docs/faults.md. `-- --stand-in N --real N --seed N` for other numbers.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installDependencies } from './dependencies.mjs';
import { ensurePackages } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    'stand-in': { type: 'string', default: '140' },
    real: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string', default: 'docs/faults.md' },
  },
});
ensurePackages(['build', 'rehearsal', 'guests', 'faults']);
installDependencies(root);
const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'vmpart-report-'));
const record = join(folder, 'record.jsonl');
const files = [
  ...(values['stand-in'] === '0' ? [] : ['tests/faults/standInFaults.test.ts']),
  ...(values.real === '0' ? [] : ['tests/faults/realFaults.test.ts']),
];
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const began = Date.now();
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'faults', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    VMPART_FAULTS_STAND_IN: values['stand-in'],
    VMPART_FAULTS_REAL: values.real,
    VMPART_FAULTS_SEED: values.seed,
    VMPART_FAULTS_RECORD: record,
  },
});
const trials = existsSync(record)
  ? readFileSync(record, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  : [];
rmSync(folder, { recursive: true });
// Installed only now in a fresh clone.
const { format } = await import('prettier');
const text = await format(report(trials), { parser: 'markdown', printWidth: 120 });
writeFileSync(join(root, values.report), text);
console.log(text);
process.exit(status ?? 1);

function report(trials) {
  const broken = trials.filter((trial) => trial.broken !== undefined);
  const judged = trials.filter((trial) => trial.broken === undefined);
  return `# Faults

Made by \`npm run test:faults -- --stand-in ${values['stand-in']} --real ${values.real} --seed ${values.seed}\`; not
edited by hand. ${commit()}

A trial is an attempt of two to eight runs that one fault strikes at a random moment. Whoever works with it then does what a person
would: gives the disk room, switches the host on, and goes on with \`--resume\` until everything has ended. Stand-in guests
are local processes that answer as QEMU and as \`ssh\` into a guest would, on a host of namespaces in which everything else
is real; real guests are VMs under KVM on the emulated machine with four NUMA nodes.

- **lost**: planned runs that have no end in the journal, or whose raw output is not whole, on the host or in the copy on
  this side.
- **doubled**: runs or blocks that ended twice, or that share output.
- **leaked**: processes, network links, mounts, files, sockets and settings of the host that were not there before, and
  what \`vmpart doctor --clean\` could not clean.

${table(judged)}

${judged.length} attempts, of which ${judged.filter(({ struck }) => struck.length === 0).length} had ended before their
fault came: they count as no fault and are judged all the same. ${broken.length} trials came to no verdict${broken.length === 0 ? '' : `: ${broken.map(({ kinds, seed, broken: why }) => `${kinds} (seed ${seed}): ${why}`).join('; ')}`}.
On ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} CPUs, Linux ${release()}, in
${Math.round((Date.now() - began) / 60000)} minutes.
`;
}

function table(trials) {
  const titles = new Map(
    trials.flatMap(({ kinds, titles: words }) => kinds.map((kind, at) => [kind, words[at]])),
  );
  const rows = [];
  for (const guests of ['stand-in', 'real']) {
    const kinds = [
      ...new Set(trials.flatMap((trial) => (trial.guests === guests ? trial.struck : []))),
    ].sort();
    for (const kind of [...kinds, null]) {
      const of = trials.filter(
        (trial) => trial.guests === guests && (kind === null ? true : trial.struck.includes(kind)),
      );
      const count = kind === null ? of.reduce((sum, { struck }) => sum + struck.length, 0) : of.length;
      const sum = (column) => of.reduce((all, trial) => all + trial[column].length, 0);
      rows.push([
        guests,
        kind === null ? '**all**' : titles.get(kind),
        count,
        sum('lost'),
        sum('doubled'),
        sum('leaked'),
      ]);
    }
  }
  const head = ['guests', 'fault', 'count', 'lost', 'doubled', 'leaked'];
  return [head, head.map((_, column) => (column < 2 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function commit() {
  const { stdout } = spawnSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root, encoding: 'utf8' });
  const { stdout: changed } = spawnSync('git', ['status', '--porcelain', 'src', 'tests'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (stdout === '') return '';
  return `State of the code: ${stdout.trim()}${changed === '' ? '' : ' with changes that were not committed'}.`;
}
