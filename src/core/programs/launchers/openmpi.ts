import { rankWrapper, vmsOf, type Launch, type LaunchRequest } from './launch';
import { JOB_VARIABLE, sharedEnvironment } from './shared';
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
  const environment = { ...QUIET_TOPOLOGY, ...sharedEnvironment(request, OWN_UCX), ...own };
  const several = vmsOf(request.ranks).length > 1;
  const job = request.region === null ? [] : [JOB_VARIABLE];
  const exported = [...Object.keys(environment), ...job].sort().flatMap((name) => ['-x', name]);
  const count = ['-np', String(request.ranks.length)];
  return {
    argv: [
      ...tools.slice(0, 1),
      ...COMMON,
      ...(several ? [...transportWords(request), ...hostWords(request)] : LOCAL),
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
 * that shares the topology for binding (rtc hwloc) crashes orted now and then in Open MPI 4.1.4, and nothing is bound. With
 * hooks for memory that UCX has registered OpenSHMEM crashes at its end there, and a region gets a warning of wrong data;
 * nothing is registered here.
 */
const COMMON = [
  ...['--allow-run-as-root', '--bind-to', 'none', '--mca', 'rtc', '^hwloc'],
  ...['--mca', 'opal_common_ucx_opal_mem_hooks', '0'],
];

/** Without UCX: of its windows Open MPI 4.1.4 makes none over TCP, where it would choose them. */
const PLAIN = ['--mca', 'pml', 'ob1', '--mca', 'osc', '^ucx'];

/** On one machine: the number of ranks is the experiment's to choose, not the slots that Open MPI counts. */
const LOCAL = [...PLAIN, '--mca', 'btl', 'self,vader', '--oversubscribe'];

/**
 * Through a region all goes by UCX, which Open MPI takes without the adapters of a cluster only when told that any
 * transport and device will do. Windows that a program shares within a VM are the component sm's. Of OpenSHMEM UCX makes
 * the heap too, in the region, so that ranks of other VMs load and store in it.
 */
const SHARED = [
  ...['--mca', 'pml', 'ucx', '--mca', 'osc', 'ucx,sm', '--mca', 'btl', 'self'],
  ...['--mca', 'opal_common_ucx_tls', 'any', '--mca', 'opal_common_ucx_devices', 'any'],
  ...['--mca', 'spml', 'ucx', '--mca', 'sshmem', 'ucx', '--mca', 'atomic', 'ucx'],
];

/**
 * A rank reaches itself as it reaches others. Through UCX's `self` its own atomic operations are done at once, and Open MPI
 * 4.1.4 then looks for nobody else's: a rank that waits in a loop for a lock in its own window never answers the one
 * that holds it. So it was on one machine without a region too, in every second run of eight ranks on two CPUs.
 */
const OWN_UCX = { UCX_TLS: 'posix' };

function transportWords({ region, subnet }: LaunchRequest): readonly string[] {
  if (region !== null) return SHARED;
  return [...PLAIN, '--mca', 'btl', 'self,vader,tcp', '--mca', 'btl_tcp_if_include', subnet];
}

function hostWords({ subnet, paths }: LaunchRequest): readonly string[] {
  return [
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
