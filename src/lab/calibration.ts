import type { Calibrated } from '../core/predict/attempt/predictAttempt';
import { asCalibrationDocument } from '../core/schema/validate';
import { resultsFolder } from './attemptFolder';
import { UserError } from './lab';
import type { LabOptions } from './options';

/** Where the calibration lies that was made of attempts at an experiment. */
export function calibrationPath(experimentPath: string): string {
  return `${resultsFolder(experimentPath)}/calibration.json`;
}

/** Throws a UserError where there is none, and for what is none. */
export async function calibrationAt(files: LabOptions['files'], path: string): Promise<Calibrated> {
  const text = await files.readText(path);
  if (text === null)
    throw new UserError(
      'There is no calibration.',
      'Make one of an attempt that was measured (vmpart calibrate), or predict without it.',
      path,
    );
  const document = asCalibrationDocument(parsed(text));
  if (document === null)
    throw new UserError('This is no calibration.', 'Make it anew: vmpart calibrate.', path);
  return { from: document.from, factors: document.calibrated };
}

/** The one that was made of attempts at an experiment; null where there is none that can be used. */
export async function calibrationOf(
  files: LabOptions['files'],
  experimentPath: string,
): Promise<{ readonly path: string; readonly from: readonly string[] } | null> {
  const path = calibrationPath(experimentPath);
  const text = await files.readText(path);
  const document = text === null ? null : asCalibrationDocument(parsed(text));
  return document === null ? null : { path, from: document.from };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
