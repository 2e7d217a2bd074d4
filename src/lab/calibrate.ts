import type { CellResult } from '../core/analysis/results';
import type { Experiment } from '../core/experiment/experiment';
import { calibrate, type Calibration, type MeasuredCell } from '../core/predict/calibrate/calibrate';
import { cellSetup } from '../core/predict/calibrate/cellSetup';
import { byFactor } from '../core/predict/calibrate/factors';
import { runsOf } from '../core/predict/cell';
import type { CalibrationDocument } from '../core/schema/generated/calibration.types';
import { attemptDocuments } from './attemptDocuments';
import { attemptFolders, readRecord } from './attemptFolder';
import { calibrationPath } from './calibration';
import { checkExperimentFile } from './check';
import { type AttemptResults, UserError } from './lab';
import type { LabOptions } from './options';
import type { ResultsOf } from './results';

/** A calibration as it was written, and what it was made of. */
export interface MadeCalibration {
  readonly document: CalibrationDocument;
  /** Where it lies. */
  readonly path: string;
  readonly cells: readonly CalibratedCell[];
  /** Cells that could not be used, with the reason. */
  readonly leftOut: readonly (CellName & { readonly why: string })[];
  /** Paths of documents that are others than when the attempt began: the model is asked of what they say now. */
  readonly changed: readonly string[];
}

type CellName = Pick<CellResult, 'layout' | 'setting' | 'workload' | 'phase'>;

/** Seconds of the timed region: measured, and as the model says before and after. */
export interface CalibratedCell extends CellName {
  readonly seconds: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Holds the model against an attempt that was measured, the newest one where none is named, and writes what follows for its
 * host beside the attempts. Throws a UserError for times that are not measured, and where the model knows none of its
 * programs.
 */
export async function calibrateFrom(
  options: LabOptions,
  resultsOf: ResultsOf,
  experimentPath: string,
  attempt: string | undefined,
): Promise<MadeCalibration> {
  const { experiment } = await checkExperimentFile(options, experimentPath);
  if (experiment === null)
    throw new UserError(
      `${experimentPath} cannot be read.`,
      'Check it first: vmpart check.',
      experimentPath,
      1,
    );
  const read = await measuredAttempt(options, resultsOf, experimentPath, attempt);
  const { used, leftOut } = usable(experiment, read.results.cells);
  if (used.length === 0) throw nothingToUse(experimentPath, leftOut);
  const made = calibrate(used);
  const document = documentOf(options, experiment, read, made, used.length);
  const path = calibrationPath(experimentPath);
  await options.files.writeText(path, `${JSON.stringify(document, null, 2)}\n`);
  const cells = used.map(({ name, seconds }, at) => ({
    ...{ ...name, seconds },
    ...{ before: made.predicted[at]?.before ?? NaN, after: made.predicted[at]?.after ?? NaN },
  }));
  return { document, path, cells, leftOut, changed: await changedSince(options, read) };
}

async function measuredAttempt(
  options: LabOptions,
  resultsOf: ResultsOf,
  experimentPath: string,
  attempt: string | undefined,
): Promise<AttemptResults> {
  const folders = attempt === undefined ? await attemptFolders(options.files, experimentPath) : [attempt];
  let other: AttemptResults | null = null;
  for (const folder of folders) {
    const read = await resultsOf(folder);
    if (read?.results.origin === 'measured') return read;
    other ??= read;
  }
  if (other === null)
    throw new UserError(
      `${experimentPath} has no attempts.`,
      'Run it on a host first: vmpart run.',
      experimentPath,
      1,
    );
  const { origin, attempt: name } = other.results;
  const why =
    origin === 'rehearsed'
      ? `${name} was rehearsed: its times are those of an emulated machine and mean nothing.`
      : `${name} was predicted: the model cannot be held against itself.`;
  throw new UserError(why, 'Calibrate from an attempt that ran on a real host.', other.folder, 1);
}

interface NamedMeasurement extends MeasuredCell {
  readonly name: CellName;
}

function usable(
  experiment: Experiment,
  cells: readonly CellResult[],
): { used: readonly NamedMeasurement[]; leftOut: MadeCalibration['leftOut'] } {
  const used: NamedMeasurement[] = [];
  const leftOut: MadeCalibration['leftOut'][number][] = [];
  for (const cell of cells) {
    const { layout, setting, workload, phase } = cell;
    const name = { layout, setting, workload, phase };
    const found = measurementOf(experiment, cell);
    if (typeof found === 'string') leftOut.push({ ...name, why: found });
    else used.push({ ...found, name });
  }
  return { used, leftOut };
}

/** Or why there is none. */
function measurementOf(experiment: Experiment, cell: CellResult): MeasuredCell | string {
  if (cell.medianSeconds === null) return 'no run of it counts';
  if (cell.clock !== 'program')
    return 'its output tells no time of its own, and the model knows the timed region alone';
  const setup = cellSetup(experiment, cell);
  if (setup === null) return 'the experiment has no such cell any more';
  const runs = runsOf({ ...setup, drawn: [] });
  if (runs === null) return 'the model knows nothing of this program with so many ranks';
  return { seconds: cell.medianSeconds, runs: runs.stated };
}

function nothingToUse(path: string, leftOut: MadeCalibration['leftOut']): UserError {
  const [first] = leftOut;
  const why = first === undefined ? 'it has no cells' : `of ${first.workload}, ${first.why}`;
  return new UserError(
    `No cell of ${path} can be used: ${why}.`,
    'The model knows programs of NPB, HPL, pairs of ranks, and commands with a `profile`.',
    path,
    1,
  );
}

function documentOf(
  { version }: LabOptions,
  { layouts }: Experiment,
  { results }: AttemptResults,
  { factors, noise, error }: Calibration,
  cells: number,
): CalibrationDocument {
  return {
    ...{ version: 1, tool: version, machine: layouts[0]?.layout.machine.id ?? '' },
    ...{ from: [results.attempt], cells, noise, error },
    calibrated: byFactor((name) => factors[name]),
  };
}

async function changedSince(options: LabOptions, { folder }: AttemptResults): Promise<readonly string[]> {
  const record = await readRecord(options.files, folder);
  const { documents } = await attemptDocuments(options, folder, record);
  return documents.filter(({ asPlanned }) => asPlanned === false).map(({ path }) => path);
}
