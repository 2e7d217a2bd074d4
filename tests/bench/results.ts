import { resultsOf } from '../../src/core/analysis/compute';
import { analysisMemory } from '../../src/core/analysis/memory';
import type { Results } from '../../src/core/analysis/results';
import { journalReader } from '../../src/core/journal/reader';
import { rememberedSamples } from '../../src/lab/attemptSamples';
import { logSlope } from './growth';
import { pushAll, resultJournal, type ResultJournal } from './resultJournal';
import { LONG_ATTEMPTS, type LongAttempt } from './longAttempts';
import { spreadOf } from './rounds';

// What results of 100,000 runs cost: once from nothing, then for each run that comes. No file is read and nothing drawn.

const SIZES = [1_000, 10_000, 100_000] as const;
const ROUNDS = 3;
const [, , , ...words] = process.argv;
const sizes = words.length === 0 ? SIZES : words.map(Number);
const MOST = { wholeMs: 1000, runMs: 5, slope: 1.15 };
/** Sessions that come one run after the other, the first of them untimed. */
const SESSIONS_MORE = { warmUp: 10, timed: 30 };

/** Milliseconds: on the wall, as who waits has it, and of processor time, all threads of this process together. */
interface Spent {
  readonly wall: number;
  readonly processor: number;
}

interface Cost {
  readonly journal: Spent;
  readonly samples: Spent;
  readonly statistics: Spent;
  /** Of a run that comes. */
  readonly run: Spent;
}

let missed = 0;
for (const shape of LONG_ATTEMPTS) await measure(shape);
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

async function measure({ title, experiment }: LongAttempt): Promise<void> {
  console.log(`\n${title} (milliseconds on the wall/of processor time)`);
  const points = [];
  for (const size of sizes) {
    const sessionsMore = SESSIONS_MORE.warmUp + SESSIONS_MORE.timed;
    const made = resultJournal(experiment(size), size, sessionsMore);
    const costs: Cost[] = [];
    for (let round = 0; round < ROUNDS; round++) costs.push(await costOf(made));
    const part = (name: keyof Cost): Spent => ({
      wall: spreadOf(costs.map((cost) => cost[name].wall)).median,
      processor: spreadOf(costs.map((cost) => cost[name].processor)).median,
    });
    const [journal, samples, statistics] = [part('journal'), part('samples'), part('statistics')];
    const whole = sumOf([journal, samples, statistics]);
    const run = part('run');
    const bytes = (made.journal.length / 2 ** 20).toFixed(1);
    console.log(
      `  ${String(made.runs).padStart(7)} runs, journal of ${bytes} MiB: ${text(whole)} = journal ${text(journal)} + ` +
        `samples ${text(samples)} + statistics ${text(statistics)}; then each run ${text(run, 2)}`,
    );
    points.push({ label: String(size), size: made.runs, milliseconds: whole.processor, whole, run });
  }
  const last = points.at(-1);
  judge('all from nothing', last?.whole.wall ?? NaN, MOST.wholeMs);
  judge('each run that comes', last?.run.wall ?? NaN, MOST.runMs);
  if (points.length > 1) judge('log-log slope of all', logSlope(points), MOST.slope);
}

async function costOf({ plan, journal, further, files }: ResultJournal): Promise<Cost> {
  const clock = stopwatch();
  const reader = journalReader();
  pushAll(reader, journal);
  let state = reader.state();
  const read = clock();
  const samplesOf = rememberedSamples(files, '/attempt', plan.workloads);
  const { samples } = await samplesOf(state.runs);
  const sampled = clock();
  const memory = analysisMemory();
  const results = resultsOf({ ...plan, state, samples, drift: [] }, memory);
  const computed = clock();
  mustCount(results, state.runs.length);
  const comes = async (lines: string): Promise<Results> => {
    reader.push(lines);
    state = reader.state();
    const known = await samplesOf(state.runs);
    return resultsOf({ ...plan, state, samples: known.samples, drift: [] }, memory);
  };
  const untimed = Math.floor(
    (further.length * SESSIONS_MORE.warmUp) / (SESSIONS_MORE.warmUp + SESSIONS_MORE.timed),
  );
  for (const lines of further.slice(0, untimed)) await comes(lines);
  clock();
  for (const lines of further.slice(untimed)) await comes(lines);
  const all = clock();
  const runs = further.length - untimed;
  return {
    ...{ journal: read, samples: sampled, statistics: computed },
    run: { wall: all.wall / runs, processor: all.processor / runs },
  };
}

function sumOf(parts: readonly Spent[]): Spent {
  return {
    wall: parts.reduce((sum, { wall }) => sum + wall, 0),
    processor: parts.reduce((sum, { processor }) => sum + processor, 0),
  };
}

function text({ wall, processor }: Spent, digits = 0): string {
  return `${wall.toFixed(digits)}/${processor.toFixed(digits)}`;
}

/** Statistics of runs that do not count cost next to nothing. */
function mustCount({ cells }: Results, runs: number): void {
  const counted = cells.reduce((sum, cell) => sum + cell.runs, 0);
  if (counted !== runs) throw new Error(`Of ${runs} runs ${counted} count: their output or cells are wrong.`);
}

/** What was spent since it was last asked. */
function stopwatch(): () => Spent {
  let [processor, wall] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(processor);
    const spent = { wall: performance.now() - wall, processor: (user + system) / 1000 };
    [processor, wall] = [process.cpuUsage(), performance.now()];
    return spent;
  };
}

function judge(what: string, value: number, most: number): void {
  const isMet = value <= most;
  if (!isMet) missed += 1;
  console.log(`  ${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)}, at most ${most}`);
}
