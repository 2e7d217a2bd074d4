import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { isRoot } from '../payload/helper';

/** What guests of this machine's own files need of it, for tests that boot them emulated. */
export const KERNEL = newestKernel();
export const canBoot = isRoot && KERNEL !== null && has('qemu-system-x86_64') && has('sshd');

export function has(tool: string): boolean {
  return spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; command -v "$1"', 'sh', tool]).status === 0;
}

/** A kernel of a distribution with its modules; the running one may have none. */
function newestKernel(): string | null {
  const names = existsSync('/boot') ? readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-')) : [];
  const usable = names.filter((name) =>
    existsSync(`/lib/modules/${name.slice('vmlinuz-'.length)}/modules.dep`),
  );
  const newest = usable.sort().at(-1);
  return newest === undefined ? null : `/boot/${newest}`;
}
