import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What the tests of shared regions start, compiled once for a state of its source, into out/shared. */

export const root = join(import.meta.dirname, '../..');
export const librarySource = join(root, 'src/payload');
// Benches are bundled into a folder as deep as this one.
const sources = join(root, 'tests/shared/programs');
const own = join(librarySource, 'programs');

export type Runtime = 'openmpi' | 'mpich' | 'openshmem';

const COMPILERS: Readonly<Record<Runtime, string>> = {
  openmpi: 'mpicc.openmpi',
  mpich: 'mpicc.mpich',
  openshmem: 'oshcc',
};
const MPI_PROGRAMS = ['point', 'collectives', 'onesided', 'communicators', 'forever', 'grow', 'together'];
/** Warnings of headers that are not ours. */
const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror', '-Wno-stringop-overflow'];

/** Name of a program as one runtime compiled it; `yield.so`, `struck` and `still` have none. */
export function programName(name: string, runtime: Runtime): string {
  return `${name}.${runtime}`;
}

/** A folder with all programs. */
export function compiledPrograms(): string {
  return once('programs', [sources, own], (folder) => {
    for (const runtime of ['openmpi', 'mpich'] as const) {
      run(COMPILERS[runtime], [
        ...FLAGS,
        '-O2',
        '-o',
        join(folder, programName('pairs', runtime)),
        join(own, 'pairs.c'),
      ]);
      for (const name of MPI_PROGRAMS)
        compile(COMPILERS[runtime], join(folder, programName(name, runtime)), name);
    }
    compile(COMPILERS.openshmem, join(folder, programName('shmem', 'openshmem')), 'shmem', [
      '-Wno-deprecated-declarations',
    ]);
    compile('cc', join(folder, 'yield.so'), 'yield', ['-shared', '-fPIC']);
    compile('cc', join(folder, 'struck'), 'struck');
    compile('cc', join(folder, 'still'), 'still', ['-static']);
  });
}

function compile(compiler: string, program: string, name: string, more: readonly string[] = []): void {
  run(compiler, [...FLAGS, ...more, '-o', program, join(sources, `${name}.c`)]);
}

/** The library that is preloaded into ranks. */
export function sharedLibrary(): string {
  const folder = once('library', [join(librarySource, 'shm'), join(librarySource, 'shm/library')], (made) => {
    run(process.execPath, [join(root, 'scripts/shared.mjs'), made]);
  });
  return join(folder, readdirSync(folder)[0] ?? '');
}

/** A folder below out/shared that FILL has filled for this state of the folders of sources. */
function once(what: string, folders: readonly string[], fill: (folder: string) => void): string {
  const target = join(root, 'out/shared', `${what}-${hashOf(folders)}`);
  if (existsSync(target)) return target;
  const made = `${target}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  fill(made);
  // Another worker may have been first: both made the same.
  if (existsSync(target)) rmSync(made, { recursive: true });
  else renameSync(made, target);
  return target;
}

function hashOf(folders: readonly string[]): string {
  const hash = createHash('sha256').update(FLAGS.join(' ')).update(MPI_PROGRAMS.join(' '));
  for (const folder of folders.filter((path) => existsSync(path)))
    for (const name of readdirSync(folder).sort())
      if (/\.[ch]$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}
