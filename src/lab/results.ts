import { resultsOf } from '../core/analysis/compute';
import { samplesOf } from '../core/analysis/samples';
import { journalReader } from '../core/journal/reader';
import type { AttemptState, RunState } from '../core/journal/state';
import type { PlanDocument } from '../core/plan/planDocument';
import { attemptFolders, readRecord } from './attemptFolder';
import { readAttemptFacts } from '../core/topology/attemptFacts';
import { driftsOf } from '../core/topology/drift';
import { documentKind } from './documentKind';
import { type AttemptResults, UserError } from './lab';
import type { LabOptions } from './options';

/** Longest output of one run that is read for its numbers, bytes; they stand at its end, so the end is kept. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** What a journal may name as a file of output: it comes from a host and is not trusted with other paths. */
const RAW_FILE = /^raw\/[A-Za-z0-9_.-]+$/;

export function isRawFile(file: string): boolean {
  return RAW_FILE.test(file);
}

/** Of an attempt folder, or of the newest attempt of an experiment; null when that has none yet. */
export async function loadResults(options: LabOptions, path: string): Promise<AttemptResults | null> {
  const folder = documentKind(path) === 'experiment' ? (await attemptFolders(options.files, path))[0] : path;
  if (folder === undefined) {
    if ((await options.readDocument(path)) !== null) return null;
    throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  }
  await readRecord(options.files, folder);
  const plan = await readPlan(options, folder);
  const state = await readState(options, folder);
  const outputs = await readOutputs(options, folder, state.runs);
  const samples = samplesOf(state, plan.workloads, (run) => outputs.get(run.run) ?? null);
  const drift = driftsOf(await readFacts(options, folder, state));
  const results = resultsOf({
    experiment: plan.name,
    schedule: plan.schedule,
    workloads: plan.workloads,
    factors: plan.factors,
    layoutNames: plan.layouts.map((layout) => layout.name),
    native: plan.native,
    state,
    ...{ samples, drift },
  });
  return { folder, state, results, samples };
}

export async function readPlan(options: LabOptions, folder: string): Promise<PlanDocument> {
  const path = `${folder}/plan.json`;
  const text = await options.files.readText(path);
  if (text === null) {
    throw new UserError(`${folder} has no plan.json.`, 'Name the folder of an attempt.', path);
  }
  const plan = parsedPlan(text);
  if (plan !== null) return plan;
  throw new UserError(
    `${path} is damaged, or no plan of this version.`,
    'Restore it from the host, where the attempt lies as well.',
    path,
  );
}

/** Written by this program and named by its hash: only what tells another file or version is looked at. */
function parsedPlan(text: string): PlanDocument | null {
  try {
    const plan = JSON.parse(text) as Partial<PlanDocument> | null;
    const whole =
      plan?.version === 1 && Array.isArray(plan.workloads) && Array.isArray(plan.schedule?.sessions);
    return whole ? withLevels(plan as PlanDocument) : null;
  } catch {
    return null;
  }
}

/** Plans of before there were factors say nothing of levels. */
function withLevels(plan: PlanDocument): PlanDocument {
  const old: Partial<PlanDocument> = plan;
  if (old.factors !== undefined) return plan;
  return {
    ...plan,
    factors: {},
    workloads: plan.workloads.map((workload) => ({ ...workload, levels: {} })),
    schedule: {
      ...plan.schedule,
      sessions: plan.schedule.sessions.map((session) => ({ ...session, levels: {} })),
    },
  };
}

export async function readState(options: LabOptions, folder: string): Promise<AttemptState> {
  const reader = journalReader();
  const path = `${folder}/journal.jsonl`;
  const size = await options.files.size(path);
  if (size !== null) reader.push(new TextDecoder().decode(await options.files.readBytes(path, 0, size)));
  return reader.state();
}

/** Longest capture of a host that is read, bytes: a thousand PUs take a tenth of it. */
const MAX_FACTS = 8 * 1024 * 1024;

/** The captures that are here; one that has not been copied, or is none, is passed over. */
async function readFacts(
  { files }: LabOptions,
  folder: string,
  state: AttemptState,
): Promise<Parameters<typeof driftsOf>[0]> {
  const read = state.facts.map(async ({ when, file }) => {
    const path = `${folder}/${file}`;
    const size = isRawFile(file) ? await files.size(path) : null;
    if (size === null || size > MAX_FACTS) return [];
    const facts = readAttemptFacts(new TextDecoder().decode(await files.readBytes(path, 0, size)));
    return facts === null ? [] : [{ when, facts }];
  });
  return (await Promise.all(read)).flat();
}

async function readOutputs(
  options: LabOptions,
  folder: string,
  runs: readonly RunState[],
): Promise<ReadonlyMap<string, string>> {
  const outputs = new Map<string, string>();
  for (const { run, raw } of runs) {
    if (raw === null || !isRawFile(raw.file)) continue;
    const skip = Math.max(0, raw.bytes - MAX_OUTPUT);
    const path = `${folder}/${raw.file}`;
    const size = await options.files.size(path);
    // Half of an output may lack the time, or end within its digits.
    if (size === null || size < raw.offset + raw.bytes) continue;
    const bytes = await options.files.readBytes(path, raw.offset + skip, raw.bytes - skip);
    outputs.set(run, new TextDecoder().decode(bytes));
  }
  return outputs;
}
