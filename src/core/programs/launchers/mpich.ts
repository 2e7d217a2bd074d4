import { rankWrapper, vmsOf, type Launch, type LaunchRequest } from './launch';
import { sharedEnvironment } from './shared';
import { QUIET_TOPOLOGY } from './topology';

/**
 * Command line of MPICH's process manager Hydra (mpiexec.hydra -help), which hands on its own environment as well.
 * Binding is the helper's, hence none here.
 */
export function mpichLaunch(request: LaunchRequest, own: Readonly<Record<string, string>>): Launch {
  const environment = { ...QUIET_TOPOLOGY, ...sharedEnvironment(request), ...own };
  const several = vmsOf(request.ranks).length > 1;
  const exported = Object.entries(environment)
    .sort(byName)
    .flatMap(([name, value]) => ['-genv', name, value]);
  const count = ['-np', String(request.ranks.length)];
  return {
    argv: [
      ...TOOLS.slice(0, 1),
      ...(several ? hostWords(request) : LOCAL),
      ...exported,
      ...count,
      ...rankWrapper(request),
    ],
    tools: TOOLS,
    environment,
    ranks: request.ranks,
    hostFile: several ? hydraHosts(request.ranks.map((rank) => rank.vm ?? 'localhost')) : null,
    needs: needsOf(several),
  };
}

const TOOLS = ['mpiexec.hydra', 'mpiexec.mpich'];

/** Without other machines no connection leaves this one, whatever its host name means. */
const LOCAL = ['-launcher', 'fork', '-localhost', '127.0.0.1', '-bind-to', 'none'];

function hostWords({ paths }: LaunchRequest): readonly string[] {
  const launcher = ['-launcher', 'ssh', '-launcher-exec', paths.remoteShell];
  return ['-f', paths.hostFile, ...launcher, '-bind-to', 'none'];
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/**
 * Lines `HOST:RANKS`. Hydra begins at the top again when the lines are used up, so only the shortest sequence
 * whose repetition gives the map is written: a host that stands twice would become two nodes of MPICH that do not
 * share memory.
 */
export function hydraHosts(hosts: readonly string[]): string {
  const period = periodOf(hosts);
  const lines: { host: string; ranks: number }[] = [];
  for (const host of hosts.slice(0, period)) {
    const last = lines.at(-1);
    if (last?.host === host) last.ranks += 1;
    else lines.push({ host, ranks: 1 });
  }
  return lines.map(({ host, ranks }) => `${host}:${ranks}\n`).join('');
}

/** Length of the shortest beginning whose repetition, the last one perhaps cut short, is the whole. */
function periodOf(hosts: readonly string[]): number {
  const repeats = (period: number): boolean => hosts.every((host, index) => host === hosts[index % period]);
  let period = 1;
  while (!repeats(period)) period += 1;
  return period;
}

function needsOf(several: boolean): Launch['needs'] {
  const launcher = { kind: 'tool', name: TOOLS.join('|'), reason: 'starts the ranks (MPICH)' } as const;
  return several
    ? [launcher, { kind: 'tool', name: 'ssh', reason: 'starts ranks in the other VMs' }]
    : [launcher];
}
