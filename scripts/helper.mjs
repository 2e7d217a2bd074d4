// Compiles the static host helper from its C source, with musl where there is one (50 kB instead of 800 kB).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';

const flags = ['-std=c11', '-O2', '-static', '-s', '-Wall', '-Wextra', '-Werror'];

/** Writes OUT/vmpart-host-ARCH for this machine's architecture; on systems other than Linux it says that it does not. */
export function buildHelper(root, out) {
  const sources = join(root, 'src/payload/host');
  if (platform() !== 'linux') {
    console.warn('vmpart-host is built on Linux only: hosts will compile it from its source.');
    return;
  }
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch()] ?? arch();
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
  if (files.length === 0) return;
  mkdirSync(out, { recursive: true });
  const target = join(out, `vmpart-host-${machine}`);
  for (const compiler of ['musl-gcc', 'cc']) {
    const result = spawnSync(
      compiler,
      [...flags, '-o', target, ...files.map((name) => join(sources, name))],
      {
        encoding: 'utf8',
      },
    );
    if (result.error) continue;
    if (result.status !== 0) throw new Error(`${compiler} cannot build vmpart-host:\n${result.stderr}`);
    return;
  }
  throw new Error('No C compiler: install musl-tools (or gcc and libc6-dev) to build vmpart-host.');
}
