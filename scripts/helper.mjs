// Compiles the static host helper from its C source, with what it shares with the library for shared regions (shm/), with
// musl where there is one (170 kB instead of 920 kB).
// As a command: node scripts/helper.mjs OUT [--sanitize]   prints the path of the helper that it wrote below OUT
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const warnings = ['-std=c11', '-Wall', '-Wextra'];
// Tables for unwinding and what nobody calls are left out: a tenth of it.
const release = [
  ...[...warnings, '-Werror', '-Os', '-static', '-s', '-Wl,-z,noseparate-code'],
  ...['-fno-asynchronous-unwind-tables', '-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'],
];
// For tests: memory errors and undefined behaviour end the helper with a message. Warnings differ under instrumentation.
const sanitized = [...warnings, '-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/**
 * Writes OUT/vmpart-host-ARCH for this machine's architecture and returns its path; null on systems other than Linux,
 * where it says so.
 */
export function buildHelper(root, out, { sanitize = false } = {}) {
  const sources = ['host', 'shm'].map((folder) => join(root, 'src/payload', folder));
  if (platform() !== 'linux') {
    console.warn('vmpart-host is built on Linux only: hosts will compile it from its source.');
    return null;
  }
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch()] ?? arch();
  mkdirSync(out, { recursive: true });
  const target = join(out, `vmpart-host-${machine}`);
  const inputs = sources.flatMap(cFiles);
  const flags = sanitize ? sanitized : release;
  for (const compiler of sanitize ? ['gcc'] : ['musl-gcc', 'cc']) {
    const result = spawnSync(compiler, [...flags, '-o', target, ...inputs, '-lm'], { encoding: 'utf8' });
    if (result.error) continue;
    if (result.status !== 0) throw new Error(`${compiler} cannot build vmpart-host:\n${result.stderr}`);
    return target;
  }
  throw new Error('No C compiler: install musl-tools (or gcc and libc6-dev) to build vmpart-host.');
}

/** Paths of the C files of a folder. */
export function cFiles(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(folder, name));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const out = argv[2];
  if (out === undefined) throw new Error('usage: node scripts/helper.mjs OUT [--sanitize]');
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  console.log(buildHelper(root, out, { sanitize: argv.includes('--sanitize') }));
}
