// Makes src/core/schema/generated from schemas/: types by json-schema-to-typescript, validators by ajv ahead of
// time, so that nothing evaluates code at run time; and the list of the checker's rules from their files. `--check` changes nothing and fails when something is stale.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';

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

const kinds = ['vmtopology', 'vmlayout', 'vmexperiment', 'hosts', 'journal-event'];
const schemaPath = (kind) => join(root, 'schemas', `${kind}.schema.json`);
const read = (kind) => JSON.parse(readFileSync(schemaPath(kind), 'utf8'));

// An experiment may hold a layout inline, and no schema may refer to another file: the layout's definitions are
// copied into the experiment's schema, with a prefix, from the one place where they are written.
function inlineLayout(experiment, layout) {
  const prefix = (node) => {
    if (Array.isArray(node)) return node.map(prefix);
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) =>
        key === '$ref'
          ? [key, value.replace('#/definitions/', '#/definitions/layout-')]
          : [key, prefix(value)],
      ),
    );
  };
  const { $schema, $id, title, allowTrailingCommas, definitions, ...body } = layout;
  void [$schema, $id, title, allowTrailingCommas];
  const own = Object.fromEntries(
    Object.entries(experiment.definitions).filter(([name]) => !name.startsWith('layout')),
  );
  const copied = Object.entries(definitions).map(([name, value]) => [`layout-${name}`, prefix(value)]);
  return { ...experiment, definitions: { ...own, layout: prefix(body), ...Object.fromEntries(copied) } };
}

const experiment = inlineLayout(read('vmexperiment'), read('vmlayout'));
put(schemaPath('vmexperiment'), JSON.stringify(experiment, null, 2) + '\n');
for (const kind of kinds) {
  const schema = kind === 'vmexperiment' ? experiment : read(kind);
  if (kind !== 'vmexperiment') put(schemaPath(kind), JSON.stringify(schema, null, 2) + '\n');
  const ajv = new Ajv({
    discriminator: true,
    code: { source: true, esm: true },
    allErrors: true,
    strict: false,
    // Errors then carry the schema around them, from which messages name the keys and values that are known.
    verbose: true,
  });
  const banner = `// Made by scripts/generate.mjs from schemas/${kind}.schema.json. Do not edit.\n`;
  put(
    join(out, `${kind}.validate.js`),
    banner + rewriteRequires(standalone.default(ajv, ajv.compile(schema))),
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
put(join(root, 'src/core/check/rules/all.ts'), listOfRules());
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`);
  process.exit(1);
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
