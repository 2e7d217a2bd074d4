import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, isRoot } from './helper';
import { type Attempt, makeAttempt, nativeBlock } from './libraryBundle';

// Which files guests get, from programs made for the purpose; and which modules.

/** Calls functions of the library in the attempt's folder, with a scratch folder of the test's own. */
function inLibrary(
  attempt: Attempt,
  script: string,
): { readonly status: number | null; readonly lines: string[] } {
  const scratch = freshFolder();
  const result = spawnSync('sh', ['-c', `. lib/vmpart.sh; RUN_DIR='${scratch}'; helper_find; ${script}`], {
    cwd: attempt.folder,
    encoding: 'utf8',
  });
  return {
    status: result.status,
    lines: (result.stdout + result.stderr).split('\n').filter((line) => line !== ''),
  };
}

/** Paths in a guest's root that begin with PREFIX. */
function sources(attempt: Attempt, prefix: string): readonly string[] {
  const script = 'guest_wanted | sort -u >"$RUN_DIR/x.wanted"; guest_sources "$RUN_DIR/x"';
  return inLibrary(attempt, script).lines.filter((line) => line.startsWith(prefix));
}

/** A program with a library beside it that it finds by its own place, in a folder reached through a link. */
function installProgram(): string {
  const folder = freshFolder();
  for (const name of ['real/bin', 'real/lib', 'data/deep'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'own.c'), 'int own(void) { return 0; }\n');
  writeFileSync(join(folder, 'main.c'), 'int own(void);\nint main(void) { return own(); }\n');
  const lib = join(folder, 'real/lib');
  compile(['-shared', '-fPIC', '-o', join(lib, 'libown.so.1'), join(folder, 'own.c')]);
  symlinkSync('libown.so.1', join(lib, 'libown.so'));
  compile([
    '-o',
    join(folder, 'real/bin/prog'),
    join(folder, 'main.c'),
    `-L${lib}`,
    '-lown',
    '-Wl,-rpath,$ORIGIN/../lib',
  ]);
  symlinkSync('real', join(folder, 'link'));
  writeFileSync(join(folder, 'data/deep/input'), 'x');
  writeFileSync(join(folder, 'script'), '#! /usr/bin/env perl\nexit 0;\n');
  chmodSync(join(folder, 'script'), 0o755);
  return folder;
}

function compile(args: readonly string[]): void {
  const result = spawnSync('cc', [...args], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
}

describe('the files of guests', () => {
  it('are closed under links, libraries beside programs, folders and interpreters', () => {
    const at = installProgram();
    const needs = [
      `program\tthe program\t/no/such/prog\t${at}/link/bin/prog`,
      `program\ta script\t${at}/script`,
      `file\tnamed in guest.files\t${at}/data`,
    ];
    const attempt = makeAttempt({ calls: nativeBlock(0), needs });
    const found = sources(attempt, at);
    const wanted = [
      'data',
      'data/deep',
      'data/deep/input',
      'link',
      'real/bin/prog',
      'real/lib/libown.so',
      'real/lib/libown.so.1',
      'script',
    ];
    expect(found).toEqual(wanted.map((path) => `${at}/${path}`));
    expect(sources(attempt, '/usr/bin/perl')).toContain('/usr/bin/perl');
  });

  it('are the whole prefix of an MPI runtime outside the system, without its headers and manuals', () => {
    const at = freshFolder();
    const files = [
      'bin/mpirun',
      'lib/openmpi/mca_x.so',
      'share/openmpi/help.txt',
      'share/man/mpirun.1',
      'include/mpi.h',
    ];
    for (const file of files) {
      mkdirSync(join(at, 'opt/ompi', file, '..'), { recursive: true });
      writeFileSync(join(at, 'opt/ompi', file), '#!/bin/sh\n', { mode: 0o755 });
    }
    const needs = [`program\tstarts the ranks\t${at}/opt/ompi/bin/mpirun`];
    const found = sources(makeAttempt({ calls: nativeBlock(0), needs }), `${at}/opt/ompi/`);
    expect(found).toEqual(
      [
        'bin',
        'bin/mpirun',
        'lib',
        'lib/openmpi',
        'lib/openmpi/mca_x.so',
        'share',
        'share/openmpi',
        'share/openmpi/help.txt',
      ].map((path) => `${at}/opt/ompi/${path}`),
    );
  });

  it.skipIf(!isRoot)('are an image, made once, and again when a file has changed', () => {
    const at = installProgram();
    const attempt = makeAttempt({
      calls: nativeBlock(0),
      needs: [`program\tthe program\t${at}/real/bin/prog`],
    });
    const make = (): readonly string[] =>
      inLibrary(attempt, 'guest_root_make || echo "$GUEST_FAULT"; echo "$ROOT_IMAGE"').lines;
    const [first] = make();
    expect(existsSync(first ?? '')).toBe(true);
    expect(make()).toEqual([first]);
    const inside = spawnSync('debugfs', ['-R', `stat ${at}/real/lib/libown.so.1`, first ?? ''], {
      encoding: 'utf8',
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    expect(inside.stdout).toContain('Type: regular');
    writeFileSync(join(at, 'own.c'), 'int own(void) { return 1; } int more(void) { return 2; }\n');
    compile(['-shared', '-fPIC', '-o', join(at, 'real/lib/libown.so.1'), join(at, 'own.c')]);
    expect(make()).not.toEqual([first]);
    expect(readdirSync(join(attempt.base, 'cache')).filter((name) => name.endsWith('.ext4'))).toHaveLength(2);
    expect(readdirSync(join(attempt.base, 'cache')).filter((name) => name.includes('.tmp.'))).toEqual([]);
  });

  it.skipIf(!isRoot)('may be of a program without libraries', () => {
    const at = installProgram();
    const program = join(at, 'real/bin/alone');
    compile(['-static', '-o', program, join(at, 'main.c'), join(at, 'own.c')]);
    const attempt = makeAttempt({ calls: nativeBlock(0), needs: [`program\tthe program\t${program}`] });
    expect(sources(attempt, `${at}/real/bin`)).toEqual([program]);
    const { lines } = inLibrary(attempt, 'guest_root_make && echo made || echo "fault: $GUEST_FAULT"');
    expect(lines).toEqual(['made']);
  });

  it.skipIf(!isRoot)('name the library that a program lacks', () => {
    const at = installProgram();
    unlinkSync(join(at, 'real/lib/libown.so.1'));
    const attempt = makeAttempt({
      calls: nativeBlock(0),
      needs: [`program\tthe program\t${at}/real/bin/prog`],
    });
    const { lines } = inLibrary(attempt, 'guest_root_make || echo "fault: $GUEST_FAULT"');
    expect(lines.join('\n')).toContain(
      `fault: ${at}/real/bin/prog needs libown.so, which this host does not have`,
    );
  });
});

const releases = existsSync('/lib/modules')
  ? readdirSync('/lib/modules').filter((name) => existsSync(`/lib/modules/${name}/modules.dep`))
  : [];

describe.skipIf(releases.length === 0)('modules of guests', () => {
  const release = releases[0] ?? '';
  const names = 'virtio_pci virtio_blk virtio_net ext4 overlay 8139cp e1000';

  it('are the same without modprobe, each after what it needs', () => {
    const attempt = makeAttempt({ calls: nativeBlock(0) });
    const list = (call: string): readonly string[] =>
      inLibrary(attempt, call).lines.map((path) => path.replace(/.*\//, ''));
    const known = list(`module_files '${release}' ${names}`);
    const parsed = list(`module_files_parsed '/lib/modules/${release}' ${names}`);
    // The faster crc32c of a processor is a matter of taste; the generic one is enough.
    expect([...parsed].sort()).toEqual(known.filter((name) => !name.startsWith('crc32c-')).sort());
    for (const [first, second] of [
      ['virtio_ring', 'virtio_pci'],
      ['jbd2', 'ext4'],
      ['net_failover', 'virtio_net'],
    ]) {
      const place = (part = ''): number => parsed.findIndex((name) => name.startsWith(`${part}.ko`));
      expect(place(first)).toBeLessThan(place(second));
    }
  });

  it('that do not exist are named', () => {
    const attempt = makeAttempt({ calls: nativeBlock(0) });
    const { lines } = inLibrary(attempt, `module_files_parsed '/lib/modules/${release}' no_such_module`);
    expect(lines).toEqual(['no module no_such_module']);
  });

  it('go with the release that the kernel itself tells', () => {
    const kernel = `/boot/vmlinuz-${release}`;
    if (!existsSync(kernel)) return;
    const attempt = makeAttempt({ calls: nativeBlock(0) });
    const copy = join(freshFolder(), 'kernel');
    writeFileSync(copy, readFileSync(kernel));
    expect(inLibrary(attempt, `kernel_release '${copy}'`).lines).toEqual([release]);
  });
});

describe('the first archive of guests', () => {
  it('is made once for a helper and its modules, whichever attempt asks', () => {
    const first = makeAttempt({ calls: nativeBlock(0) });
    const second = makeAttempt({ calls: nativeBlock(0) }, 'a2', first.base);
    const script =
      'module_files() { :; }; GUEST_RELEASE=6.0; mkdir -p "$CACHE"; guest_initrd_make && echo "$BASE_INITRD"';
    const made = [first, second].map((attempt) => inLibrary(attempt, script));
    expect(made.map(({ status }) => status)).toEqual([0, 0]);
    expect(made[0]?.lines).toEqual(made[1]?.lines);
    expect(readdirSync(join(first.base, 'cache'))).toHaveLength(1);
  });
});
