import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
export const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
/** The extension as users install it, of what was built last. */
export const VSIX = join(root, 'out/ui/vm-partition-lab.vsix');

/** Packs dist/ once, before the first file of the suite. Anything over a megabyte is a mistake. */
export function setup(): void {
  if (!existsSync(join(root, 'dist/extension.js'))) run(process.execPath, ['scripts/build.mjs']);
  mkdirSync(dirname(VSIX), { recursive: true });
  run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', VSIX]);
  const { size } = statSync(VSIX);
  if (size > 1_000_000) throw new Error(`The packaged extension has ${size} bytes; it must stay below 1 MB.`);
}

/** To its end; throws with what it said where that was a bad one. */
export function run(command: string, words: readonly string[], env = process.env): void {
  const result = spawnSync(command, words, { cwd: root, env, encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${command} ${words.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}
