import type { LaunchRequest } from '../../../src/core/programs/launchers/launch';

/** A request for ranks given as VM and CPUs; an empty VM is the native machine. */
export function request(
  ranks: readonly (readonly [string, readonly number[]])[],
  folder = '/l',
  region: string | null = null,
): LaunchRequest {
  return {
    where: ranks.some(([vm]) => vm !== '') ? 'guests' : 'native',
    mpi: 'openmpi',
    ranks: ranks.map(([vm, cpus]) => ({ vm: vm === '' ? null : vm, cpus })),
    threads: 1,
    region,
    environment: {},
    subnet: '10.77.0.0/16',
    paths: {
      helper: `${folder}/vmpart-host`,
      ranksFile: `${folder}/ranks`,
      hostFile: `${folder}/hosts`,
      sshConfig: `${folder}/config`,
      remoteShell: `${folder}/remote-shell`,
      sharedLibrary: `${folder}/libvmpart-shared.so`,
    },
  };
}
