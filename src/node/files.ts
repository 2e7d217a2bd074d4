import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from '../lab/ports';

/** The file system of this machine. */
export const nodeFiles: Files = {
  readText: (path) => naming(path, unlessMissing(readFile(path, 'utf8'), null)),
  readBytes: (path, offset, length) => naming(path, readBytes(path, offset, length)),
  writeText: (path, text) => naming(path, writeText(path, text)),
  writeBytes: (path, bytes, executable) => naming(path, writeBytes(path, bytes, executable)),
  writeAt: (path, offset, bytes) => naming(path, writeAt(path, offset, bytes)),
  size: async (path) => (await unlessMissing(stat(path), null))?.size ?? null,
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  list: async (path) => (await unlessMissing(readdir(path), [])).sort(),
};

async function unlessMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}

/** Errors of reading and writing do not say which file it was, other than those of opening. */
async function naming<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
  }
}

/** True for the error of a path that does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** At most `length` bytes from `offset`: fewer where the file ends. */
async function readBytes(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/**
 * Readers see the old text or the new one, never a half: the new text goes to a file beside it, to the disk, and then
 * takes the name. A symbolic link stays a link, and the file keeps its mode.
 */
async function writeText(path: string, text: string): Promise<void> {
  const target = await unlessMissing(realpath(path), path);
  const mode = (await unlessMissing(stat(target), null))?.mode ?? 0o644;
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', mode & 0o777);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeBytes(path: string, bytes: Uint8Array, executable: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  await chmod(path, executable ? 0o755 : 0o644);
}

async function writeAt(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644);
  try {
    let done = 0;
    while (done < bytes.length) {
      done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
    }
  } finally {
    await file.close();
  }
}
