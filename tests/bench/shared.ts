import { readOsu, readPairs } from '../../src/core/programs/readers/osu';
import { programName, type Runtime } from '../shared/compiledPrograms';
import { type Job, runJob } from '../shared/jobs';
import { missing, regionState, regionVerb, startVms, traffic, type Vms } from '../shared/vms';
import { spreadOf, type Spread } from './rounds';

// What a region between VMs costs over shared memory within one, and what it gains over their network: stock runtimes, in
// namespaces that stand for VMs, on this machine's real processors.

/** Region over the same transport of UCX within one VM. */
const MOST = 1.1;
const MIB = 1024 * 1024;

const [, , , ...words] = process.argv;
const rounds = Number(words[0] ?? 5);
/** In each half of the pairs. */
const pairs = Number(words[1] ?? 1);

/** Those that are told; pairs measure all powers of two between. */
const SIZES = [8, 1024, 65_536, MIB] as const;

const UCX_OF_ONE_NODE = {
  ...{ UCX_TLS: 'posix,self', UCX_POSIX_USE_PROC_LINK: 'n', UCX_POSIX_HUGETLB_MODE: 'n' },
  ...{ UCX_ADAPTIVE_PROGRESS: 'n', UCX_POSIX_FIFO_SIZE: '1024' },
  // MPICH has its own shared memory within a node, and Open MPI too: each is to use UCX here.
  MPIR_CVAR_NOLOCAL: '1',
};

/** Open MPI's words for one machine, with UCX in the place of its own transport. */
function withUcx(all: readonly string[]): readonly string[] {
  const ucx = ['--mca', 'opal_common_ucx_tls', 'any', '--mca', 'opal_common_ucx_devices', 'any'];
  const changed = all.map((word) => (word === 'ob1' ? 'ucx' : word === 'self,vader' ? 'self' : word));
  return changed[0]?.startsWith('mpirun') === true ? [changed[0], ...ucx, ...changed.slice(1)] : changed;
}

const WAYS = {
  region: { transport: 'shared' },
  'UCX in one VM': { transport: 'network', vms: ['vm1'], environment: UCX_OF_ONE_NODE, words: withUcx },
  'own way in one VM': { transport: 'network', vms: ['vm1'] },
  network: { transport: 'network' },
} as const satisfies Readonly<Record<string, Partial<Job>>>;
type WayName = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as readonly WayName[];

/** Of each way and metric a value a round. */
type Values = ReadonlyMap<WayName, Map<string, number[]>>;

const why = missing();
if (why !== null) {
  console.error(
    `This cannot be measured here: ${why}. node scripts/setup.mjs --what build,shared installs what it needs.`,
  );
  process.exit(2);
}
let missed = 0;
const vms = await startVms({ count: 2, regionBytes: 1024 * MIB });
try {
  for (const runtime of ['mpich', 'openmpi'] as const) await compare(runtime);
} finally {
  await vms.end();
}
console.log(missed === 0 ? '\nEvery ratio is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

async function compare(runtime: Runtime): Promise<void> {
  const values: Values = new Map(NAMES.map((name) => [name, new Map<string, number[]>()]));
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < NAMES.length; turn += 1) {
      const name = NAMES[(round + turn) % NAMES.length];
      if (name !== undefined) await measure(vms, runtime, name, values);
    }
  tell(runtime, values);
}

async function measure(on: Vms, runtime: Runtime, name: WayName, values: Values): Promise<void> {
  const before = traffic(on);
  for (const [program, ...args] of [['pairs', 'latency'], ['pairs', 'bandwidth'], ['together']] as const) {
    const job = { ...WAYS[name], runtime, ranks: 2 * pairs, keepsCpus: true, seconds: 300 };
    const { status, output } = await runJob(on, {
      ...job,
      program: programName(program, runtime),
      arguments: args,
    });
    if (status !== 0) throw new Error(`${name}, ${runtime}, ${program}: ${output}`);
    for (const [metric, value] of metricsIn(output)) {
      const of = values.get(name);
      of?.set(metric, [...(of.get(metric) ?? []), value]);
    }
  }
  const peak = regionState(on)['peakBytes'] ?? 0;
  regionVerb('purge', on.region);
  if (name !== 'region') return;
  const { network } = traffic(on);
  values.get(name)?.set('peak', [peak / MIB]);
  values.get(name)?.set('network', [(network - before.network) / 1000]);
}

/** Metrics of pairs by the reader of the product, and the lines of `together`. */
function metricsIn(output: string): ReadonlyMap<string, number> {
  const read = readPairs(output) ?? readOsu(output);
  const wanted = SIZES.flatMap((size) => [`latency@${size}`, `bandwidth@${size}`]);
  const ofPairs = wanted.flatMap((key) => {
    const metric = read?.values[key];
    return metric === undefined ? [] : [[key, metric.value] as const];
  });
  const together = [...output.matchAll(/^(barrier|allreduce|alltoall)@(\d+) ([\d.]+)$/gm)];
  return new Map([
    ...ofPairs,
    ...together.map(([, name = '', bytes = '', value = '']) => [`${name}@${bytes}`, Number(value)] as const),
  ]);
}

function tell(runtime: Runtime, values: Values): void {
  const region = values.get('region') ?? new Map<string, number[]>();
  console.log(`\n${runtime}, ${2 * pairs} ranks, ${rounds} rounds; us, bandwidth in MB/s; medians`);
  console.log(
    `  ${'metric'.padEnd(18)}${NAMES.map((name) => name.padStart(19)).join('')}   region over UCX in one VM`,
  );
  for (const metric of region.keys()) {
    if (metric === 'peak' || metric === 'network') continue;
    const medians = NAMES.map((name) => spreadOf(values.get(name)?.get(metric) ?? []).median);
    const ratio = ratioOf(values, metric);
    const isMet = ratio.median <= MOST;
    if (!isMet) missed += 1;
    const spread = `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`;
    console.log(
      `  ${metric.padEnd(18)}${medians.map((value) => value.toFixed(2).padStart(19)).join('')}   ${spread}${isMet ? '' : ' MISSED'}`,
    );
  }
  console.log(
    `  region at its peak ${(region.get('peak')?.[0] ?? NaN).toFixed(0)} MiB; over the network in a round of it ${(region.get('network')?.[0] ?? NaN).toFixed(0)} kB`,
  );
}

/** How many times slower the region is than the same transport in one VM, round by round. */
function ratioOf(values: Values, metric: string): Spread {
  const [ours, theirs] = (['region', 'UCX in one VM'] as const).map(
    (name) => values.get(name)?.get(metric) ?? [],
  );
  return spreadOf(
    (ours ?? []).map((value, round) => {
      const other = theirs?.[round] ?? NaN;
      return metric.startsWith('bandwidth') ? other / value : value / other;
    }),
  );
}
