import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from './helper';

// Whether programs can go through shared memory, asked of programs that are compiled here. Their MPI libraries are
// stand-ins: empty ones of the same names.

const lib = join(import.meta.dirname, '../../src/payload/lib');

function compile(args: readonly string[]): void {
  const result = spawnSync('cc', ['-x', 'c', '-', ...args], {
    encoding: 'utf8',
    input: 'int main(void) { return 0; }\n',
  });
  expect(result.stderr).toBe('');
}

/** A program linked to a library of this name, which is linked to libucp.so.0 where `ucx` is set. */
function linkedTo(folder: string, library: string, ucx: boolean): string {
  const program = join(folder, 'program');
  const shared = ['-shared', '-Wl,--no-as-needed', `-L${folder}`, `-Wl,-rpath,${folder}`];
  if (ucx) compile(['-shared', `-Wl,-soname,libucp.so.0`, '-o', join(folder, 'libucp.so.0')]);
  compile([
    ...shared,
    `-Wl,-soname,${library}`,
    '-o',
    join(folder, library),
    ...(ucx ? ['-l:libucp.so.0'] : []),
  ]);
  compile(['-Wl,--no-as-needed', `-L${folder}`, `-Wl,-rpath,${folder}`, '-o', program, `-l:${library}`]);
  return program;
}

/** What preflight says of `needs`. */
function told(folder: string, ...needs: readonly (readonly string[])[]): readonly string[] {
  writeFileSync(join(folder, 'needs'), needs.map((fields) => `${fields.join('\t')}\n`).join(''));
  const script = [
    `cd ${lib} && for part in hints guest_files preflight shared used; do . ./$part.sh; done; set -u`,
    `ATTEMPT_DIR=${folder} KERNEL=''; lacking() { printf '%s\\n' "$1"; }`,
    'preflight_needs; preflight_shared; used_files | grep -c preloaded',
  ];
  const { stdout, stderr } = spawnSync('sh', ['-c', script.join('\n')], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toBe('0');
  return lines.slice(0, -1);
}

const wanted = (...names: readonly string[]): readonly string[] => [
  'preloaded',
  'cg.B through shared memory',
  ...names,
];

describe('a program that is to go through shared memory', () => {
  it('must be linked dynamically', () => {
    const folder = freshFolder();
    const program = join(folder, 'static');
    for (const flag of ['-static', '-static-pie']) {
      compile([flag, '-o', program]);
      expect(told(folder, wanted(program), wanted(program))).toEqual([
        expect.stringMatching(
          /static is statically linked \(cg\.B through shared memory\): nothing can come between/,
        ),
      ]);
    }
  });

  it.each(['libmpich.so.12', 'libmpi.so.40', 'liboshmem.so.40'])(
    'must have a runtime with UCX: %s',
    (library) => {
      const folder = freshFolder();
      const without = linkedTo(folder, library, false);
      expect(told(folder, wanted(without))).toEqual([
        expect.stringMatching(new RegExp(`runs with a library that has no UCX: .*/${library} \\(cg`)),
      ]);
      expect(told(folder, wanted(linkedTo(folder, library, true)))).toEqual([]);
    },
  );

  it('may have it as a component beside the runtime, as Open MPI does', () => {
    const folder = freshFolder();
    const program = linkedTo(folder, 'libmpi.so.40', false);
    mkdirSync(join(folder, 'openmpi/lib/openmpi3'), { recursive: true });
    expect(told(folder, wanted(program))).toHaveLength(1);
    writeFileSync(join(folder, 'openmpi/lib/openmpi3/mca_pml_ucx.so'), '');
    expect(told(folder, wanted(program))).toEqual([]);
  });

  it('may be one of no such runtime, or a script, of which nothing is known', () => {
    const folder = freshFolder();
    const script = join(folder, 'script');
    writeFileSync(script, '#!/bin/sh\n');
    chmodSync(script, 0o755);
    compile(['-o', join(folder, 'plain')]);
    expect(told(folder, wanted(script), wanted(join(folder, 'plain')), wanted('/bin/sh'))).toEqual([]);
  });

  it('is told once where it is not there', () => {
    const folder = freshFolder();
    const none = join(folder, 'none');
    const program = ['program', 'the program of cg.B', none];
    expect(told(folder, program, wanted(none))).toEqual([`The host has no ${none} (the program of cg.B).`]);
  });
});
