import { spawnSync } from 'node:child_process';
import { isRoot } from '../payload/helper';
import { distributionKernel } from '../support/distributionKernel';

/** What guests of this machine's own files need of it, for tests that boot them emulated. */
export const KERNEL = distributionKernel();
export const canBoot = isRoot && KERNEL !== null && has('qemu-system-x86_64') && has('sshd');

export function has(tool: string): boolean {
  return spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; command -v "$1"', 'sh', tool]).status === 0;
}
