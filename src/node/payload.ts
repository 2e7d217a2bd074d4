import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { PayloadFile } from '../lab/options';

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly executable: boolean;
}

/** Files that travel to hosts, as they stand in a bundle, out of the one file into which the build packs them. */
export async function readPayload(folder: string): Promise<readonly PayloadFile[]> {
  return unpackPayload(await readFile(join(folder, 'files.br')));
}

/** The format is that of scripts/payload.mjs. */
async function unpackPayload(packed: Uint8Array): Promise<readonly PayloadFile[]> {
  const all = await promisify(brotliDecompress)(packed);
  const start = 4 + all.readUInt32LE(0);
  const list = JSON.parse(all.toString('utf8', 4, start)) as readonly Listed[];
  let at = start;
  return list.map(({ path, bytes, executable }) => {
    const from = at;
    at += bytes;
    return { path, bytes: all.subarray(from, at), executable };
  });
}
