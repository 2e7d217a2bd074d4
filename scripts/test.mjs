// The one test command: installs what is missing, builds, lints, runs every suite, and ends in a line
// `N passed, N failed`. `npm test -- unit payload` runs only the suites named, `--all` also what takes long.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { installDependencies } from './dependencies.mjs';
import { ensurePackages } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SUITES = ['lint', 'unit', 'payload', 'shared', 'faults', 'host', 'ui'];
const words = process.argv.slice(2);
const asked = words.filter((word) => word !== '--all');
const unknown = asked.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.join(', ')}; there are ${SUITES.join(', ')}; --all runs all their tests.`,
  );
  process.exit(2);
}
const suites = asked.length > 0 ? asked : SUITES;
// tests/support/everything.ts
if (words.includes('--all')) process.env['VMPART_TESTS'] = 'all';
const NEEDS = {
  lint: ['build', 'checks'],
  unit: ['build', 'formats', 'guests'],
  payload: ['build', 'checks', 'rehearsal', 'guests'],
  shared: ['build', 'shared'],
  faults: ['build', 'rehearsal', 'guests', 'faults'],
  host: ['build', 'rehearsal', 'guests', 'shared'],
  ui: ['build', 'rehearsal', 'editor'],
};

ensurePackages([...new Set(suites.flatMap((name) => NEEDS[name]))]);
installDependencies(root);
// Fetched and built while other suites run: minutes, the first time.
const editor = suites.includes('ui') ? exitOf('scripts/ui-setup.mjs') : null;

const total = { passed: 0, failed: 0 };
/** Said once more at the end: a log of an hour is read from there, and is often kept from there only. */
const failures = [];
const fail = (what) => {
  total.failed += 1;
  failures.push(what);
};
const step = (name, command, args) => {
  const began = Date.now();
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  console.log(
    `${name}: ${result.status === 0 ? 'fine' : 'FAILED'} after ${Math.round((Date.now() - began) / 1000)} s`,
  );
  return result.status === 0;
};

// Before the build, which makes them anew: what is committed must be fresh.
if (
  suites.includes('lint') &&
  !step('generated files', process.execPath, ['scripts/generate.mjs', '--check'])
)
  fail('generated files');

if (step('build', process.execPath, ['scripts/build.mjs'])) {
  for (const name of suites) {
    if (name === 'ui' && (await editor) !== 0) fail('the editor could not be set up');
    else runSuite(name);
  }
} else {
  fail('build');
}
if (failures.length > 0) console.log(`\nWhat failed:\n${failures.map((what) => `- ${what}`).join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** Runs beside everything else; what goes wrong it says itself. */
function exitOf(script) {
  const child = spawn(process.execPath, [script], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => child.on('close', resolve));
}

function runSuite(name) {
  if (name === 'lint') {
    if (step('lint', process.execPath, ['scripts/lint.mjs'])) total.passed += 1;
    else fail('lint');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-test-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const fine = step(name, process.execPath, [
    vitest,
    'run',
    '--project',
    // `unit` is two projects (vitest.config.mts).
    name === 'unit' ? 'unit*' : name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const { passed, failed } = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  total.passed += passed;
  for (const what of failed) fail(`${name}: ${what}`);
  // A suite that broke before or beside its tests is a failure too.
  if (!fine && failed.length === 0) fail(`${name}: broke before or beside its tests`);
  // Is every rule of the checker held by a test? Only worth asking when the tests hold.
  if (name === 'unit' && fine) {
    if (step('rules without their checks', process.execPath, ['scripts/mutate-rules.mjs'])) total.passed += 1;
    else fail('rules without their checks');
  }
}

/** How many tests passed, and of each that did not where it stands, its name and the head of its message. */
function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    const failed = report.testResults.flatMap((file) => {
      const where = relative(root, file.name);
      const tests = file.assertionResults.filter((test) => test.status === 'failed');
      if (tests.length === 0 && file.status === 'failed') return [`${where}\n${headOf([file.message])}`];
      return tests.map((test) => `${where}: ${test.fullName}\n${headOf(test.failureMessages)}`);
    });
    return { passed: report.numPassedTests, failed };
  } catch {
    return { passed: 0, failed: [] };
  }
}

function headOf(messages) {
  return messages
    .flatMap((message) => stripVTControlCharacters(message).split('\n').slice(0, 12))
    .map((line) => `    ${line}`)
    .join('\n');
}
