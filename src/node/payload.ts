import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { PayloadFile } from '../lab/options';

/** What the build makes of all C sources: a JSON object of texts by their paths in a bundle. One file packs better. */
const SOURCES = 'sources.json.br';

/** Files of dist/payload as they stand in a bundle. */
export async function readPayload(folder: string): Promise<readonly PayloadFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(paths.sort().map((path) => readOne(folder, path)));
  return files.flat();
}

async function readOne(folder: string, path: string): Promise<readonly PayloadFile[]> {
  const name = relative(folder, path).split(sep).join('/');
  const bytes = await readFile(path);
  if (name === SOURCES) return sourcesIn(bytes);
  const executable =
    ((await stat(path)).mode & 0o100) !== 0 || name.startsWith('bin/') || name === 'vmpart-root';
  return [{ path: name === 'vmpart-root' ? 'bin/vmpart-root' : name, bytes, executable }];
}

function sourcesIn(bytes: Uint8Array): readonly PayloadFile[] {
  const texts = JSON.parse(brotliDecompressSync(bytes).toString('utf8')) as Readonly<Record<string, string>>;
  return Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text), executable: false }));
}
