import { readOsu, readPairs } from '../../src/core/programs/readers/osu';
import { programName, type Runtime } from '../shared/compiledPrograms';
import { type Job, runJob } from '../shared/jobs';
import { missing, regionState, regionVerb, startVms, traffic, type Vms } from '../shared/vms';

// What a region between VMs costs over shared memory within one, and what it gains over their network: stock runtimes, in
// namespaces that stand for VMs, on this machine's real processors.

/** Region over shared memory within one VM. */
const MOST = 1.1;
/** With what the region is compared: the same transport of UCX with the same settings, within one VM. */
const PLAIN = 'UCX in one VM';
const RUNTIMES = ['mpich', 'openmpi'] as const;
type BenchRuntime = (typeof RUNTIMES)[number];
const MIB = 1024 * 1024;

const [, , , ...words] = process.argv;
const rounds = Number(words[0] ?? 5);
/** In each half of the pairs. */
const pairs = Number(words[1] ?? 1);

/** Of messages, bytes. */
const SIZES = [8, 1024, 65_536, MIB] as const;

/** Each size by itself: beside other work those between would take most of the time. */
const PROGRAMS: readonly (readonly [program: string, ...words: readonly string[]])[] = [
  ...['latency', 'bandwidth'].flatMap((measured) =>
    SIZES.map((size) => ['pairs', measured, String(size), String(size)] as const),
  ),
  ['together'],
];

const UCX_OF_ONE_NODE = { UCX_TLS: 'posix,self', UCX_ADAPTIVE_PROGRESS: 'n', UCX_POSIX_FIFO_SIZE: '1024' };

/** Open MPI's words for one machine, with UCX in the place of its own transport; MPICH's have it anyway. */
function withUcx(all: readonly string[]): readonly string[] {
  const ucx = ['--mca', 'opal_common_ucx_tls', 'any', '--mca', 'opal_common_ucx_devices', 'any'];
  const changed = all.map((word) => (word === 'ob1' ? 'ucx' : word === 'self,vader' ? 'self' : word));
  return changed[0]?.startsWith('mpirun') === true ? [changed[0], ...ucx, ...changed.slice(1)] : changed;
}

const WAYS = {
  region: { transport: 'shared' },
  'UCX in one VM': { transport: 'network', vms: ['vm1'], environment: UCX_OF_ONE_NODE, words: withUcx },
  'own way in one VM': { transport: 'network', vms: ['vm1'] },
  // As UCX has it unless told otherwise: a queue that stays in the cache, but too short for one-sided reads.
  'region, queue of 64': { transport: 'shared', environment: { UCX_POSIX_FIFO_SIZE: '64' } },
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
  for (const runtime of RUNTIMES) await compare(runtime);
} finally {
  await vms.end();
}
console.log(missed === 0 ? '\nEvery ratio is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

async function compare(runtime: BenchRuntime): Promise<void> {
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
  for (const [program, ...args] of PROGRAMS) {
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

function tell(runtime: BenchRuntime, values: Values): void {
  const region = values.get('region') ?? new Map<string, number[]>();
  console.log(`\n${runtime}, ${2 * pairs} ranks, the best of ${rounds} rounds; us, bandwidth in MB/s`);
  console.log(
    `  ${'metric'.padEnd(18)}${NAMES.map((name) => name.padStart(21)).join('')}   region over ${PLAIN}`,
  );
  for (const metric of region.keys()) {
    if (metric === 'peak' || metric === 'network') continue;
    const best = NAMES.map((name) => bestOf(metric, values.get(name)?.get(metric) ?? []));
    const ratio = ratioOf(values, metric);
    const isMet = ratio <= MOST;
    if (!isMet) missed += 1;
    console.log(
      `  ${metric.padEnd(18)}${best.map((value) => value.toFixed(2).padStart(21)).join('')}   ${ratio.toFixed(2)}${isMet ? '' : ' MISSED'}`,
    );
  }
  console.log(
    `  region at its peak ${(region.get('peak')?.[0] ?? NaN).toFixed(0)} MiB; over the network in a round of it ${(region.get('network')?.[0] ?? NaN).toFixed(0)} kB`,
  );
}

/** What else runs on a machine only takes time: the least time of all rounds is nearest to a quiet machine's. */
function bestOf(metric: string, values: readonly number[]): number {
  return metric.startsWith('bandwidth') ? Math.max(...values) : Math.min(...values);
}

/** How many times slower the region is than shared memory of one VM. */
function ratioOf(values: Values, metric: string): number {
  const [ours = NaN, theirs = NaN] = (['region', PLAIN] as const).map((name) =>
    bestOf(metric, values.get(name)?.get(metric) ?? []),
  );
  return metric.startsWith('bandwidth') ? theirs / ours : ours / theirs;
}
