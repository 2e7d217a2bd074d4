import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchDocuments, withMistakes, type BenchDocuments } from './documents';
import { costBars, curveSvg, type Series } from './curve';
import { logSlope, type Point } from './growth';
import { loadTime } from './loading';
import { ratiosOf, spreadOf, timeRounds, type Spread, type Times, type Way } from './rounds';
import { findingsOf, languageService, readMachine, treeAndAjv } from './ways';

const ROUNDS = 41;
const GROWTH_ROUNDS = 15;
/** VMs and PUs of the comparison with the peers. */
const COMPARED = [64, 512] as const;
const SIZES = [
  [16, 128],
  [32, 256],
  [64, 512],
  [128, 1024],
  [256, 1024],
  [256, 2048],
  [512, 4096],
  [1024, 4096],
] as const;
const MOST = { treeAndAjv: 1.5, service: 0.25, slope: 1.15, entryMs: 5 };

const OURS = 'ours';
const TREE = 'parseTree + ajv';
const SERVICE = 'json-languageservice';

const [, , root = '.'] = process.argv;
const schemas = join(root, 'schemas');
const peer = treeAndAjv(schemas);
const service = languageService(schemas);
let missed = 0;

/** What is timed for each of two cases, and which texts it reads. */
interface Case {
  readonly title: string;
  readonly sizeOf: (documents: BenchDocuments) => number;
  readonly ours: (documents: BenchDocuments) => () => unknown;
  readonly texts: readonly ('layout' | 'topology')[];
  /** False where the ratios are shown and not judged. */
  readonly isJudged: boolean;
}

const layoutAlone: Case = {
  title: 'The layout alone, as after a keystroke; its machine has been looked at before',
  sizeOf: ({ layout, pus }) => layout.length + pus,
  ours: (documents) => {
    const machine = readMachine(documents.topology);
    return () => findingsOf(documents.layout, machine);
  },
  texts: ['layout'],
  isJudged: false,
};

const bothTexts: Case = {
  title: 'The layout and the topology that it names, both from their texts',
  sizeOf: ({ layout, topology, pus }) => layout.length + topology.length + pus,
  ours: (documents) => () => findingsOf(documents.layout, readMachine(documents.topology)),
  texts: ['layout', 'topology'],
  isJudged: true,
};

const mistakes: Case = {
  ...layoutAlone,
  title: 'The layout with a mistake and its fix in every VM',
  ours: (documents) => {
    const machine = readMachine(documents.topology);
    const layout = withMistakes(documents.layout);
    return () => findingsOf(layout, machine);
  },
};

await compare(bothTexts);
await compare(layoutAlone);
await growth();
loading();
console.log(missed === 0 ? '\nEvery ratio is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

async function compare({ title, ours, texts, isJudged }: Case): Promise<void> {
  const documents = benchDocuments(...COMPARED);
  await expectFair(documents);
  const ways: Way[] = [
    { name: OURS, run: ours(documents) },
    { name: TREE, run: () => texts.every((kind) => peer(kind, documents[kind])) },
    {
      name: SERVICE,
      run: async () => {
        for (const kind of texts) await service(kind, documents[kind]);
      },
    },
  ];
  const bytes = texts.reduce((sum, kind) => sum + documents[kind].length, 0);
  const times = await timeRounds(ways, ROUNDS);
  console.log(`\n${title}: ${documents.vms} VMs, ${documents.pus} PUs, ${bytes} bytes, ${ROUNDS} rounds`);
  table(times, ways);
  const judged = isJudged ? verdict : shown;
  judged(`ours / ${TREE}`, ratiosOf(times, OURS, TREE), MOST.treeAndAjv);
  judged(`ours / ${SERVICE}`, ratiosOf(times, OURS, SERVICE), MOST.service);
}

/** All ways must have done their work, and found nothing wrong. */
async function expectFair({ layout, topology }: BenchDocuments): Promise<void> {
  const found = findingsOf(layout, readMachine(topology));
  const complaints = (await service('layout', layout)) + (await service('topology', topology));
  if (found.length > 0 || complaints > 0 || !peer('layout', layout) || !peer('topology', topology))
    throw new Error(`The documents are not valid for all: ${JSON.stringify(found[0] ?? complaints)}`);
}

function table(times: Times, ways: readonly Way[]): void {
  console.log(`  ${'way'.padEnd(24)}${'median'.padStart(10)}   quartiles (ms of processor time)`);
  for (const { name } of ways) {
    const { median, low, high } = spreadOf(times.get(name) ?? []);
    console.log(
      `  ${name.padEnd(24)}${median.toFixed(3).padStart(10)}   ${low.toFixed(3)} to ${high.toFixed(3)}`,
    );
  }
}

function verdict(what: string, spread: Spread, most: number): void {
  judge(inWords(what, spread), spread.median, most);
}

function shown(what: string, spread: Spread): void {
  console.log(`         ${inWords(what, spread)}`);
}

function inWords(what: string, { median, low, high }: Spread): string {
  return `${what}: ${median.toFixed(3)} (quartiles ${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function judge(words: string, value: number, most: number): void {
  const fine = value <= most;
  if (!fine) missed += 1;
  console.log(`  ${fine ? 'met   ' : 'MISSED'} ${words}, at most ${most}`);
}

async function growth(): Promise<void> {
  const series: Series[] = [];
  for (const one of [layoutAlone, bothTexts, mistakes]) {
    const points = await pointsOf(one);
    console.log(`\nGrowth. ${one.title}`);
    for (const { label, size, milliseconds } of points)
      console.log(
        `  ${label.padEnd(22)}${String(size).padStart(8)} bytes + PUs ${milliseconds.toFixed(3).padStart(10)} ms`,
      );
    for (const bar of costBars(points)) console.log(bar);
    const slope = logSlope(points);
    judge(`log-log slope ${slope.toFixed(3)}`, slope, MOST.slope);
    series.push({ name: `${one.title}: slope ${slope.toFixed(2)}`, points });
  }
  const folder = join(root, 'out/bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'growth.svg'), curveSvg('Cost of parse, schema and all rules', series));
  writeFileSync(join(folder, 'growth.json'), JSON.stringify(series, null, 2));
  console.log(`  The curves: ${join(folder, 'growth.svg')}`);
}

async function pointsOf({ ours, sizeOf }: Case): Promise<readonly Point[]> {
  const sized = SIZES.map(([vms, pus]) => benchDocuments(vms, pus));
  const labelOf = ({ vms, pus }: BenchDocuments): string => `${vms} VMs, ${pus} PUs`;
  const ways = sized.map((documents) => ({ name: labelOf(documents), run: ours(documents) }));
  const times = await timeRounds(ways, GROWTH_ROUNDS);
  return sized.map((documents) => ({
    label: labelOf(documents),
    size: sizeOf(documents),
    milliseconds: spreadOf(times.get(labelOf(documents)) ?? []).median,
  }));
}

function loading(): void {
  console.log(
    '\nLoading in plain Node: require() of a bundle with an empty module for `vscode`, fresh processes',
  );
  const entry = loadTime(join(root, 'out/bench/extension.js'), 15);
  const rest = loadTime(join(root, 'out/bench/workbench.js'), 15);
  verdict('entry (milliseconds)', entry, MOST.entryMs);
  console.log(`         the rest, loaded with the first document of ours: ${rest.median.toFixed(1)} ms`);
}
