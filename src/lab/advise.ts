import { advise, type Advice, type AdviceQuestion } from '../core/predict/advise/advise';
import { adviceFiles, MEANT } from '../core/predict/advise/documents';
import { programNamed, programsOf, type AdvisedProgram } from '../core/predict/advise/programs';
import { pagingModeOf } from '../core/predict/machines/pagingMode';
import { checkLayout } from '../core/check/engine';
import { layoutFromDocument } from '../core/layout/fromDocument';
import type { LayoutDocument } from '../core/schema/generated/vmlayout.types';
import { parseDocument } from '../core/text/parse';
import { renderValue } from '../core/text/render';
import { machineToDocument } from '../core/topology/toDocument';
import { isRefused } from '../core/recipes/recipe';
import { loadExperiment } from './documentGraph';
import { documentKind } from './documentKind';
import { UserError } from './lab';
import { asExperimentDocument } from '../core/schema/validate';
import type { LabOptions } from './options';
import { inTurns, type TurnOptions } from './inTurns';
import { relativePath } from './relativePath';

/** What a user asks for; the rest is as the machine has it. */
export interface AdviceRequest extends Omit<AdviceQuestion, 'programs' | 'paging' | 'values'> {
  /** `cg.C`, `openmp:cg.C`, or absolute paths of experiments, all of whose workloads count. */
  readonly workloads: readonly string[];
  /** By the machine's processors where it is not given. */
  readonly paging?: 'nested' | 'shadow';
}

export interface WrittenAdvice {
  /** Absolute paths. */
  readonly experiment: string | null;
  readonly layouts: readonly string[];
}

/** The best cuts of a machine by the model. Throws a UserError for what it knows nothing of. */
export async function adviseCuts(
  options: LabOptions,
  request: AdviceRequest,
  how: TurnOptions = {},
): Promise<Advice> {
  const lists = await Promise.all(request.workloads.map((name) => programsNamed(options, name)));
  const { machine } = request;
  const question = { ...request, programs: lists.flat(), paging: request.paging ?? pagingModeOf(machine) };
  const advice = await inTurns(options.clock, advise(question), how);
  if (isRefused(advice)) throw new UserError(advice.problem, advice.remedy);
  return advice;
}

async function programsNamed(options: LabOptions, name: string): Promise<readonly AdvisedProgram[]> {
  if (documentKind(name) !== 'experiment') {
    const program = programNamed(name);
    if (program !== null) return [program];
    throw new UserError(
      `"${name}" is no program that the model knows.`,
      'Name one of NPB with its class, as cg.C or openmp:cg.C, or an experiment.',
    );
  }
  const loaded = await loadExperiment(options, name);
  const document = loaded === null ? null : asExperimentDocument(loaded.doc.value);
  if (document === null)
    throw new UserError(`No experiment can be read from ${name}.`, 'Check it first.', name);
  return programsOf(document.workloads);
}

/**
 * Writes the layouts of the cuts and the experiment that tells the first two apart into a folder, with the machine where it
 * has no file. Nothing that is there is written over: throws a UserError then.
 */
export async function writeAdvice(
  { files }: LabOptions,
  advice: Advice,
  topology: string | null,
  folder: string,
): Promise<WrittenAdvice> {
  const beside = `${advice.machine.id}.vmtopology.json`;
  const named = topology === null ? beside : nameIn(folder, topology);
  const made = adviceFiles(advice, named, (document) => acceptedIn(document, advice));
  const all = [...made.files, ...(topology === null ? [{ name: beside, text: machineText(advice) }] : [])];
  const there = new Set(await files.list(folder));
  const taken = all.find(({ name }) => there.has(name));
  if (taken !== undefined)
    throw new UserError(`There is a ${taken.name} already.`, 'Name another folder.', folder);
  await files.makeFolder(folder);
  for (const { name, text } of all) await files.writeText(`${folder}/${name}`, text);
  return {
    experiment: made.experiment === null ? null : `${folder}/${made.experiment}`,
    layouts: made.layouts.map((name) => `${folder}/${name}`),
  };
}

function nameIn(folder: string, topology: string): string {
  return topology.endsWith('.json') ? relativePath(folder, topology) : topology;
}

function machineText({ machine }: Advice): string {
  return `${renderValue(machineToDocument(machine), { indent: '  ', eol: '\n' }, '', 0, true)}\n`;
}

/** What is meant of what the checker finds in a layout. */
function acceptedIn(document: LayoutDocument, { machine }: Advice): Readonly<Record<string, string>> {
  const { layout } = layoutFromDocument(document, machine, 'cut');
  const found = checkLayout(parseDocument(JSON.stringify(document)), layout, []);
  const rules = new Set(found.map(({ rule }) => rule));
  return Object.fromEntries(Object.entries(MEANT).filter(([rule]) => rules.has(rule)));
}
