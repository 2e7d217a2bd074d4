import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { runCases, slowFaults, type Fault, type Report } from './campaign';
import { corpusOf } from './corpus';
import { classMedians } from './slow';
import { subjectsOf } from './subjects';

/** `npm run bench -- fuzz [SEED [CASES]]`. */
const THREADS = 2;
const SHOWN = 40;
const WARM_UP = 2000;

interface Part {
  readonly root: string;
  readonly seed: number;
  readonly range: { readonly first: number; readonly step: number; readonly end: number };
}

if (isMainThread) await lead();
else await work(workerData as Part);

async function lead(): Promise<void> {
  const [, , root = '.', seedWord = '1', casesWord = '100000'] = process.argv;
  const seed = Number(seedWord);
  const end = Number(casesWord);
  const began = performance.now();
  const reports = await Promise.all(
    Array.from({ length: THREADS }, (_, first) =>
      inThread({ root, seed, range: { first, step: THREADS, end } }),
    ),
  );
  const corpus = corpusOf(root);
  const timings = reports.flatMap((report) => report.timings);
  const subjects = subjectsOf(corpus);
  // This thread has read nothing so far: cold code would look slow.
  await runCases(corpus, subjects, seed, { first: 0, step: 1, end: Math.min(end, WARM_UP) });
  const slow = await slowFaults(corpus, subjects, seed, timings);
  const faults = [...reports.flatMap((report) => report.faults), ...slow];
  console.log(
    `Seed ${seed}, ${end} cases from ${corpus.length} texts, ${seconds(began)} s on ${THREADS} threads`,
  );
  printCounts(reports);
  printSlowest(reports);
  for (const fault of grouped(faults).slice(0, SHOWN)) console.log(fault);
  console.log(`${faults.length} faults, ${slow.length} of them slow`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function inThread(part: Part): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: part });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function work({ root, seed, range }: Part): Promise<void> {
  const corpus = corpusOf(root);
  parentPort?.postMessage(await runCases(corpus, subjectsOf(corpus), seed, range));
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}

function printCounts(reports: readonly Report[]): void {
  const kinds = [...new Set(reports.flatMap(({ counts }) => Object.keys(counts)))];
  console.log(`  ${'kind'.padEnd(12)}${'cases'.padStart(8)}${'read'.padStart(8)}   (the others are refused)`);
  for (const kind of kinds) {
    const sum = (of: 'cases' | 'read'): number =>
      reports.reduce((total, { counts }) => total + (counts[kind]?.[of] ?? 0), 0);
    console.log(`  ${kind.padEnd(12)}${String(sum('cases')).padStart(8)}${String(sum('read')).padStart(8)}`);
  }
}

/** The five that took longest beside the median of their class, timed once. */
function printSlowest(reports: readonly Report[]): void {
  const timings = reports.flatMap((report) => report.timings);
  const medianOf = classMedians(timings);
  const ratios = timings.map((timing) => ({
    ...timing,
    ratio: timing.milliseconds / medianOf(timing, timing.size),
  }));
  console.log('  Slowest beside the median of their class, timed once:');
  for (const one of ratios.sort((a, b) => b.ratio - a.ratio).slice(0, 5))
    console.log(
      `  case ${one.index}: ${one.kind}, ${one.size} characters, ${one.milliseconds.toFixed(2)} ms, ${one.ratio.toFixed(1)} times`,
    );
}

/** One line for each kind of fault, with the number of cases and the first of them. */
function grouped(faults: readonly Fault[]): string[] {
  const groups = new Map<string, Fault[]>();
  for (const fault of faults) {
    const key = `${fault.kind} ${fault.words.replaceAll(/\d+(\.\d+)?/g, '#').slice(0, 160)}`;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .map((group) => {
      const first = group[0] as Fault;
      return `${group.length} x ${first.kind} (case ${first.index}, ${first.sample}): ${first.words.slice(0, 600)}`;
    });
}
