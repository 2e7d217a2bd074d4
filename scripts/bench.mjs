// `npm run bench`: how fast the checker is, beside its peers. `npm run bench -- planning`: how long plans of 10,000 runs
// take. `fuzz`: how the checker bears bad input. `picture`: how fast a layout is drawn and followed in a browser, `panel` how
// fast results are shown and filtered in one, `activation` what the extension costs an editor that starts; all three set up
// what UI tests need. `guests`, `warm`, `harness` and
// `follow` are about attempts, `results` about what is made of them, `shared` about programs between VMs, `model`
// about predicting, `cut` about the model in the layout editor, `advise` about the advisor's search on machines of every size:
// docs/speed.md. All are bundled as the product is, into
// out/bench, and run in plain Node; dist/ is left alone.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { sharing } from './sharing.mjs';
import { webviews } from './webviews.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'out/bench');
const [suite = 'speed', ...words] = process.argv.slice(2);
const entries = {
  speed: 'tests/bench/main.ts',
  planning: 'tests/bench/planning.ts',
  fuzz: 'tests/fuzz/main.ts',
  picture: 'tests/bench/picture.ts',
  panel: 'tests/bench/panel.ts',
  activation: 'tests/bench/activation.ts',
  follow: 'tests/bench/follow.ts',
  warm: 'tests/bench/warm.ts',
  guests: 'tests/bench/guests.ts',
  harness: 'tests/bench/harness.ts',
  results: 'tests/bench/results.ts',
  shared: 'tests/bench/shared.ts',
  model: 'tests/bench/model.ts',
  advise: 'tests/bench/advise.ts',
  cut: 'tests/bench/cut.ts',
};
if (!Object.hasOwn(entries, suite)) {
  console.error(`There is no bench ${suite}; there are ${Object.keys(entries).join(', ')}.`);
  process.exit(2);
}

/** @type {esbuild.BuildOptions} */
const onNode = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  keepNames: false,
  logLevel: 'warning',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  mainFields: ['module', 'main'],
};
// Whatever is asked of it is there and does nothing; as a prototype, so that copies of the module have it too.
const NOTHING = `
const any = new Proxy(function () {}, {
  get: (target, key) =>
    key === 'prototype' ? target.prototype : key === Symbol.toPrimitive ? () => 'nothing' : any,
  apply: () => any,
});
module.exports = Object.create(any);`;
const noEditor = {
  name: 'no-editor',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: NOTHING }));
  },
};
// Benches share what tests of the host's side are made with: what a test would put away when it has ended, they put away
// when the process ends. The trees of runs get the few parts of the editor that their tests give them.
const LIKE_TESTS = `
export const onTestFinished = (work) => process.on('exit', () => void work());`;
const likeTests = {
  name: 'like-tests',
  setup(build) {
    build.onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'like-tests' }));
    build.onLoad({ filter: /.*/, namespace: 'like-tests' }, () => ({ contents: LIKE_TESTS }));
    build.onResolve({ filter: /^vscode$/ }, () => ({ path: join(root, 'tests/support/fakeVscode.ts') }));
  },
};

if (suite === 'speed') {
  await esbuild.build({
    ...onNode,
    format: 'cjs',
    plugins: [noEditor],
    entryPoints: ['src/extension.ts'],
    outfile: 'out/bench/extension.js',
    external: ['./workbench'],
    supported: { 'dynamic-import': false },
  });
  await esbuild.build(
    sharing({
      ...onNode,
      plugins: [noEditor],
      entryPoints: ['src/workbench.ts', 'src/cli.ts'],
      outdir: 'out/bench',
    }),
  );
}
const pages = { picture: 'layout', panel: 'results' };
const page = pages[suite];
if (page !== undefined) {
  await esbuild.build(
    webviews({
      ...{ absWorkingDir: root, bundle: true, minify: true, target: 'es2022', legalComments: 'none' },
      outdir: 'out/bench/webview',
    }),
  );
  cpSync(join(root, `webview/${page}/${page}.css`), join(out, `webview/${page}.css`));
}
await esbuild.build({
  ...onNode,
  // It finds its files from where it is.
  external: ['*/scripts/ui-setup.mjs'],
  format: 'esm',
  minify: false,
  minifySyntax: true,
  plugins: [likeTests],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  entryPoints: [entries[suite]],
  outfile: `out/bench/${suite}.mjs`,
});
const { status } = spawnSync(process.execPath, [join(out, `${suite}.mjs`), root, ...words], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
