// Does a test notice when a rule finds nothing any more? For each rule, in a copy of the repository, `check` is emptied
// and the tests of the checker run. Prints which test noticed; exits with 1 when for some rule none did.
//   node scripts/mutate-rules.mjs [CPU02 ...]
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const copy = mkdtempSync(join(tmpdir(), 'vmpart-mutate-'));
const rules = join(copy, 'src/core/check/rules');
const asked = new Set(process.argv.slice(2).map((id) => id.toLowerCase()));

try {
  copyRepository();
  const names = readdirSync(rules)
    .flatMap((file) => /^([a-z]{2,4}[0-9]{2})\.ts$/.exec(file)?.[1] ?? [])
    .filter((name) => asked.size === 0 || asked.has(name));
  process.exitCode = (await everyRule(names)) ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function copyRepository() {
  const parts = [
    'src',
    'webview',
    'tests',
    'schemas',
    'media',
    'docs',
    'examples',
    'package.json',
    'vitest.config.mts',
  ];
  parts.push(...readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name)));
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
}

/** True when for every rule some test noticed. Tests that fail as they are say nothing of rules. */
async function everyRule(names) {
  process.chdir(copy);
  const options = { root: copy, project: ['unit'], watch: false, reporters: [{}], isolate: false };
  const vitest = await createVitest('test', options);
  try {
    const before = new Set(failures(await run(vitest, testsOf(null))));
    for (const test of before) console.error(`Fails without any change, and is not counted: ${test}`);
    let fine = names.length > 0 && before.size === 0;
    for (const name of names) {
      const noticed = await withoutCheck(vitest, name, before);
      if (noticed === null) fine = false;
      console.log(`${name.toUpperCase().padEnd(6)} ${noticed ?? 'NO TEST NOTICES'}`);
    }
    return fine;
  } finally {
    await vitest.close();
  }
}

/** A test that fails when a rule finds nothing; null when none does. Tests that name the rule first: that is quick. */
async function withoutCheck(vitest, name, before) {
  const path = join(rules, `${name}.ts`);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, emptied(text, name));
  vitest.invalidateFile(path);
  try {
    for (const tests of [testsOf(name), testsOf(null)]) {
      const found = tests.length === 0 ? [] : failures(await run(vitest, tests));
      const failed = found.filter((test) => !before.has(test));
      if (failed.length > 0) return failed.find((test) => test.includes(name.toUpperCase())) ?? failed[0];
    }
    return null;
  } finally {
    writeFileSync(path, text);
    vitest.invalidateFile(path);
  }
}

/** The rule under its name, with a check that finds nothing. */
function emptied(text, name) {
  const declared = new RegExp(`export const ${name}: (\\w+) =`);
  const type = declared.exec(text)?.[1];
  if (type === undefined) throw new Error(`rules/${name}.ts does not export ${name}.`);
  return `${text.replace(declared, 'const whole: $1 =')}\nexport const ${name}: ${type} = { ...whole, check: () => [] };\n`;
}

/** All tests of the checker, or the one that is about this rule. */
function testsOf(name) {
  const folder = join(copy, 'tests/unit/check');
  const all = readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.test.ts') && !/(fuzz|contract|safeFixes)\.test\.ts$/.test(path))
    .map((path) => join(folder, path));
  if (name === null) return all;
  const own = all.filter((path) => path.endsWith(`/rules/${name}.test.ts`));
  const naming = all.filter((path) => readFileSync(path, 'utf8').includes(`rule: '${name.toUpperCase()}'`));
  return own.length > 0 ? own : naming.slice(0, 1);
}

async function run(vitest, files) {
  const project = vitest.projects.find(({ name }) => name === 'unit');
  // Results of earlier runs stay in the list.
  const { testModules } = await vitest.runTestSpecifications(
    files.map((file) => project.createSpecification(file)),
  );
  return testModules.filter(({ moduleId }) => files.includes(moduleId));
}

/** `FILE: NAME OF THE TEST` of each that failed; of a file that could not be run, its name. */
function failures(testModules) {
  return testModules.flatMap((module) => {
    const file = module.relativeModuleId.replace(/^tests\/unit\/check\//, '');
    const tests = [...module.children.allTests('failed')].map((test) => `${file}: ${test.fullName}`);
    return tests.length === 0 && module.state() === 'failed' ? [`${file}: cannot be run`] : tests;
  });
}
