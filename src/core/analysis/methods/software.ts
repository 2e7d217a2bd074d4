import { groupBy } from '../../text/groupBy';
import type { AttemptFacts } from '../../topology/attemptFacts';
import type { Workload } from '../../experiment/workload';
import type { MethodsInput } from '../methods';
import { listed, notKnown, told } from './words';

/** Digits of a SHA-256 that tell files apart and still fit into a sentence. */
const DIGITS = 12;

/** Hypervisor, launchers and programs, by their versions or by what is in their files. */
export function softwareSentences(input: MethodsInput): readonly string[] {
  const { facts, plan } = input;
  return told(
    `Experiments were planned by VM Partition Lab ${plan.tool} and analysed by ${input.version}.`,
    hypervisorSentence(input),
    guestSentence(input),
    programSentence(plan.workloads),
    facts === null
      ? 'Versions of tools and contents of programs are not known.'
      : launcherSentence(facts, plan.workloads),
    facts === null ? null : filesSentence(facts),
  );
}

function hypervisorSentence({ facts, plan }: MethodsInput): string | null {
  if (plan.layouts.length === 0) return null;
  const tools = Object.entries(facts?.facts.tools ?? {});
  const versions = tools.flatMap(([name, version]) =>
    name.startsWith('qemu') && version !== null && version !== '' ? [version] : [],
  );
  if (versions.length === 0) return 'VMs ran in QEMU, whose version is not known.';
  return `VMs ran in ${listed([...new Set(versions)])}.`;
}

function guestSentence({ facts, plan }: MethodsInput): string | null {
  if (plan.layouts.length === 0) return null;
  const release = facts?.guestKernel ?? null;
  const kernel = release === null ? 'a kernel of unknown version' : `Linux ${release}`;
  const args = plan.guest.args.length === 0 ? '' : `, with ${plan.guest.args.join(' ')} on its command line`;
  return `Guests booted ${kernel}${args}.`;
}

function programSentence(workloads: readonly Workload[]): string {
  const titles = groupBy(workloads, ({ title }) => title);
  const programs = [...titles].map(([title, [first]]) =>
    first === undefined ? title : `${title} (${startOf(first)})`,
  );
  return `Programs: ${programs.join('; ')}.`;
}

/** `npb, mpi (openmpi), 16 ranks in block order`. */
function startOf({ suite, launcher, mpi, ranks, threads, rankOrder, transport }: Workload): string {
  const isMpi = launcher === 'mpi' || launcher === 'hybrid';
  return [
    suite,
    isMpi ? `${launcher} by ${mpi}` : launcher,
    ...(launcher === 'plain' ? [] : [ranks === null ? 'a rank for each vCPU' : `${ranks} ranks`]),
    ...(threads === null ? [] : [`${threads} threads`]),
    ...(isMpi
      ? [
          `ranks in ${rankOrder} order`,
          transport === 'shared' ? 'shared memory between VMs' : 'network between VMs',
        ]
      : []),
  ].join(', ');
}

function launcherSentence({ facts }: AttemptFacts, workloads: readonly Workload[]): string | null {
  if (!workloads.some(({ launcher }) => launcher !== 'plain' && launcher !== 'openmp')) return null;
  const found = Object.entries(facts.tools).flatMap(([name, version]) =>
    /^(mpirun|mpiexec|oshrun|upcrun)/.test(name) && version !== null
      ? [`${name} (${version || 'tells no version'})`]
      : [],
  );
  return found.length === 0
    ? notKnown(['the version of the launcher'])
    : `Launchers on the host: ${found.join('; ')}.`;
}

function filesSentence({ used }: AttemptFacts): string {
  const files = used.filter(({ kind }) => kind !== 'tool');
  if (files.length === 0) return 'Contents of the programs are not known.';
  const named = files.map(({ path, sha256 }) => `${path} ${sha256.slice(0, DIGITS)}`);
  return `Files, with the first ${DIGITS} digits of their SHA-256: ${named.join('; ')}.`;
}
