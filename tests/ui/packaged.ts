import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
/** The extension as users install it, of what was built last. */
export const VSIX = join(root, 'out/ui/vm-partition-lab.vsix');

/** Packs dist/ once, before the first file of the suite. Anything over a megabyte is a mistake. */
export function setup(): void {
  if (!existsSync(join(root, 'dist/extension.js'))) node('scripts/build.mjs');
  mkdirSync(dirname(VSIX), { recursive: true });
  node(vsce, 'package', '--no-dependencies', '--out', VSIX);
  const { size } = statSync(VSIX);
  if (size > 1_000_000) throw new Error(`The packaged extension has ${size} bytes; it must stay below 1 MB.`);
}

function node(...words: readonly string[]): void {
  const result = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${words.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}
