// `npm run fit-model`: moves the model's parameters without a source towards the claims that they may be fitted on, and
// writes src/core/predict/fittedValues.ts; then holds the model against all claims and writes docs/model/predicted.md. A
// minute or two. Same sources, same result. `npm run fit-model -- page` leaves the values alone and writes the page. Bundled
// as the product is, into out/fit.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import * as prettier from 'prettier';
import { predictedPage, short } from './predicted-page.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [word, ...more] = process.argv.slice(2);
if (more.length > 0 || (word !== undefined && word !== 'page')) {
  console.error('npm run fit-model [-- page]');
  process.exit(2);
}

const VALUES = 'src/core/predict/fittedValues.ts';
const PAGE = 'docs/model/predicted.md';
const SEED = 1;
const ENTRY = `
export { answers } from './predict/answers';
export { allClaims } from './predict/claims/claims';
export { claimsForFitting } from './predict/claims/forFitting';
export { scoreClaims } from './predict/claims/score';
export { summaryOf } from './predict/claims/summary';
export { predictedText, statedText } from './predict/claims/words';
export { currentValues } from './predict/currentValues';
export { drawsBeforeFit } from './predict/cell';
export { fitParameters } from './predict/fit/fitParameters';
export { fittedValues } from './predict/fittedValues';
export { fittedParameters, startValues } from './predict/fittedParameters';
export { shareAt } from './predict/ranges';
export { asTopologyDocument } from './schema/validate';
export { parseDocument } from './text/parse';
export { machineFromDocument } from './topology/fromDocument';
`;

if (word !== 'page') {
  const model = await load('fit');
  const { claimsForFitting, fitParameters, answers } = model;
  const machines = machinesOf(model);
  const pages = new Map();
  const fit = fitParameters(claimsForFitting(), (values) => answers(machines, values, { drawn: [], pages }), {
    seed: SEED,
  });
  console.log(`${fit.tries} tries, ${fit.isSettled ? 'settled' : 'not settled: stopped by their number'}`);
  for (const { name, start, value, moved, lossAtStart, loss } of fit.parameters)
    console.log(
      `${name.padEnd(28)} ${short(start)} -> ${short(value)}  ${(100 * moved).toFixed(0)} % of its range, ` +
        `loss ${lossAtStart.toFixed(2)} -> ${loss.toFixed(2)}`,
    );
  await put(VALUES, valuesModule(fit));
}

// Anew, with the values that were written.
const model = await load('page');
const machines = machinesOf(model);
const score = (values, drawn) =>
  model.scoreClaims(model.allClaims, model.answers(machines, values, { drawn }));
const before = score(model.startValues, model.drawsBeforeFit(SEED));
const after = score(model.currentValues, undefined);
for (const [at, value] of after.entries())
  if (value.fitted)
    console.log(
      `${value.id} ${value.value}: stated ${model.statedText(value)}, ` +
        `${number(before[at].predicted)} -> ${number(value.predicted)}`,
    );
await put(PAGE, predictedPage({ before, after, ...model }));

/** What of the model is needed, with the values that are in the file now. */
async function load(name) {
  const outfile = join(root, `out/fit/${name}.mjs`);
  await esbuild.build({
    ...{ absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', format: 'esm' },
    ...{ mainFields: ['module', 'main'], logLevel: 'warning', outfile },
    stdin: { contents: ENTRY, resolveDir: join(root, 'src/core'), loader: 'ts' },
  });
  return import(pathToFileURL(outfile).href);
}

function machinesOf({ asTopologyDocument, parseDocument, machineFromDocument }) {
  const folder = join(root, 'media/machines');
  return readdirSync(folder).map((name) => {
    const document = asTopologyDocument(parseDocument(readFileSync(join(folder, name), 'utf8')).value);
    return machineFromDocument(document, '').machine;
  });
}

function valuesModule({ parameters }) {
  const entries = parameters.map(({ name, start, value, range, claims }) => {
    const whole = {
      start: exact(start),
      value: exact(value),
      range: range.map(rounded),
      claims,
    };
    return `${name}: ${JSON.stringify(whole)},`;
  });
  return `// Made by \`npm run fit-model\`. Do not edit.
import type { FittedName } from './fittedParameters';
import type { FittedValue } from './fittedValue';

export const fittedValues: Readonly<Partial<Record<FittedName, FittedValue>>> = {
${entries.join('\n')}
};
`;
}

/** Without what binary makes of 5 x 1e-6. */
function exact(value) {
  return Number(value.toPrecision(15));
}

function rounded(value) {
  return Number(value.toPrecision(6));
}

function number(value) {
  return value === null ? 'not predicted' : short(value);
}

async function put(path, text) {
  const file = join(root, path);
  const style = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(text, { ...style, filepath: file }));
  console.log(`${path} written`);
}
