import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporaryFolder';

const folders = ['host', 'shm'].map((name) => join(import.meta.dirname, '../../src/payload', name));
const [host = ''] = folders;

/** Compiles a program of tests/payload/c; with the helper's own files but `without`, when it needs them. */
export function compiled(
  name: string,
  without: readonly string[] | null = null,
  flags: readonly string[] = [],
): string {
  const own = without === null ? [] : helperFiles(['main.c', ...without]);
  return compileTo(join(temporaryFolder(), name), name, [...flags, ...own]);
}

/** The same to a file of the caller's. */
export function compileTo(program: string, name: string, more: readonly string[] = []): string {
  const source = join(import.meta.dirname, 'c', `${name}.c`);
  const args = ['-std=c11', '-D_GNU_SOURCE', '-O1', '-I', host, '-o', program, source, ...more, '-lm'];
  const result = spawnSync('cc', args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return program;
}

function helperFiles(without: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.c') && !without.includes(name))
      .map((name) => join(folder, name)),
  );
}
