import { groupBy } from '../../text/groupBy';
import type { AttemptFacts } from '../../topology/attemptFacts';
import { spansVms, type Workload } from '../../experiment/workload';
import { formatSize } from '../../text/size';
import type { MethodsInput } from '../methods';
import { listed, notKnown, told } from './words';

/** Digits of a SHA-256 that tell files apart and still fit into a sentence. */
const DIGITS = 12;

type Region = MethodsInput['plan']['layouts'][number]['guests'][number]['regions'][number];

/** Hypervisor, launchers and programs, by their versions or by what is in their files. */
export function softwareSentences(input: MethodsInput): readonly string[] {
  const { facts, plan } = input;
  return told(
    `Experiments were planned by VM Partition Lab ${plan.tool} and analysed by ${input.version}.`,
    hypervisorSentence(input),
    guestSentence(input),
    programSentence(plan.workloads),
    regionSentence(plan),
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

export function programSentence(workloads: readonly Workload[]): string {
  const titles = groupBy(workloads, ({ title }) => title);
  const programs = [...titles].map(([title, variants]) => {
    const [first] = variants;
    return first === undefined ? title : `${title} (${startOf(first, waysOf(variants))})`;
  });
  return `Programs: ${programs.join('; ')}.`;
}

const WAYS: Readonly<Record<Workload['transport'], string>> = {
  network: 'network',
  shared: 'shared memory',
};

/** Of all variants of a program: the transport may be a factor. Empty for one that stays in a VM. */
function waysOf(variants: readonly Workload[]): readonly string[] {
  const ways = variants.filter(({ launcher }) => spansVms(launcher)).map(({ transport }) => WAYS[transport]);
  return ways.length === 0 ? [] : [`${[...new Set(ways)].join(' or ')} between VMs`];
}

/** `npb, mpi (openmpi), 16 ranks in block order`. */
function startOf(
  { suite, launcher, mpi, ranks, threads, rankOrder }: Workload,
  ways: readonly string[],
): string {
  const isMpi = launcher === 'mpi' || launcher === 'hybrid';
  return [
    suite,
    isMpi ? `${launcher} by ${mpi}` : launcher,
    ...(launcher === 'plain' ? [] : [ranks === null ? 'a rank for each vCPU' : `${ranks} ranks`]),
    ...(threads === null ? [] : [`${threads} threads`]),
    ...(isMpi ? [`ranks in ${rankOrder} order`] : []),
    ...ways,
  ].join(', ');
}

/** What shared memory between VMs is, where it was asked for. */
function regionSentence({ workloads, layouts }: MethodsInput['plan']): string | null {
  if (!workloads.some(({ transport }) => transport === 'shared')) return null;
  const regions = new Set(
    layouts.flatMap(({ name, guests }) =>
      guests.flatMap((guest) =>
        guest.regions.map((region) => `${region.name} of ${name}, ${regionInWords(region)}`),
      ),
    ),
  );
  if (regions.size === 0) return null;
  return `Through shared memory, messages between VMs went by UCX's transport over POSIX shared memory in a region of the host's memory that the VMs map (${[...regions].join('; ')}); natively ranks used the shared memory of their runtime whatever the transport.`;
}

function regionInWords({ sizeBytes, node, device }: Region): string {
  return [formatSize(sizeBytes), node === null ? 'on no stated node' : `on node ${node}`, device].join(' ');
}

function launcherSentence({ facts }: AttemptFacts, workloads: readonly Workload[]): string | null {
  if (!workloads.some(({ launcher }) => spansVms(launcher))) return null;
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
