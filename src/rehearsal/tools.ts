import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { HostError } from '../lab/ports';

/** Debian package of each program that a rehearsal calls, and what for. */
const packages: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  mmdebstrap: 'mmdebstrap',
  mksquashfs: 'squashfs-tools',
  'ssh-keygen': 'openssh-client',
  ssh: 'openssh-client',
  mke2fs: 'e2fsprogs',
  newuidmap: 'uidmap',
};

/** Throws a HostError that names every missing program with its package. */
export async function needTools(names: readonly string[]): Promise<void> {
  const found = await Promise.all(names.map(programPath));
  const missing = names.filter((_name, index) => found[index] === null);
  if (missing.length === 0) return;
  const needed = [...new Set(missing.map((name) => packages[name] ?? name))];
  throw new HostError(
    `A rehearsal needs ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed.`,
    `sudo apt-get install --no-install-recommends ${needed.join(' ')}`,
  );
}

/** The PATH of users often lacks the administrators' folders, where mke2fs lies. */
export const TOOL_PATH = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;

/** Absolute path of a program; null when it is not installed. */
export async function programPath(name: string): Promise<string | null> {
  for (const folder of TOOL_PATH.split(delimiter).filter((text) => text !== '')) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}
