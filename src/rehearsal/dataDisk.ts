import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../lab/ports';
import { nodeFiles } from '../node/files';
import { runProcess } from '../node/process';
import type { MachineFiles } from './folders';
import { TOOL_PATH } from './tools';

/** Virtual size; the file is sparse, and what the machine deletes is given back. */
const SIZE = '8G';

/**
 * The disk for what outlives boots: attempts and cached guests, which are made from the system in the image. With
 * another image it would hold the wrong guests, so its name carries the image's key, and older ones are removed.
 */
export async function ensureDataDisk(files: MachineFiles, imageKey: string): Promise<string> {
  const path = join(files.folder, `data-${imageKey}.raw`);
  if ((await nodeFiles.size(path)) !== null) return path;
  await removeOthers(files);
  const fresh = `${path}.new`;
  const args = ['-q', '-F', '-t', 'ext4', '-m', '0', '-L', 'vmpart', fresh, SIZE];
  const result = await runProcess('mke2fs', args, { timeoutSeconds: 300, environment: { PATH: TOOL_PATH } });
  if (result.code !== 0) {
    throw new HostError(
      `The data disk of the rehearsal machine could not be made: ${result.stderr.trim()}`,
      `Look whether the disk that holds ${files.folder} has space.`,
    );
  }
  await rename(fresh, path);
  return path;
}

async function removeOthers(files: MachineFiles): Promise<void> {
  const disks = (await readdir(files.folder)).filter((name) => name.startsWith('data-'));
  await Promise.all(disks.map((name) => rm(join(files.folder, name), { force: true })));
}
