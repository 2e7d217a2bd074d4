const pages = ['results', 'layout'];

/**
 * The pages of the webviews as modules, and in `shared.js` beside them what they have in common: the toolkit is larger than
 * the layout's own page.
 *
 * @param {import('esbuild').BuildOptions} options of all builds; `outdir` is the folder
 * @returns {import('esbuild').BuildOptions}
 */
export function webviews(options) {
  return {
    ...options,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared',
    entryPoints: pages.map((page) => ({ in: `webview/${page}/main.ts`, out: page })),
  };
}
