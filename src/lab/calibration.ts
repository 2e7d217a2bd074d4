import type { Calibrated } from '../core/predict/attempt/predictAttempt';
import type { CalibrationDocument } from '../core/schema/generated/calibration.types';
import { asCalibrationDocument } from '../core/schema/calibration';
import { resultsFolder } from './attemptFolder';
import { UserError } from './lab';
import type { LabOptions } from './options';

/** Where the calibration lies that was made of attempts at an experiment. */
export function calibrationPath(experimentPath: string): string {
  return `${resultsFolder(experimentPath)}/calibration.json`;
}

/** Throws a UserError where there is none, and for what is none. */
export async function calibrationAt(files: LabOptions['files'], path: string): Promise<Calibrated> {
  const read = await readCalibration(files, path);
  if (read === 'missing')
    throw new UserError(
      'There is no calibration.',
      'Make one of an attempt that was measured (vmpart calibrate), or predict without it.',
      path,
    );
  if (read === 'unreadable')
    throw new UserError('This is no calibration.', 'Make it anew: vmpart calibrate.', path);
  return { from: read.from, factors: read.calibrated };
}

/** The one that was made of attempts at an experiment; null where there is none that can be used. */
export async function calibrationOf(
  files: LabOptions['files'],
  experimentPath: string,
): Promise<{ readonly path: string; readonly from: readonly string[] } | null> {
  const path = calibrationPath(experimentPath);
  const read = await readCalibration(files, path);
  return typeof read === 'string' ? null : { path, from: read.from };
}

async function readCalibration(
  files: LabOptions['files'],
  path: string,
): Promise<CalibrationDocument | 'missing' | 'unreadable'> {
  const text = await files.readText(path);
  if (text === null) return 'missing';
  try {
    return asCalibrationDocument(JSON.parse(text)) ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}
