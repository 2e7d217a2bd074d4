// What travels to hosts, packed into one file: a zip packs each by itself, which made the package 49 kB larger.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** Where C sources lie in a bundle, by their folder here. */
const PLACES = { host: 'src', shm: 'shm', programs: 'programs' };

/**
 * Writes `files.br` into a folder: Brotli of the length of a header (4 bytes, little endian), the header, a JSON list of
 * `{ path, bytes, executable }`, and the files' bytes in its order (src/node/payload.ts reads it). The probe stands beside
 * it as it is, for who wants to run it by hand.
 */
export function packPayload(sources, compiled, folder) {
  const files = [...filesIn(sources), ...filesIn(compiled)]
    .filter(({ path }) => !/^(host|shm|programs)\//.test(path) || /\.[ch]$/.test(path))
    .map(({ path, from }) => ({
      path: placeOf(path),
      content: readFileSync(from),
      executable: mayRun(path, from),
    }))
    .sort((one, two) => (one.path < two.path ? -1 : 1));
  const list = files.map(({ path, content, executable }) => ({ path, bytes: content.length, executable }));
  const header = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  mkdirSync(folder, { recursive: true });
  const all = Buffer.concat([length, header, ...files.map(({ content }) => content)]);
  writeFileSync(join(folder, 'files.br'), brotliCompressSync(all));
  copyFileSync(join(sources, 'probe.sh'), join(folder, 'probe.sh'));
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((from) => statSync(from).isFile())
    .map((from) => ({ from, path: relative(folder, from).replaceAll('\\', '/') }));
}

function placeOf(path) {
  if (path === 'vmpart-root') return 'bin/vmpart-root';
  const [first, ...rest] = path.split('/');
  return first in PLACES ? [PLACES[first], ...rest].join('/') : path;
}

function mayRun(path, from) {
  if (/\.[ch]$/.test(path)) return false;
  return path.startsWith('bin/') || path === 'vmpart-root' || (statSync(from).mode & 0o100) !== 0;
}
