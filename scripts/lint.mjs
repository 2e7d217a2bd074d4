// One lint command: style, generated files fresh, types, import graph, format, shell. Every part runs, even
// after one has failed; the exit code is 1 when any did.
import { spawn } from 'node:child_process';
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

const SHIPPED = ['src', 'webview'];
const STRICT = ['--max-warnings', '0'];
const parts = [
  // The longest by far, in two halves.
  ['style of what is shipped', bin('eslint'), [...SHIPPED, ...STRICT]],
  [
    'style of the rest',
    bin('eslint'),
    ['.', ...SHIPPED.flatMap((name) => ['--ignore-pattern', `${name}/**`]), ...STRICT],
  ],
  ['generated files', process.execPath, ['scripts/generate.mjs', '--check']],
  ['types', bin('tsc'), ['-b']],
  ['import graph', bin('depcruise'), ['src', 'webview', '--config', '.dependency-cruiser.cjs']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['shell', 'shellcheck', ['-s', 'sh', '-x', '-P', 'SCRIPTDIR', ...shellFiles('src/payload')]],
];
/** A part to its end, with what it printed in one piece. */
function run([name, command, args]) {
  const began = process.hrtime.bigint();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    child.stdout.on('data', (bytes) => printed.push(bytes));
    child.stderr.on('data', (bytes) => printed.push(bytes));
    child.on('error', (error) => printed.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      process.stdout.write(Buffer.concat(printed));
      console.log(`lint: ${name} ${code === 0 ? 'fine' : 'FAILED'} (${seconds.toFixed(1)} s)`);
      resolve(code === 0);
    });
  });
}

/** Each part has one thread: two of them at a time. */
let next = 0;
let fine = true;
async function worker() {
  while (next < parts.length) {
    const part = parts[next];
    next += 1;
    if (!(await run(part))) fine = false;
  }
}
await Promise.all([worker(), worker()]);
process.exitCode = fine ? 0 : 1;
