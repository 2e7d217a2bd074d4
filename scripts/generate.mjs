// Makes what follows from other files:
// - the lists of rules, suites and launchers, each from the files of its folder;
// - in schemas/, what a workload of each suite may say, and the layout inside an experiment;
// - src/core/schema/generated from schemas/: types by json-schema-to-typescript, validators by ajv ahead of time, so
//   that nothing evaluates code at run time;
// - docs/rules.md from the rules, docs/model/claims.md from the claims of the paper.
// `--check` changes nothing and fails when something is stale.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import * as esbuild from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import * as prettier from 'prettier';
import { claimsPage } from './claims-page.mjs';
import { rulesPage } from './rules-page.mjs';
import { experimentSchema } from './experiment-schema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'src/core/schema/generated');
const check = process.argv.includes('--check');
const stale = [];

function put(path, text) {
  let now = null;
  try {
    now = readFileSync(path, 'utf8');
  } catch {
    // a missing file is a stale file
  }
  if (now === text) return;
  if (check) stale.push(path.slice(root.length + 1));
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const kinds = ['vmtopology', 'vmlayout', 'vmexperiment', 'hosts', 'journal-event', 'calibration'];
const schemaPath = (kind) => join(root, 'schemas', `${kind}.schema.json`);
const read = (kind) => JSON.parse(readFileSync(schemaPath(kind), 'utf8'));

// Lists first: what is made later is read from the modules that they make.
put(join(root, 'src/core/check/rules/all.ts'), listOfRules());
put(join(root, 'src/core/programs/all.ts'), listOfPrograms());
const { allSuites, allLaunchers } = await load('src/core/programs/all.ts');
const experiment = schemaOfExperiments();
put(schemaPath('vmexperiment'), JSON.stringify(experiment, null, 2) + '\n');
for (const kind of kinds) {
  const schema = kind === 'vmexperiment' ? experiment : read(kind);
  if (kind !== 'vmexperiment') put(schemaPath(kind), JSON.stringify(schema, null, 2) + '\n');
  // Of a line of a journal nobody is told more than that it is none.
  const isForPeople = kind !== 'journal-event';
  const ajv = new Ajv({
    discriminator: true,
    code: { source: true, esm: true },
    allErrors: isForPeople,
    strict: false,
    // Errors then carry the schema around them, from which messages name the keys and values that are known.
    verbose: isForPeople,
  });
  const banner = `// Made by scripts/generate.mjs from schemas/${kind}.schema.json. Do not edit.\n`;
  put(
    join(out, `${kind}.validate.js`),
    banner + rewriteRequires(standalone.default(ajv, ajv.compile(withoutWords(schema)))),
  );
  put(
    join(out, `${kind}.validate.d.ts`),
    banner +
      `import type { ErrorObject } from 'ajv';\ndeclare const validate: { (data: unknown): boolean; errors?: ErrorObject[] | null };\nexport default validate;\n`,
  );
  const types = await compile(structuredClone(schema), schema.title, {
    bannerComment: banner.trim(),
    additionalProperties: false,
    unknownAny: true,
    ignoreMinAndMaxItems: true,
    format: true,
    style: { singleQuote: true, printWidth: 110 },
  });
  put(join(out, `${kind}.types.ts`), types);
}
await putPage('docs/rules.md', rulesPage(await load('src/core/check/rules/all.ts')));
await putPage('docs/model/claims.md', claimsPage(await load('src/core/predict/claims/page.ts')));
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`);
  process.exit(1);
}

/**
 * What a schema says to people is none of a validator's, but for what texts and keys of a pattern are, which messages say.
 * Members of objects that are called so are left as they are.
 */
function withoutWords(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(withoutWords);
  const NAMED = ['properties', 'patternProperties', 'definitions'];
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => {
      if (key === 'description' && !isSaid(schema)) return [];
      if (['enumDescriptions', 'examples', 'title', 'tsType'].includes(key)) return [];
      if (key === 'const' || key === 'enum') return [[key, value]];
      if (!NAMED.includes(key)) return [[key, withoutWords(value)]];
      const named = Object.entries(value).map(([name, one]) => [name, withoutWords(one)]);
      return [[key, Object.fromEntries(named)]];
    }),
  );
}

function isSaid({ pattern, patternProperties }) {
  return pattern !== undefined || patternProperties !== undefined;
}

/** Ends with what programs declare wrongly, for whoever wrote them. */
function schemaOfExperiments() {
  try {
    return experimentSchema(read('vmexperiment'), read('vmlayout'), allSuites, allLaunchers);
  } catch (error) {
    console.error(error.message);
    return process.exit(1);
  }
}

/** A rule is a file: `cpu01.ts` exports `cpu01`. The list of them is made, so that adding one is adding a file. */
function listOfRules() {
  const names = readdirSync(join(root, 'src/core/check/rules'))
    .flatMap((file) => /^([a-z]{2,4}[0-9]{2})\.ts$/.exec(file)?.[1] ?? [])
    .sort();
  return `// Made by scripts/generate.mjs from the files beside it. Do not edit.
import type { Rule } from '../rule';
${names.map((name) => `import { ${name} } from './${name}';\n`).join('')}
/** Every rule there is, by id. */
export const allRules: readonly Rule[] = [
${names.map((name) => `  ${name},\n`).join('')}];
`;
}

/**
 * Suites and launchers are found by what a file exports under its own name: `export const npb: Suite` in `npb.ts`.
 * Helpers stand between them.
 */
function listOfPrograms() {
  const suites = exportsOf('src/core/programs', 'Suite');
  const launchers = exportsOf('src/core/programs/launchers', 'Launcher');
  const imports = [
    ...suites.map((name) => `import { ${name} } from './${name}';`),
    ...launchers.map((name) => `import { ${name} } from './launchers/${name}';`),
  ];
  return `// Made by scripts/generate.mjs from the files beside it and in launchers/. Do not edit.
${imports.join('\n')}
import type { Launcher } from './launchers/launch';
import type { Suite } from './program';

export const allSuites: readonly Suite[] = [${suites.join(', ')}];

export const allLaunchers: readonly Launcher[] = [${launchers.join(', ')}];
`;
}

function exportsOf(folder, type) {
  return readdirSync(join(root, folder))
    .flatMap((file) => /^(\w+)\.ts$/.exec(file)?.[1] ?? [])
    .filter((name) =>
      readFileSync(join(root, folder, `${name}.ts`), 'utf8').includes(`export const ${name}: ${type} =`),
    )
    .sort();
}

/** What a module of the core exports, from a bundle that is gone again at once. */
async function load(path) {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-generate-'));
  const outfile = join(folder, 'module.mjs');
  try {
    await esbuild.build({
      entryPoints: [join(root, path)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A page in the form that `prettier --check` asks for. */
async function putPage(path, text) {
  const filepath = join(root, path);
  const options = (await prettier.resolveConfig(filepath)) ?? {};
  put(filepath, await prettier.format(text, { ...options, filepath }));
}

/** ajv's standalone code calls require() for its run-time helpers even as an ES module. */
function rewriteRequires(code) {
  const imports = [];
  const body = code.replace(/require\("(ajv\/dist\/runtime\/\w+)"\)/g, (_all, module) => {
    const name = module.replace(/\W/g, '_');
    const line = `import ${name} from '${module}.js';`;
    if (!imports.includes(line)) imports.push(line);
    return `{ default: ${name}.default ?? ${name} }`;
  });
  return `${imports.join('\n')}\n${body}\n`;
}
