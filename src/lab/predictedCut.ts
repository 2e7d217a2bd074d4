import { act } from '../core/editing/act';
import type { Action } from '../core/editing/action';
import { commonRegion } from '../core/experiment/sharedRegion';
import type { Workload } from '../core/experiment/workload';
import { workloadsFromDocument } from '../core/experiment/workloads';
import type { Layout } from '../core/layout/layout';
import {
  cutPrograms,
  DEFAULT_PROGRAM,
  experimentProgram,
  type CutProgram,
} from '../core/predict/cut/cutPrograms';
import { cutAnswer, type CutView } from '../core/predict/cut/cutView';
import { cutPredictor } from '../core/predict/cut/predictCut';
import { asExperimentDocument } from '../core/schema/validate';
import { applyEdits } from '../core/text/edits';
import { loadSubject, textOf } from './assistSubject';
import { loadLayout } from './documentGraph';
import { documentName } from './documentKind';
import type { LabOptions } from './options';
import { parsedText } from './parsedTexts';

export interface CutQuestion {
  /** One of the view's programs; null for what an experiment beside the layout runs, else the usual one. */
  readonly program: string | null;
  /** null for the region that all VMs have in common, else the network. */
  readonly transport: Workload['transport'] | null;
  /** What the cut would be after it; null for the cut as it stands. */
  readonly action: Action | null;
}

/** Programs of an experiment that are told apart; factors may make very many variants of them. */
const MOST_WORKLOADS = 8;

/**
 * What the model says of a layout's text. null where there is no layout in it, and where the answer is no longer wanted: that
 * is asked between two programs, when others have had a turn.
 */
export type PredictCut = (
  path: string,
  text: string,
  question: CutQuestion,
  isWanted?: () => boolean,
) => Promise<CutView | null>;

/** `experimentsOf` gives paths of experiments around a layout file that name it. */
export function createPredictCut(
  options: LabOptions,
  experimentsOf: (path: string) => Promise<readonly string[]>,
): PredictCut {
  const predictor = cutPredictor();
  return async (path, text, question, isWanted = () => true) => {
    const layout = await layoutWith(options, path, text, question.action);
    if (layout === null) return null;
    const programs = [...(await beside(options, await experimentsOf(path))), ...cutPrograms()];
    const wanted = programs.find(({ id }) => id === question.program);
    const program =
      wanted ?? programs.find(({ id }) => id.startsWith('experiment.') || id === DEFAULT_PROGRAM);
    if (program === undefined) return null;
    const canShare = layout.vms.length > 1 && commonRegion(layout, layout.vms) !== null;
    const transport = canShare ? (question.transport ?? 'shared') : 'network';
    const steps = predictor.steps(layout, program.workloads(layout, transport));
    const shown = programs.map(({ id, title }) => ({ id, title }));
    for (;;) {
      const step = steps.next();
      if (step.done === true)
        return { programs: shown, program: program.id, transport, canShare, answer: cutAnswer(step.value) };
      await options.clock.sleep(0);
      if (!isWanted()) return null;
    }
  };
}

async function layoutWith(
  options: LabOptions,
  path: string,
  text: string,
  action: Action | null,
): Promise<Layout | null> {
  if (action === null) return (await loadLayout(options, path, text))?.value ?? null;
  const subject = await loadSubject(options, path, text);
  const outcome = subject === null ? null : act(subject, action);
  if (outcome === null || outcome.kind === 'refused') return null;
  return (await loadLayout(options, path, applyEdits(text, outcome.edits)))?.value ?? null;
}

/** What the experiments run, each program once. */
async function beside(options: LabOptions, experiments: readonly string[]): Promise<readonly CutProgram[]> {
  const found = await Promise.all(
    experiments.map(async (path): Promise<readonly CutProgram[]> => {
      const text = await textOf(options, path);
      const document = text === null ? null : asExperimentDocument(parsedText(options, path, text).value);
      const all = document === null ? [] : workloadsFromDocument(document).workloads;
      const programs = new Map(all.map((one) => [`${one.title} ${one.launcher}`, one]));
      const workloads = [...programs.values()].slice(0, MOST_WORKLOADS);
      return workloads.length === 0 ? [] : [experimentProgram(documentName(path), workloads)];
    }),
  );
  return found.flat();
}
