import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PayloadFile } from '../lab/options';

/** Files of dist/payload as they stand in a bundle: C sources under src/, everything else where it is. */
export async function readPayload(folder: string): Promise<readonly PayloadFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.sort().map(async (path) => {
      const name = relative(folder, path).split(sep).join('/');
      const mode = (await stat(path)).mode;
      return {
        path: name.startsWith('host/') ? `src/${name.slice('host/'.length)}` : bundlePath(name),
        bytes: await readFile(path),
        executable: (mode & 0o100) !== 0 || name.startsWith('bin/') || name === 'vmpart-root',
      };
    }),
  );
}

function bundlePath(name: string): string {
  return name === 'vmpart-root' ? 'bin/vmpart-root' : name;
}
