import { chmod, lstat, mkdtemp, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { UserError } from '../lab/lab';
import { isMissing } from './files';
import { ProcessError, type ProcessResult, runProcess } from './process';

/** What makes a folder a copied tree. */
const MARK = 'sys/devices/system/cpu';
/** So many folders are looked through for a tree, level by level. */
const MAX_LOOKED_AT = 2000;
const UNPACK_SECONDS = 300;
const PROBE_SECONDS = 120;
/** Upper bound of a capture, bytes: 4096 PUs give about 40 MiB. */
const MAX_CAPTURE = 512 * 2 ** 20;

/**
 * What a shell script prints that is given the copied tree of /sys and /proc in a folder or a tar file; null where the
 * path is neither. A tar is unpacked into a folder of its own that is gone afterwards, whatever happens; what it holds
 * cannot reach out of that folder.
 */
export async function captureTree(
  path: string,
  script: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const kind = await kindOf(path);
  if (kind === null) return null;
  if (kind === 'folder') return capture(await treeIn(path, path, 1), path, script, signal);
  const folder = await mkdtemp(join(tmpdir(), 'vmpart-tree-'));
  try {
    await unpack(path, folder, signal);
    await tame(folder, `${await realpath(folder)}${sep}`);
    return await capture(await treeIn(folder, path, 3), path, script, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tar files by their first bytes, compressed ones by those of gzip, bzip2 and xz. */
async function kindOf(path: string): Promise<'folder' | 'tar' | null> {
  const found = await statOrNull(path);
  if (found === null) return null;
  if (found.isDirectory()) return 'folder';
  if (!found.isFile()) return null;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.subarray(0, bytesRead);
    const compressed = ['1f8b', '425a68', 'fd377a585a00'].some((magic) =>
      head.subarray(0, magic.length / 2).equals(Buffer.from(magic, 'hex')),
    );
    return compressed || head.subarray(257, 262).toString('latin1') === 'ustar' ? 'tar' : null;
  } finally {
    await file.close();
  }
}

async function statOrNull(path: string): Promise<Awaited<ReturnType<typeof stat>> | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Thousands of files of whole copies in which the script finds nothing. */
const NOT_NEEDED = [
  'proc/device-tree/*',
  'sys/firmware/*',
  'sys/bus/pci/*',
  ...[
    'power',
    'cpuidle',
    'thermal_throttle',
    'msi_irqs',
    'infiniband',
    'pci_bus',
    'statistics',
    'queues',
  ].map((name) => `sys/*/${name}/*`),
].map((pattern) => `--exclude=*${pattern}`);

/** The system's tar takes no path that leads upwards or begins at the root. */
async function unpack(path: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const args = ['-x', '-f', path, '-C', folder, '--no-same-owner', '--no-same-permissions', ...NOT_NEEDED];
  const { code, stderr } = await run('tar', args, path, UNPACK_SECONDS, signal);
  if (code === 0) return;
  const [line = ''] = stderr.split('\n').filter((text) => text.trim() !== '');
  throw new UserError(
    `${path} cannot be unpacked: ${line.replace(/[.;:\s]+$/, '') || `tar ended with ${code}`}.`,
    'Look whether it is a whole tar file: tar -tf FILE.',
    path,
  );
}

/**
 * Leaves only folders, plain files and links that stay inside: a link to a file elsewhere would be read as if the tar
 * held it, and a pipe never ends. Folders become readable, so that they can be removed.
 */
async function tame(folder: string, inside: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await lstat(path);
    if (found.isDirectory()) await tame(path, inside);
    else if (found.isSymbolicLink() ? await leads(path, inside) : !found.isFile()) await rm(path);
  }
}

/** Does a link lead out of the folder, or nowhere? */
async function leads(link: string, inside: string): Promise<boolean> {
  try {
    return !`${await realpath(link)}${sep}`.startsWith(inside);
  } catch {
    return true;
  }
}

/** The one folder with a tree, at most so many levels below another. */
async function treeIn(folder: string, path: string, levels: number): Promise<string> {
  let level = [folder];
  for (let depth = 0; depth <= levels; depth++) {
    const found: string[] = [];
    for (const candidate of level)
      if ((await statOrNull(join(candidate, MARK)).catch(() => null))?.isDirectory() === true)
        found.push(candidate);
    const [tree, another] = found;
    if (tree !== undefined && another !== undefined)
      throw new UserError(
        `${path} holds ${found.length} trees of /sys.`,
        'Name the folder of one of them.',
        path,
      );
    if (tree !== undefined) return tree;
    if (depth < levels) level = (await Promise.all(level.map(foldersIn))).flat().slice(0, MAX_LOOKED_AT);
  }
  throw new UserError(
    `${path} has no ${MARK}, so it is no copy of /sys and /proc.`,
    'Name a folder or tar file that holds `sys` and `proc` as copied from the machine.',
    path,
  );
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

async function capture(
  tree: string,
  path: string,
  script: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { code, stdout, stderr } = await run('sh', ['-s', '--', tree], path, PROBE_SECONDS, signal, script);
  if (code === 0) return stdout;
  throw new UserError(
    `${path} could not be read: ${stderr.trim() || `sh ended with ${code}`}`,
    'Look at its rights.',
    path,
  );
}

async function run(
  program: string,
  args: readonly string[],
  path: string,
  timeoutSeconds: number,
  signal: AbortSignal | undefined,
  input?: string,
): Promise<ProcessResult> {
  try {
    return await runProcess(program, args, {
      timeoutSeconds,
      maxBytes: MAX_CAPTURE,
      ...(signal === undefined ? {} : { signal }),
      ...(input === undefined ? {} : { input }),
    });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const remedy =
      error.reason === 'missing'
        ? 'Install it, or make a capture on the machine with: sh probe.sh > FILE.'
        : 'Look whether it is what it should be.';
    throw new UserError(`${path} could not be read: ${error.message}`, remedy, path);
  }
}
