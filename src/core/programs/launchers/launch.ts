import type { LauncherId, MpiRuntime } from '../../experiment/workload';
import { preloadWords } from './shared';

/**
 * How programs of one kind are started. Pure: it looks at nothing and runs nothing. A file here that exports a launcher
 * under the file's own name is found by `npm run generate`.
 */
export interface Launcher {
  readonly id: LauncherId;
  /** Shown beside the id where one is chosen. */
  readonly title: string;
  readonly launch: (request: LaunchRequest) => Launch;
}

export interface LaunchRequest {
  /** `guests`: it starts in the VM of rank 0 and reaches the others by ssh. */
  readonly where: 'native' | 'guests';
  readonly mpi: MpiRuntime;
  /** Where each rank belongs, in rank order; never empty. The ranks file says the same. */
  readonly ranks: readonly RankPlace[];
  /** Threads of each rank. */
  readonly threads: number;
  /** Name of the region through which ranks in several VMs reach each other; null: over the network, or within one. */
  readonly region: string | null;
  /** The workload's own environment; it wins over what a launcher sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Network of the guests, `10.77.0.0/16`; not used natively. */
  readonly subnet: string;
  readonly paths: LaunchPaths;
}

export interface RankPlace {
  /** Name of the VM, which is its host name; null on the native machine. */
  readonly vm: string | null;
  /** vCPU numbers in a VM, PUs natively, in the order in which threads take them. */
  readonly cpus: readonly number[];
}

/** Absolute paths in the world where the program starts, without spaces. */
export interface LaunchPaths {
  readonly helper: string;
  readonly ranksFile: string;
  /** Where `Launch.hostFile` will lie. */
  readonly hostFile: string;
  /** Configuration of ssh for the session. */
  readonly sshConfig: string;
  /** Script that calls ssh with that configuration and its own arguments. */
  readonly remoteShell: string;
  /** Library that is preloaded into ranks that use a region. */
  readonly sharedLibrary: string;
}

export interface Launch {
  /** Words before the program and its arguments. `argv[0]` is the first of `tools`, or the helper. */
  readonly argv: readonly string[];
  /** Names that `argv[0]` may have on the host: the first that is there takes its place. Empty when it is fixed. */
  readonly tools: readonly string[];
  /** Set for the launcher; it hands on what ranks need. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the ranks file must say: the request's ranks, unless the runtime starts its processes by itself. */
  readonly ranks: readonly RankPlace[];
  /** Text of the host file; null when there is none. */
  readonly hostFile: string | null;
  readonly needs: readonly LaunchNeed[];
}

export interface LaunchNeed {
  readonly kind: 'tool';
  /** Names that serve, separated by `|`, best first. */
  readonly name: string;
  readonly reason: string;
}

/**
 * The helper that binds a rank, looks where its threads run and records it. One command line serves all VMs, so over
 * several of them each tells its own name, which is its host name.
 */
export function rankWrapper(request: LaunchRequest): readonly string[] {
  const { helper, ranksFile } = request.paths;
  const vms = vmsOf(request.ranks);
  if (vms.length < 2) return [helper, 'rank', ranksFile, vms[0] ?? '-', '--'];
  return [
    '/bin/sh',
    '-c',
    'ranks=$1; shift; exec "$0" rank "$ranks" "$(uname -n)" -- "$@"',
    helper,
    ranksFile,
    ...preloadWords(request),
  ];
}

/** VMs of the ranks, each once, in the order of their first rank. Empty natively. */
export function vmsOf(ranks: readonly RankPlace[]): readonly string[] {
  return [...new Set(ranks.flatMap((rank) => (rank.vm === null ? [] : [rank.vm])))];
}
