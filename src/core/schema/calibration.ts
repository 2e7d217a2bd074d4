import validateCalibration from './generated/calibration.validate';
import type { CalibrationDocument } from './generated/calibration.types';

/** The value as a valid calibration; null when it is not valid. */
export function asCalibrationDocument(value: unknown): CalibrationDocument | null {
  return validateCalibration(value) ? (value as CalibrationDocument) : null;
}
