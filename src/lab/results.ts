import { resultsOf } from '../core/analysis/compute';
import { layoutShapes } from '../core/analysis/layoutShapes';
import { analysisMemory } from '../core/analysis/memory';
import { rememberedNewest } from '../core/analysis/timelines';
import { vmMemoryOf } from '../core/analysis/vmMemory';
import type { AttemptState } from '../core/journal/state';
import type { PlanDocument } from '../core/plan/planDocument';
import { rememberedDrift } from './attemptDrift';
import { attemptAt, readRecord } from './attemptFolder';
import { rememberedSamples } from './attemptSamples';
import { grownJournal } from './grownJournal';
import { inTurn } from './inTurn';
import type { AttemptResults } from './lab';
import { isArchive, sourceOf } from './openArchive';
import type { LabOptions } from './options';
import { rememberedPlan } from './planFile';
import { rememberedMemory } from './sampledMemory';

/** Journals beyond which attempts that were asked for longer ago are read anew, bytes in all. */
const MAX_REMEMBERED = 256 * 1024 * 1024;

/** Of an attempt folder or an archive, or of the newest attempt of an experiment; null when that has none yet. */
export type ResultsOf = (path: string) => Promise<AttemptResults | null>;

/**
 * What was read of an attempt is remembered, so that results of one that goes on cost what has come since they were last
 * asked for. Where nothing has come they are the same object.
 */
export function createResults(options: LabOptions): ResultsOf {
  const attempts = new Map<string, RememberedAttempt>();
  return async (path) => {
    if (isArchive(path)) {
      const { options: within, path: folder } = await sourceOf(options, path);
      return await rememberedAttempt(within, folder).results();
    }
    const folder = await attemptAt(options, path);
    if (folder === null) return null;
    const attempt = attempts.get(folder) ?? rememberedAttempt(options, folder);
    // The one that was asked for last is behind the others.
    attempts.delete(folder);
    attempts.set(folder, attempt);
    const results = await attempt.results();
    forgetOldest(attempts);
    return results;
  };
}

function forgetOldest(attempts: Map<string, RememberedAttempt>): void {
  let bytes = [...attempts.values()].reduce((sum, attempt) => sum + attempt.journalBytes(), 0);
  for (const [folder, attempt] of [...attempts].slice(0, -1)) {
    if (bytes <= MAX_REMEMBERED) return;
    attempts.delete(folder);
    bytes -= attempt.journalBytes();
  }
}

interface RememberedAttempt {
  readonly results: () => Promise<AttemptResults>;
  readonly journalBytes: () => number;
}

function rememberedAttempt(options: LabOptions, folder: string): RememberedAttempt {
  const journal = grownJournal(options.files, `${folder}/journal.jsonl`);
  const plan = rememberedPlan(options, folder);
  let analysis: Analysis | null = null;
  const read = async (): Promise<AttemptResults> => {
    await readRecord(options.files, folder);
    const planned = await plan();
    if (analysis?.plan !== planned) analysis = startAnalysis(options, folder, planned);
    return await analysis.of(await journal.state());
  };
  return { results: inTurn(read), journalBytes: journal.bytes };
}

interface Analysis {
  readonly plan: PlanDocument;
  readonly of: (state: AttemptState) => Promise<AttemptResults>;
}

function startAnalysis({ files }: LabOptions, folder: string, plan: PlanDocument): Analysis {
  const samplesOf = rememberedSamples(files, folder, plan.workloads);
  const driftOf = rememberedDrift(files, folder);
  const newestOf = rememberedNewest();
  const sampledOf = rememberedMemory(files, folder);
  const memory = analysisMemory();
  /** The last that was made from everything that belongs to it. */
  let whole: AttemptResults | null = null;
  return {
    plan,
    async of(state) {
      if (whole?.state === state) return whole;
      const { samples, isWhole } = await samplesOf(state.runs);
      const drift = await driftOf(state.facts);
      const sampled = await sampledOf(newestOf(state));
      const found = { state, samples, drift, sessionMemory: sampled.memory };
      const results = resultsOf({ ...resultsInput(plan), ...found }, memory);
      const made = { folder, state, results, samples, workloads: plan.workloads };
      whole = isWhole && sampled.isWhole ? made : null;
      return made;
    },
  };
}

function resultsInput(plan: PlanDocument) {
  return {
    experiment: plan.name,
    schedule: plan.schedule,
    workloads: plan.workloads,
    factors: plan.factors,
    layoutNames: plan.layouts.map((layout) => layout.name),
    native: plan.native,
    margin: plan.margin,
    layouts: layoutShapes(plan),
    vmMemory: vmMemoryOf(plan),
  };
}

/** What a journal says as it is now. */
export function readState({ files }: LabOptions, folder: string): Promise<AttemptState> {
  return grownJournal(files, `${folder}/journal.jsonl`).state();
}
