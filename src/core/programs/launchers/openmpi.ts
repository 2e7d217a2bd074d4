import { rankWrapper, vmsOf, type Launch, type LaunchRequest } from './launch';
import { QUIET_TOPOLOGY } from './topology';

/**
 * Command line of Open MPI 4 (mpirun(1)). Ranks are mapped in sequence: rank r goes to line r of the host file,
 * which gives the ranks file's map for any order and any sizes of the VMs. Binding is the helper's, hence none here.
 */
export function openmpiLaunch(
  request: LaunchRequest,
  tools: readonly string[],
  own: Readonly<Record<string, string>>,
): Launch {
  const environment = { ...QUIET_TOPOLOGY, ...own };
  const several = vmsOf(request.ranks).length > 1;
  const exported = Object.keys(environment)
    .sort()
    .flatMap((name) => ['-x', name]);
  const count = ['-np', String(request.ranks.length)];
  return {
    argv: [
      ...tools.slice(0, 1),
      ...COMMON,
      ...(several ? networkWords(request) : LOCAL),
      ...exported,
      ...count,
      ...rankWrapper(request),
    ],
    tools,
    environment,
    ranks: request.ranks,
    hostFile: several ? hostFileOf(request) : null,
    needs: needsOf(several, tools),
  };
}

/**
 * Runs as root in guests and rehearsals; the transport is named, so that it is the same on every host. The component
 * that shares the topology for binding (rtc hwloc) crashes orted now and then in Open MPI 4.1.4, and nothing is bound.
 */
const COMMON = ['--allow-run-as-root', '--bind-to', 'none', '--mca', 'rtc', '^hwloc', '--mca', 'pml', 'ob1'];

/** On one machine: the number of ranks is the experiment's to choose, not the slots that Open MPI counts. */
const LOCAL = ['--mca', 'btl', 'self,vader', '--oversubscribe'];

function networkWords({ subnet, paths }: LaunchRequest): readonly string[] {
  return [
    ...['--mca', 'btl', 'self,vader,tcp'],
    ...['--mca', 'btl_tcp_if_include', subnet],
    ...['--mca', 'oob_tcp_if_include', subnet],
    ...['--mca', 'plm_rsh_agent', `ssh -F ${paths.sshConfig}`],
    ...['--hostfile', paths.hostFile, '--map-by', 'seq'],
  ];
}

/** A line for each rank. */
function hostFileOf(request: LaunchRequest): string {
  return request.ranks.map((rank) => `${rank.vm ?? 'localhost'}\n`).join('');
}

function needsOf(several: boolean, tools: readonly string[]): Launch['needs'] {
  const launcher = { kind: 'tool', name: tools.join('|'), reason: 'starts the ranks (Open MPI)' } as const;
  return several
    ? [launcher, { kind: 'tool', name: 'ssh', reason: 'starts ranks in the other VMs' }]
    : [launcher];
}
