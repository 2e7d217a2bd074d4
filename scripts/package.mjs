// Makes out/vm-partition-lab.vsix from dist/, and refuses one of a megabyte or more.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'out/vm-partition-lab.vsix');
const LIMIT = 1_000_000;

mkdirSync(dirname(out), { recursive: true });
const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
const result = spawnSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', out], {
  cwd: root,
  encoding: 'utf8',
});
if (result.status !== 0) {
  console.error(result.stdout + result.stderr);
  process.exit(1);
}
const bytes = statSync(out).size;
console.log(`${out}: ${Math.round(bytes / 1000)} kB`);
if (bytes >= LIMIT) {
  console.error(`The package has ${bytes} bytes; the limit is ${LIMIT}.`);
  process.exit(1);
}
