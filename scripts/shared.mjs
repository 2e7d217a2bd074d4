// Compiles the shared-memory library from its C source (src/payload/shm), for programs built with the GNU C library.
// As a command: node scripts/shared.mjs OUT   prints the path of the library that it wrote below OUT
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { cFiles } from './helper.mjs';

const flags = [
  '-std=c11',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-O2',
  '-fPIC',
  '-shared',
  '-s',
  '-fvisibility=hidden',
];
// Programs of users' own that were linked with it find the one that is loaded already by this name.
const name = '-Wl,-soname,libvmpart-shared.so';
// A host's C library may be older than this machine's: checked copies of functions have newer names. libdl is where
// dlsym was before glibc 2.34; a call must not wait for the loader in the middle of a job.
const portable = ['-U_FORTIFY_SOURCE', '-fno-stack-protector', '-Wl,--no-as-needed', '-ldl', '-Wl,-z,now'];

/**
 * Writes OUT/libvmpart-shared-ARCH.so for this machine's architecture and returns its path; null on systems other than
 * Linux, where it says so.
 */
export function buildShared(root, out) {
  if (platform() !== 'linux') {
    console.warn('libvmpart-shared.so is built on Linux only: hosts will compile it from its source.');
    return null;
  }
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch()] ?? arch();
  const folders = ['shm', 'shm/library'].map((folder) => join(root, 'src/payload', folder));
  mkdirSync(out, { recursive: true });
  const target = join(out, `libvmpart-shared-${machine}.so`);
  const result = spawnSync('cc', [...flags, name, '-o', target, ...folders.flatMap(cFiles), ...portable], {
    encoding: 'utf8',
  });
  if (result.error) throw new Error('No C compiler: install gcc and libc6-dev to build libvmpart-shared.so.');
  if (result.status !== 0) throw new Error(`cc cannot build libvmpart-shared.so:\n${result.stderr}`);
  return target;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const out = argv[2];
  if (out === undefined) throw new Error('usage: node scripts/shared.mjs OUT');
  console.log(buildShared(join(dirname(fileURLToPath(import.meta.url)), '..'), out));
}
