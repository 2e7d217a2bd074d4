// The one test command: installs what is missing, builds, lints, runs every suite, and ends in a line
// `N passed, N failed`. `npm test -- unit payload` runs only the suites named, `npm test -- --at-once` two lanes of them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';
import { ensurePackages } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SUITES = ['lint', 'unit', 'payload', 'faults', 'host', 'ui'];
const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = asked.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; there are ${SUITES.join(', ')}.`);
  process.exit(2);
}
const suites = asked.length > 0 ? asked : SUITES;
const NEEDS = {
  lint: ['build', 'checks'],
  unit: ['build', 'formats', 'guests'],
  payload: ['build', 'checks', 'rehearsal', 'guests'],
  faults: ['build', 'rehearsal', 'guests', 'faults'],
  host: ['build', 'rehearsal', 'guests'],
  ui: ['build', 'rehearsal', 'editor'],
};

ensurePackages([...new Set(suites.flatMap((name) => NEEDS[name]))]);
installDependencies(root);

const GIVES_WAY = ['nice', '-n', '10'];
let isShared = false;
const total = { passed: 0, failed: 0 };
const vitest = join(root, 'node_modules/vitest/vitest.mjs');

// Before the build, which makes them anew: what is committed must be fresh.
if (suites.includes('lint') && !(await step('generated files', ['scripts/generate.mjs', '--check'])))
  total.failed += 1;

if (await step('build', ['scripts/build.mjs'])) await runSuites();
else total.failed += 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/**
 * One suite after the other; with --at-once in two lanes: an emulated machine keeps one processor busy and waits for nobody,
 * and all that needs none goes on beside it and gives way to it. The editor's suite follows alone.
 */
async function runSuites() {
  const beside = [
    ['lint', runLint],
    ['unit', runUnit],
    ['payload', () => runTests('payload')],
    ['faults', () => runTests('faults', ['--exclude', 'tests/faults/realFaults.test.ts'])],
  ];
  const machine = [
    ['faults', () => runTests('faults', ['tests/faults/realFaults.test.ts'])],
    ['host', () => runTests('host')],
  ];
  const lanes = [machine, beside].map((lane) => lane.filter(([name]) => suites.includes(name)));
  isShared = process.argv.includes('--at-once') && lanes.every((lane) => lane.length > 0);
  if (isShared) await Promise.all(lanes.map(inTurn));
  else await inTurn([...lanes[1], ...lanes[0]]);
  isShared = false;
  if (suites.includes('ui')) await runTests('ui');
}

async function inTurn(lane) {
  for (const [, run] of lane) await run();
}

async function runLint() {
  count(await step('lint', ['scripts/lint.mjs'], GIVES_WAY));
}

// Is every rule of the checker held by a test? Only worth asking when the tests hold.
async function runUnit() {
  if (await runTests('unit'))
    count(await step('rules without their checks', ['scripts/mutate-rules.mjs'], GIVES_WAY));
}

async function runTests(name, more = []) {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const needsMachine = name === 'host' || more.includes('tests/faults/realFaults.test.ts');
  const words = [vitest, 'run', '--project', name, ...reporters, ...more];
  const fine = await step(name, words, needsMachine ? [] : GIVES_WAY);
  const counts = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  total.passed += counts.passed;
  // A suite that broke before or beside its tests is a failure too.
  total.failed += Math.max(counts.failed, fine ? 0 : 1);
  return fine;
}

function count(fine) {
  if (fine) total.passed += 1;
  else total.failed += 1;
}

/** Runs a script of Node to its end; true when it ended well. Beside another, its lines have its name before them. */
async function step(name, words, before = []) {
  const began = Date.now();
  const [command, ...rest] = [...(isShared ? before : []), process.execPath, ...words];
  const child = spawn(command, rest, {
    cwd: root,
    stdio: ['ignore', ...Array(2).fill(isShared ? 'pipe' : 'inherit')],
  });
  if (isShared) for (const stream of [child.stdout, child.stderr]) named(name, stream);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  console.log(
    `${name}: ${code === 0 ? 'fine' : 'FAILED'} after ${Math.round((Date.now() - began) / 1000)} s`,
  );
  return code === 0;
}

function named(name, stream) {
  createInterface({ input: stream }).on('line', (line) =>
    console.log(line === '' ? '' : `${name} | ${line}`),
  );
}

function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
