import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeClock } from '../node/clock';
import { identify, isRunning, type ProcessIdentity } from './processIdentity';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process holds the lock. */
  readonly onWait: () => void;
}

const POLL = 500;

/**
 * Runs the work while no other process does work under the same lock file. A lock whose process is gone is taken over.
 * Rejects with the reason of the signal when that fires while waiting.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    if (!told) options.onWait();
    told = true;
    await nodeClock.sleep(POLL, options.signal);
  }
  try {
    options.signal?.throwIfAborted();
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  const own = await identify(process.pid);
  try {
    await writeFile(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const holder = await readHolder(path);
  if (holder !== null && !(await isRunning(holder))) await rm(path, { force: true });
  return false;
}

/** null while the holder is still writing, or has just gone. */
async function readHolder(path: string): Promise<ProcessIdentity | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity | null;
  } catch {
    return null;
  }
}
