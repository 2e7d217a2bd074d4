// Makes what follows from other files (generate.mjs), then builds dist/: the extension, the command line, what both share, the webviews, the payload and the machines.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { sharing } from './sharing.mjs';
import { writeEditorSchemas } from './editor-schemas.mjs';
import { buildHelper } from './helper.mjs';
import { packPayload } from './payload.mjs';
import { buildShared } from './shared.mjs';
import { webviews } from './webviews.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const watch = process.argv.includes('--watch');
process.chdir(root);

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch,
  logLevel: 'warning',
  target: 'es2022',
  legalComments: 'none',
};
/** @type {esbuild.BuildOptions} */
const onNode = {
  ...common,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
};

const builds = [
  // The entry is loaded for every JSON file with comments; the rest is a file of its own that it loads when needed.
  {
    ...onNode,
    format: 'cjs',
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode', './workbench'],
    supported: { 'dynamic-import': false },
  },
  sharing({
    ...onNode,
    entryPoints: ['src/workbench.ts', 'src/cli.ts'],
    outdir: 'dist',
    external: ['vscode'],
  }),
  webviews({ ...common, outdir: 'dist/webview' }),
];

const generated = spawnSync(process.execPath, ['scripts/generate.mjs'], { stdio: 'inherit' });
if (generated.status !== 0) process.exit(generated.status ?? 1);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
cpSync('media/machines', join(dist, 'machines'), { recursive: true });
writeEditorSchemas('schemas', join(dist, 'schemas'));
for (const name of ['results/results.css', 'layout/layout.css'])
  cpSync(join('webview', name), join(dist, 'webview', basename(name)));
const compiled = join(root, 'out/payload');
rmSync(compiled, { recursive: true, force: true });
buildHelper(root, join(compiled, 'bin'));
buildShared(root, join(compiled, 'bin'));
packPayload('src/payload', compiled, join(dist, 'payload'));

if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
