import { type Levels, levelsInWords } from '../../experiment/factors';
import { isWrongWay } from '../../journal/marks';
import type { RunState } from '../../journal/state';
import { count } from '../../text/count';
import { bytesText } from '../format';
import { grown } from '../grown';
import { placeText } from '../results';
import type { Sample } from '../sample';
import { sentIn } from '../traffic';
import type { Finding } from './finding';

/** Runs of one program in one layout that were to go through shared memory, and did not. */
interface WrongWay {
  readonly at: { readonly layout: string; readonly levels: Levels; readonly workload: string };
  runs: number;
  /** Of the run that sent most over the network. */
  networkBytes: number;
  regionBytes: number | null;
}

/** A finding for each layout, setting and program, in the order in which they were seen; what was read is not read again. */
export function rememberedWrongWay(): (
  samples: readonly Sample[],
  factors: Readonly<Record<string, readonly string[]>>,
) => readonly Finding[] {
  const gather = grown<Sample, Map<string, WrongWay>>({ start: () => new Map(), add: addSample });
  return (samples, factors) =>
    [...gather(samples).values()].map((one) => findingOf(one, levelsInWords(one.at.levels, factors)));
}

function addSample(ways: Map<string, WrongWay>, { run, workload }: Sample): void {
  if (run.phase === 'warmup' || !run.marks.some(isWrongWay)) return;
  const { layout, levels } = run;
  const key = JSON.stringify([layout, run.workload, levels]);
  const known = ways.get(key) ?? { at: { layout, levels, workload }, runs: 0, ...NOTHING };
  ways.set(key, known);
  known.runs += 1;
  keepMost(known, run);
}

const NOTHING = { networkBytes: 0, regionBytes: null } as const;

function keepMost(way: WrongWay, { collected }: RunState): void {
  const sent = sentIn(collected);
  if (sent === null || sent.networkBytes < way.networkBytes) return;
  Object.assign(way, sent);
}

function findingOf({ at, runs, networkBytes, regionBytes }: WrongWay, setting: string): Finding {
  const where = `${at.workload} in ${placeText({ layout: at.layout, setting })}`;
  const ways = `up to ${bytesText(networkBytes)} over the network, ${bytesText(regionBytes ?? 0)} through the region`;
  return {
    severity: 'warning',
    what: `${count(runs, 'run')} of ${where} did not go through shared memory as asked: ${ways}.`,
    means:
      'Their times are those of the network and do not count. Read what the run printed (lines of vmpart-shared), and look for settings of UCX or of the MPI runtime in "environment" that let another transport in.',
  };
}
