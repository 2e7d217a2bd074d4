import { rankWrapper, vmsOf, type Launcher, type LaunchRequest, type RankPlace } from './launch';

/**
 * UPC programs by Berkeley UPC's `upcrun` (upcrun(1)). It reads the network out of the program's file, so no helper
 * can stand between it and a rank. It runs under one helper itself, bound to the CPUs of all ranks of its machine:
 * the processes that it starts there are seen as its descendants and checked against that set. What GASNet starts
 * in other VMs is not seen.
 */
export const upc: Launcher = {
  id: 'upc',
  title: "UPC programs, by Berkeley UPC's upcrun.",
  launch: (request) => {
    const words = ['upcrun', '-n', String(request.ranks.length * request.threads), ...layoutWords(request)];
    const ranks = [together(request.ranks)];
    return {
      argv: [...rankWrapper({ ...request, ranks }), ...words],
      tools: [],
      environment: { ...networkEnvironment(request), ...request.environment },
      ranks,
      hostFile: null,
      needs: [{ kind: 'tool', name: 'upcrun', reason: 'starts the UPC program (Berkeley UPC)' }],
    };
  },
};

/** All ranks on the machine of rank 0 as one. */
function together(ranks: readonly RankPlace[]): RankPlace {
  const vm = ranks[0]?.vm ?? null;
  const here = ranks.filter((rank) => rank.vm === vm);
  return { vm, cpus: [...new Set(here.flatMap((rank) => rank.cpus))] };
}

function layoutWords(request: LaunchRequest): readonly string[] {
  const vms = vmsOf(request.ranks).length;
  return [
    ...(request.threads > 1 ? ['-p', String(request.threads)] : []),
    ...(vms > 1 ? ['-N', String(vms)] : []),
  ];
}

/** GASNet's UDP conduit over ssh: a host for each process, in rank order. */
function networkEnvironment(request: LaunchRequest): Readonly<Record<string, string>> {
  if (vmsOf(request.ranks).length < 2) return {};
  return {
    GASNET_SPAWNFN: 'S',
    GASNET_SSH_CMD: 'ssh',
    GASNET_SSH_OPTIONS: `-F ${request.paths.sshConfig}`,
    GASNET_SSH_SERVERS: request.ranks.map((rank) => rank.vm ?? 'localhost').join(' '),
  };
}
