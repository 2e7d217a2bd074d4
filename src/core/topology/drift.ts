import { sizeInWords } from '../text/size';
import type { AttemptFacts } from './attemptFacts';
import { machineDifferences } from './differences';
import type { HostFacts } from './facts';

/** Something about a host that is not as it was, and what that means for the numbers. In words. */
export interface Drift {
  readonly what: string;
  readonly means: string;
}

/** Of a node's memory: less comes and goes with the kernel's own bookkeeping. */
const MEMORY_SHARE = 0.05;
/** Bytes that come and go on a small node. */
const MEMORY_BYTES = 2 ** 28;
/** Tasks that ran or waited to run, on average over a minute, from which a host counts as at work. */
const BUSY_LOAD = 1;

/** What is told of an attempt whose starts and ends wrote down these facts, oldest first; each thing once. */
export function driftsOf(
  written: readonly { readonly when: 'before' | 'after'; readonly facts: AttemptFacts }[],
): readonly Drift[] {
  const found = written.flatMap(({ when, facts }, index) => {
    const earlier = written[index - 1];
    return [
      ...(earlier === undefined ? [] : driftOf(earlier.facts, facts)),
      ...(when === 'before' ? busyWhenItBegan(facts.facts) : []),
    ];
  });
  return [...new Map(found.map((drift) => [drift.what, drift])).values()];
}

/**
 * What changed on a host between two captures, the weightiest first. What one of the two does not know is no drift.
 * Load is not compared: after an attempt it is the attempt's own.
 */
export function driftOf(before: AttemptFacts, after: AttemptFacts): readonly Drift[] {
  return [
    ...SETTINGS.flatMap((setting) => changed(setting, before.facts, after.facts)),
    ...machineDrift(before, after),
    ...toolDrift(before.facts, after.facts),
    ...fileDrift(before, after),
    ...memoryDrift(before, after),
  ];
}

/**
 * The same of captures that lie further apart, or are of two hosts: each has its own boot, and its own use of memory, and
 * neither says anything of times.
 */
export function hostDifferences(before: AttemptFacts, after: AttemptFacts): readonly Drift[] {
  const lasting = SETTINGS.filter(({ name }) => name !== 'bootId');
  return [
    ...lasting.flatMap((setting) => changed(setting, before.facts, after.facts)),
    ...machineDrift(before, after),
    ...toolDrift(before.facts, after.facts),
    ...fileDrift(before, after),
  ];
}

function machineDrift(before: AttemptFacts, after: AttemptFacts): readonly Drift[] {
  return machineDifferences(before.machine, after.machine).map((what) => ({
    what: `The machine is another than before: ${what}.`,
    means: 'The layout may not lie where it says: check it against the host.',
  }));
}

interface Setting {
  readonly name: string;
  /** With its article, at the beginning of a sentence. */
  readonly noun: string;
  readonly means: string;
}

const OTHER_KERNEL = 'Runs before and after it ran under different kernels: do not compare them.';
const OTHER_CLOCK = 'The processor runs at other frequencies: times before and after are not alike.';
const OTHER_COST = 'Entering and leaving the kernel and guests costs something else than before.';
const OTHER_PAGES =
  'The kernel places, moves or merges pages otherwise: times before and after are not alike.';

const SETTINGS: readonly Setting[] = [
  { name: 'kernel', noun: 'The kernel', means: OTHER_KERNEL },
  { name: 'kernelBuild', noun: 'The build of the kernel', means: OTHER_KERNEL },
  { name: 'commandLine', noun: "The kernel's command line", means: OTHER_KERNEL },
  {
    name: 'bootId',
    noun: 'The boot of the host',
    means: 'The host was started anew in between: settings that nobody keeps are back at their defaults.',
  },
  { name: 'microcode', noun: 'The microcode', means: OTHER_COST },
  { name: 'mitigations', noun: "The list of mitigations of the processor's weaknesses", means: OTHER_COST },
  { name: 'governor', noun: 'The frequency governor', means: OTHER_CLOCK },
  { name: 'frequencyDriver', noun: 'The frequency driver', means: OTHER_CLOCK },
  { name: 'energyPreference', noun: 'The energy preference', means: OTHER_CLOCK },
  { name: 'turbo', noun: 'Turbo', means: OTHER_CLOCK },
  { name: 'smt', noun: 'SMT', means: 'Threads of a core share it, or do so no longer: times are not alike.' },
  { name: 'ksm', noun: 'KSM', means: OTHER_PAGES },
  { name: 'ksmAcrossNodes', noun: 'KSM across nodes', means: OTHER_PAGES },
  { name: 'thp', noun: 'The setting of transparent huge pages', means: OTHER_PAGES },
  { name: 'thpDefrag', noun: 'The defragmentation for huge pages', means: OTHER_PAGES },
  { name: 'numaBalancing', noun: 'NUMA balancing', means: OTHER_PAGES },
  { name: 'paging', noun: 'The paging of guests', means: OTHER_COST },
  { name: 'swapTotal', noun: 'The size of the swap', means: OTHER_PAGES },
  { name: 'swappiness', noun: 'The swappiness', means: OTHER_PAGES },
  { name: 'clocksource', noun: 'The clock source', means: 'Reading the time costs something else.' },
];

/** Values that are longer say nothing in a sentence; both are in the facts of the attempt. */
const LONGEST_VALUE = 60;

function changed({ name, noun, means }: Setting, before: HostFacts, after: HostFacts): readonly Drift[] {
  const [was, is] = [before, after].map((facts) => (name === 'kernel' ? facts.kernel : facts.settings[name]));
  if (was === is || was === undefined || is === undefined || was === null || is === null) return [];
  const told = was.length <= LONGEST_VALUE && is.length <= LONGEST_VALUE && name !== 'bootId';
  const what = told ? `${noun} is ${is}, and was ${was}.` : `${noun} is another than before.`;
  return [{ what, means }];
}

function toolDrift(before: HostFacts, after: HostFacts): readonly Drift[] {
  return Object.entries(after.tools).flatMap(([tool, is]) => {
    const was = before.tools[tool];
    if (typeof was !== 'string' || is === null || was === is) return [];
    return [
      {
        what: `${tool} is "${is}", and was "${was}".`,
        means: 'Runs before and after it used different programs.',
      },
    ];
  });
}

const FILE_NOUNS = {
  tool: 'The tool',
  program: 'The program',
  file: 'The file',
  kernel: "The guests' kernel",
};

function fileDrift(before: AttemptFacts, after: AttemptFacts): readonly Drift[] {
  const were = new Map(before.used.map(({ path, sha256 }) => [path, sha256]));
  return after.used.flatMap(({ kind, path, sha256 }) => {
    const was = were.get(path);
    if (was === undefined || was === sha256) return [];
    return [
      {
        what: `${FILE_NOUNS[kind]} ${path} has another content than before.`,
        means: 'Runs before and after it ran something else: do not compare them.',
      },
    ];
  });
}

function memoryDrift(before: AttemptFacts, after: AttemptFacts): readonly Drift[] {
  return before.machine.nodes.flatMap(({ id, memoryBytes }) => {
    const was = before.facts.availableBytes[id];
    const is = after.facts.availableBytes[id];
    if (was === undefined || is === undefined) return [];
    if (Math.abs(is - was) <= Math.max(MEMORY_BYTES, MEMORY_SHARE * (memoryBytes ?? 0))) return [];
    const means =
      is < was
        ? 'Something keeps memory there: pages of later runs may lie on other nodes.'
        : 'Something has given memory back: pages of earlier runs may lie on other nodes.';
    const what = `Node ${id} has ${sizeInWords(is)} to give, and had ${sizeInWords(was)}.`;
    return [{ what, means }];
  });
}

function busyWhenItBegan({ settings }: HostFacts): readonly Drift[] {
  const load = Number(/^\d+\.\d+/.exec(settings['loadavg'] ?? '')?.[0] ?? 0);
  if (load < BUSY_LOAD) return [];
  return [
    {
      what: `The host was at work when the attempt began: a load of ${load} over the last minute.`,
      means: 'Other work takes PUs, caches and memory from the runs.',
    },
  ];
}
