import { seededRandom } from '../../src/core/experiment/random';
import type { Kind, Sample } from './corpus';
import { mutated } from './mutate';
import type { Outcome, Subjects } from './subjects';
import { slowCases, type Timing } from './slow';

export interface Case {
  readonly index: number;
  readonly sample: Sample;
  readonly text: string;
}

/** Case `index` of a seed, the same on every machine, whatever cases came before it. */
export function caseOf(corpus: readonly Sample[], seed: number, index: number): Case {
  const random = seededRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  // Every kind has its share, however many samples it has.
  const kinds = [...new Set(corpus.map(({ kind }) => kind))];
  const kind = kinds[index % kinds.length];
  const same = corpus.filter((sample) => sample.kind === kind);
  const sample = same[random(same.length)] as Sample;
  const other = (random(5) === 0 ? corpus[random(corpus.length)] : same[random(same.length)]) as Sample;
  return { index, sample, text: mutated(sample.text, other.text, random) };
}

export interface Fault {
  readonly index: number;
  readonly kind: Kind;
  readonly sample: string;
  readonly words: string;
}

export interface Report {
  readonly faults: readonly Fault[];
  /** Cases by kind, and how many of them were read and not refused. */
  readonly counts: Readonly<Record<string, { readonly cases: number; readonly read: number }>>;
  readonly timings: readonly Timing[];
}

/** Runs the cases of a seed with numbers from `first` on, every `step`th one, below `end`. */
export async function runCases(
  corpus: readonly Sample[],
  subjects: Subjects,
  seed: number,
  range: { readonly first: number; readonly step: number; readonly end: number },
): Promise<Report> {
  const faults: Fault[] = [];
  const counts: Record<string, { cases: number; read: number }> = {};
  const timings: Timing[] = [];
  for (let index = range.first; index < range.end; index += range.step) {
    const { sample, text } = caseOf(corpus, seed, index);
    const { kind, name } = sample;
    const { outcome, milliseconds } = await runCase(subjects, kind, text);
    for (const words of new Set(outcome.faults)) faults.push({ index, kind, sample: name, words });
    const count = (counts[kind] ??= { cases: 0, read: 0 });
    count.cases += 1;
    if (outcome.result === 'read') count.read += 1;
    timings.push({ index, kind, result: outcome.result, size: text.length, milliseconds });
  }
  return { faults, counts, timings };
}

async function runCase(
  subjects: Subjects,
  kind: Kind,
  text: string,
): Promise<{ readonly outcome: Outcome; readonly milliseconds: number }> {
  const began = performance.now();
  try {
    const result = await subjects.run(kind, text);
    const milliseconds = performance.now() - began;
    return { outcome: subjects.judge(kind, text, result), milliseconds };
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const fault = `throws ${words.split('\n').slice(0, 5).join(' ')}`;
    return { outcome: { faults: [fault], result: 'refused' }, milliseconds: performance.now() - began };
  }
}

/** Untimed runs of a case before it is timed again. */
const WARM_UPS = 3;

/** Cases that are slow again when timed three times more, as faults. */
export async function slowFaults(
  corpus: readonly Sample[],
  subjects: Subjects,
  seed: number,
  timings: readonly Timing[],
): Promise<readonly Fault[]> {
  let last = -1;
  const again = async (index: number): Promise<number> => {
    const { sample, text } = caseOf(corpus, seed, index);
    // Code that is cold says nothing about the text.
    for (let times = last === index ? 0 : WARM_UPS; times > 0; times--)
      await runCase(subjects, sample.kind, text);
    last = index;
    return (await runCase(subjects, sample.kind, text)).milliseconds;
  };
  const units = async (index: number): Promise<number> => {
    const { sample, text } = caseOf(corpus, seed, index);
    // A case that throws is a fault already.
    return subjects.units(sample.kind, text).catch(() => 0);
  };
  const slow = await slowCases(timings, again, units);
  return slow.map(({ index, kind, size, milliseconds, median }) => ({
    index,
    kind,
    sample: caseOf(corpus, seed, index).sample.name,
    words: `takes ${milliseconds.toFixed(1)} ms for ${size} characters, written or stood for; the median of its class is ${median.toFixed(3)} ms`,
  }));
}
