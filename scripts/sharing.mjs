import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as esbuild from 'esbuild';

/**
 * Bundles of several entries for Node. What they have in common, and what they load later, is in files of its own beside
 * them. esbuild divides ES modules alone, and the oldest editors that we run in load CommonJS alone: each file is changed over
 * once it is made (docs/decisions/0014-what-editor-and-command-line-share.md).
 *
 * @param {esbuild.BuildOptions} options without format; they need an `outdir`
 * @returns {esbuild.BuildOptions}
 */
export function sharing(options) {
  return {
    ...options,
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    // What is kept of the sources goes through the change within the text.
    sourcemap: options.sourcemap ? 'inline' : false,
    write: false,
    plugins: [...(options.plugins ?? []), commonJs(options)],
  };
}

/** @returns {esbuild.Plugin} */
function commonJs({ minify, target, sourcemap }) {
  return {
    name: 'common-js',
    setup(build) {
      let before = [];
      build.onEnd(async ({ outputFiles = [] }) => {
        // Names tell of what is in them: while somebody watches, those of before would pile up.
        for (const path of before) rmSync(path, { force: true });
        before = outputFiles.map(({ path }) => path);
        for (const { path, text } of outputFiles) {
          const { code } = await esbuild.transform(text, {
            ...{ format: 'cjs', platform: 'node', minify, target },
            // What is loaded later is CommonJS as well.
            supported: { 'dynamic-import': false },
            ...{ sourcemap: sourcemap ? 'inline' : false, sourcefile: basename(path) },
          });
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, code);
        }
      });
    },
  };
}
