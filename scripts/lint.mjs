// One lint command: generated files fresh, types, style, import graph, format, shell. Every part runs, even after
// one has failed; the exit code is 1 when any did.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules/.bin', name);

function shellFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && (entry.name.endsWith('.sh') || entry.name === 'vmpart-root'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const parts = [
  ['generated files', process.execPath, ['scripts/generate.mjs', '--check']],
  ['types', bin('tsc'), ['-b']],
  ['style', bin('eslint'), ['.', '--max-warnings', '0']],
  ['import graph', bin('depcruise'), ['src', 'webview', '--config', '.dependency-cruiser.cjs']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['shell', 'shellcheck', ['-s', 'sh', '-x', '-P', 'SCRIPTDIR', ...shellFiles('src/payload')]],
];
let failed = 0;
for (const [name, command, args] of parts) {
  const began = process.hrtime.bigint();
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const ok = result.status === 0;
  if (!ok) failed += 1;
  console.log(`lint: ${name} ${ok ? 'fine' : 'FAILED'} (${seconds.toFixed(1)} s)`);
}
process.exit(failed === 0 ? 0 : 1);
